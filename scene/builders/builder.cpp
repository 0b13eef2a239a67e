#include "scene/builders/builder.h"

#include <algorithm>

#include "data/keys.h"
#include "scene/builders/bridges.h"
#include "scene/builders/building_shape.h"
#include "scene/builders/buildings.h"
#include "scene/builders/ground.h"
#include "scene/builders/models.h"
#include "scene/builders/street_fittings.h"
#include "scene/builders/vegetation.h"

namespace twin::scene {

namespace {

bool is_bridge_outline(const data::Feature& feature) {
    return feature.kind == data::FeatureKind::bridge && has_footprint(feature) &&
           std::all_of(feature.surfaces.begin(), feature.surfaces.end(),
                       [&](const data::Surface& surface) { return is_footprint(feature, surface); });
}

}  // namespace

bool build_feature(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                   TileAssembler& out, std::vector<base::Complaint>& complaints, const BuildHints& hints) {
    using data::FeatureKind;
    switch (feature.kind) {
        case FeatureKind::building:
        case FeatureKind::building_part:
        case FeatureKind::building_installation:
        case FeatureKind::bridge:
        case FeatureKind::tunnel:
            if (is_bridge_outline(feature))
                return build_bridge_deck(feature, object, layer, hints.bridge, terrain, out, complaints);
            if (feature.surfaces.empty() && !feature.models.empty())
                return build_model(feature, object, layer, terrain, out, complaints);
            return build_building(feature, object, layer, terrain, out, complaints);
        case FeatureKind::street:
        case FeatureKind::footway:
        case FeatureKind::cycleway:
        case FeatureKind::steps:
        case FeatureKind::street_area:
        case FeatureKind::rail:
        case FeatureKind::platform:
        case FeatureKind::waterway:
        case FeatureKind::water:
            return build_ground(feature, object, layer, terrain, out, complaints, hints.bridge);
        case FeatureKind::land_use: {
            const bool ground = build_ground(feature, object, layer, terrain, out, complaints, hints.bridge);
            return build_vegetation(feature, object, layer, terrain, out, complaints, hints.planting) && ground;
        }
        case FeatureKind::tree:
        case FeatureKind::tree_row:
            return build_vegetation(feature, object, layer, terrain, out, complaints, hints.planting);
        case FeatureKind::crossing:
            return build_crossing(feature, object, layer, terrain, out);
        case FeatureKind::kerb:
            return build_kerb(feature, object, layer, terrain, out);
        case FeatureKind::furniture:
            if (!feature.lines.empty() && feature.attributes.text(data::keys::furniture).starts_with("power_"))
                return build_power_line(feature, object, layer, terrain, out, complaints);
            return build_model(feature, object, layer, terrain, out, complaints);
        case FeatureKind::barrier:
        case FeatureKind::traffic_signal:
        case FeatureKind::bus_stop:
        case FeatureKind::model:
            return build_model(feature, object, layer, terrain, out, complaints);
        case FeatureKind::generic:
            // Foreign things without a body are kept for the inspector only.
            if (feature.models.empty() && (feature.surfaces.empty() || feature.heights == data::HeightMode::flat))
                return true;
            return build_model(feature, object, layer, terrain, out, complaints);
        case FeatureKind::tactile_paving:
            return build_tactile_strips(feature, object, layer, terrain, out);
        case FeatureKind::project:
        case FeatureKind::address:
        case FeatureKind::place:
            return true;
    }
    return true;
}

}  // namespace twin::scene
