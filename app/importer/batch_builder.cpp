#include "app/importer/batch_builder.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "data/keys.h"
#include "scene/builders/builder.h"
#include "scene/builders/buildings.h"
#include "scene/builders/solid_volume.h"

namespace twin::app {

namespace {

/// Signs and places are shown by markers; a kerb, a crossing, a gate or an outline belongs to what is drawn there.
bool has_body_of_its_own(const data::Feature& feature) {
    using data::FeatureKind;
    switch (feature.kind) {
        case FeatureKind::address:
        case FeatureKind::place:
        case FeatureKind::project:
        case FeatureKind::tactile_paving:
        case FeatureKind::crossing:
        case FeatureKind::kerb:
        case FeatureKind::barrier:
            return false;
        default:
            return !feature.attributes.flag(data::keys::outline_only);
    }
}

/// Nothing vanishes: who drew nothing and did not say why.
void tell_undrawn(const data::Feature& feature, std::vector<base::Complaint>& complaints) {
    const bool told = std::any_of(complaints.begin(), complaints.end(), [](const base::Complaint& each) {
        return each.kind == base::ComplaintKind::skipped;
    });
    if (told || !has_body_of_its_own(feature)) return;
    const bool below = feature.kind == data::FeatureKind::tunnel || feature.attributes.flag(data::keys::tunnel);
    complaints.push_back({base::ComplaintKind::undrawn, feature.id, "not drawn",
                          below ? "it lies under the ground" : "it has no body of its own"});
}

}  // namespace

BatchBuilder::BatchBuilder(const PlacedFile& placed, const Surroundings& around, std::uint32_t objects_before)
    : placed_(placed), around_(around), source_(placed.file.name()) {
    std::uint32_t number = objects_before + 1;
    const FeatureStore& store = placed.file.features;
    for (std::size_t batch = 0; batch < store.batch_count(); ++batch) {
        first_number_.push_back(number);
        for (std::size_t i = 0; i < store.size_of(batch); ++i)
            if (placed.notes[store.first_of(batch) + i].fate == Fate::kept) ++number;
    }
}

base::Complaint BatchBuilder::left_out(const data::Feature& feature, const FeatureNote& note) const {
    std::string why = "it has coordinates that lie nowhere on the earth";
    if (note.fate == Fate::far_away) {
        why = fmt::format("it lies {:.0f} km from the rest of the city", distance_of(note, around_.middle_m) / 1000);
    } else if (note.fate == Fate::repeated) {
        const std::string& before = around_.file_names[note.before];
        why = before == source_ ? "its id was in this file before" : fmt::format("it was in {} before", before);
    }
    return {base::ComplaintKind::skipped, feature.id, "object left out", std::move(why)};
}

/// The middle of a feature, on the ground where it has no heights of its own.
std::optional<base::CityPoint> BatchBuilder::place_of(const FeatureNote& note, data::HeightMode heights) const {
    if (note.bounds.empty()) return std::nullopt;
    const glm::dvec3 middle = note.bounds.centre();
    if (!(std::abs(middle.x) < 1e8 && std::abs(middle.y) < 1e8)) return std::nullopt;
    const bool own = heights == data::HeightMode::absolute && std::abs(middle.z) < 1e6;
    return base::CityPoint(middle.x, middle.y, own ? middle.z : around_.terrain.height_at(middle.x, middle.y));
}

BuiltFeature BatchBuilder::build_one(data::Feature&& feature, std::size_t index, std::uint32_t number,
                                     BuiltBatch& out) const {
    std::vector<base::Complaint> complaints;
    const bool building =
        feature.kind == data::FeatureKind::building || feature.kind == data::FeatureKind::building_part;
    // Only for the building of it: when the city grows the ground may be another.
    const bool knows_ground = feature.attributes.has(data::keys::ground_m);
    around_.neighbours.set_ground(feature);
    around_.neighbours.set_driving_side(feature);
    if (building && around_.surface_heights) {
        const double own_m = feature.attributes.number(data::keys::ground_m);
        around_.surface_heights->measure(
            feature, std::isfinite(own_m) ? own_m : scene::lowest_ground_m(feature, around_.terrain));
    }
    if (building) scene::complete_building(feature, complaints, around_.neighbours.row_direction_deg(index));
    BuiltFeature built;
    built.number = number;
    built.layer = around_.layers[static_cast<std::size_t>(feature.kind)];
    const scene::BuildHints hints{around_.planting, around_.neighbours.bridge_of(index)};
    const std::uint64_t before = out.tiles.triangle_count() + out.tiles.plant_count();
    scene::build_feature(feature, number, built.layer, around_.terrain, out.tiles, complaints, hints);
    if (out.tiles.triangle_count() + out.tiles.plant_count() == before) tell_undrawn(feature, complaints);
    const std::optional<base::CityPoint> place =
        complaints.empty() ? std::nullopt : place_of(placed_.notes[index], feature.heights);
    for (base::Complaint& complaint : complaints) out.items.push_back({std::move(complaint), source_, number, place});
    if (!knows_ground) feature.attributes.erase(data::keys::ground_m);
    if (building) scene::note_volume(feature);
    if (around_.picture_names) rename_pictures(*around_.picture_names, feature);
    built.prepared = around_.writer.prepare(std::move(feature));
    return built;
}

BuiltBatch BatchBuilder::build(std::size_t batch) const {
    BuiltBatch out;
    out.tiles.show_images(&placed_.file.images);
    auto features = placed_.file.features.read(batch);
    set_on_terrain(placed_, around_.terrain, features);
    const std::size_t first = placed_.file.features.first_of(batch);
    std::uint32_t number = first_number_[batch];
    for (std::size_t i = 0; i < features.size(); ++i) {
        const FeatureNote& note = placed_.notes[first + i];
        if (note.fate == Fate::kept)
            out.features.push_back(build_one(std::move(features[i]), first + i, number++, out));
        else
            out.items.push_back({left_out(features[i], note), source_, 0, place_of(note, features[i].heights)});
    }
    out.tiles.show_images(nullptr);
    return out;
}

}  // namespace twin::app
