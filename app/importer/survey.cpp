#include "app/importer/survey.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "app/importer/coordinates.h"
#include "scene/builders/vegetation.h"

namespace twin::app {

namespace {

bool finite(const glm::dvec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
}

/// FNV-1a; two of them with different starts make ids that do not meet by chance in any city.
std::uint64_t hash_of(std::string_view text, std::uint64_t hash) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
    return hash;
}

}  // namespace

void Survey::add(const data::Feature& feature) {
    base::Box3 own;
    bool first = true;
    visit_coordinates(feature, [&](const glm::dvec3& p) {
        if (!std::isfinite(p.x) || !std::isfinite(p.y)) return;
        if (first) first_points.push_back(p);
        first = false;
        if (finite(p)) own.add(p);
    });
    only_models = only_models && (feature.kind == data::FeatureKind::model || !feature.models.empty());
    only_buildings = only_buildings &&
                     (feature.kind == data::FeatureKind::building || feature.kind == data::FeatureKind::building_part ||
                      feature.kind == data::FeatureKind::building_installation);
    if (own.empty()) return;
    widest = std::max({widest, own.size().x, own.size().y});
    box.add(own);
}

FeatureNote note_of(const data::Feature& feature) {
    FeatureNote note;
    note.kind = feature.kind;
    note.heights = feature.heights;
    note.has_surfaces = !feature.surfaces.empty();
    note.has_parent = !feature.parent_id.empty();
    const auto kind = static_cast<std::uint64_t>(feature.kind);
    note.id = {hash_of(feature.id, 0xcbf29ce484222325ull ^ kind), hash_of(feature.id, 0x9e3779b97f4a7c15ull + kind)};
    note.whole = hash_of(feature.parent_id.empty() ? feature.id : feature.parent_id, 0xcbf29ce484222325ull);
    bool first = true;
    visit_coordinates(feature, [&](const glm::dvec3& p) {
        if (!finite(p)) {
            note.fate = Fate::nowhere;
            return;
        }
        if (first) note.first = glm::dvec2(p);
        first = false;
        note.bounds.add(p);
    });
    if (note.fate == Fate::kept) note.plants_wanted = scene::plants_wanted(feature);
    return note;
}

}  // namespace twin::app
