#include "data/sources/vector_kml.h"

#include <algorithm>
#include <string>

#include "data/keys.h"

namespace twin::data {

double settle_kml(Attributes& attributes, Feature& feature) {
    const std::string mode = attributes.text("altitudeMode");
    if (mode == "relativeToGround" && feature.heights == HeightMode::absolute)
        feature.heights = HeightMode::above_ground;
    if (mode == "clampToGround") feature.heights = HeightMode::flat;
    double height_m = 0, lowest_m = 1e9;
    for (const Surface& surface : feature.surfaces)
        for (const glm::dvec3& p : surface.outer) {
            height_m = std::max(height_m, p.z);
            lowest_m = std::min(lowest_m, p.z);
        }
    const bool level = height_m - lowest_m < 0.1 && mode == "relativeToGround";
    if (!level || attributes.number("extrude", 0) == 0) height_m = 0;
    for (const char* hint : {"tessellate", "extrude", "visibility", "drawOrder", "icon", "altitudeMode"})
        attributes.erase(hint);
    return height_m;
}

void stand_as_block(double height_m, bool kind_given, Feature& feature) {
    if (!kind_given && feature.kind == FeatureKind::generic) feature.kind = FeatureKind::building;
    if (feature.kind != FeatureKind::building && feature.kind != FeatureKind::building_part) return;
    for (Surface& surface : feature.surfaces) {
        for (glm::dvec3& p : surface.outer) p.z = 0;
        for (auto& hole : surface.holes)
            for (glm::dvec3& p : hole) p.z = 0;
    }
    feature.heights = HeightMode::flat;
    feature.attributes.set(keys::height_m, height_m);
    feature.attributes.set(keys::roof_shape, std::string("flat"));
}

}  // namespace twin::data
