#include "app/importer/neighbours.h"

#include <cmath>

#include "data/keys.h"
#include "scene/builders/buildings.h"

namespace twin::app {
namespace {

bool is_footprint_part(const data::Feature& feature) {
    return feature.kind == data::FeatureKind::building_part && feature.heights == data::HeightMode::flat &&
           !feature.parent_id.empty();
}

}  // namespace

Neighbours::Neighbours(const PlacedFile& placed, const data::Terrain& terrain) {
    for (const data::Feature& feature : placed.file.features) {
        bridges_.add(feature);
        if (is_footprint_part(feature)) ground_m_[feature.parent_id] = NAN;
    }
    bridges_.join();
    if (ground_m_.empty()) return;
    for (const data::Feature& feature : placed.file.features) {
        if (feature.kind != data::FeatureKind::building || feature.heights != data::HeightMode::flat) continue;
        const auto found = ground_m_.find(feature.id);
        if (found != ground_m_.end() && !feature.surfaces.empty())
            found->second = scene::lowest_ground_m(feature, terrain);
    }
}

void Neighbours::set_ground(data::Feature& part) const {
    if (!is_footprint_part(part) || part.attributes.has(data::keys::ground_m)) return;
    const auto found = ground_m_.find(part.parent_id);
    if (found != ground_m_.end() && std::isfinite(found->second))
        part.attributes.set(data::keys::ground_m, found->second);
}

scene::PlantingBudget planting_budget(const std::vector<PlacedFile>& files) {
    double wanted = 0;
    for (const PlacedFile& placed : files)
        for (const data::Feature& feature : placed.file.features) wanted += scene::plants_wanted(feature);
    return scene::PlantingBudget::of(wanted);
}

}  // namespace twin::app
