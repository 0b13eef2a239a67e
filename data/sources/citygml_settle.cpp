#include "data/sources/citygml_settle.h"

#include <algorithm>

#include <glm/common.hpp>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/citygml_kinds.h"

namespace twin::data {

namespace {

struct Use {
    std::string_view code, word;
};
/// Source: SIG 3D code lists of CityGML 2.0, TrafficArea_function.
constexpr Use street_classes[] = {{"2", "footway"},          {"3", "cycleway"},        {"4", "cycleway"},
                                  {"5", "pedestrian"},       {"footpath", "footway"},  {"cyclepath", "cycleway"},
                                  {"sidewalk", "footway"},   {"footway", "footway"},   {"crosswalk", "footway"},
                                  {"pedestrian", "footway"}, {"bikepath", "cycleway"}, {"square", "pedestrian"}};
/// Source: the same, TrafficArea_surfaceMaterial.
constexpr Use surfaces[] = {{"1", "asphalt"}, {"2", "concrete"}, {"3", "paving_stones"}, {"4", "cobblestone"},
                            {"5", "gravel"},  {"8", "ground"},   {"9", "sand"},          {"10", "grass"},
                            {"11", "wood"},   {"12", "metal"}};

template <std::size_t n>
std::string_view word_for(const Use (&uses)[n], std::string_view code) {
    const std::string wanted = base::to_lower_ascii(code.substr(0, code.find(';')));
    for (const Use& use : uses)
        if (use.code == wanted) return use.word;
    return {};
}

void settle_traffic_area(const XmlNode& element, Feature& feature) {
    Attributes& said = feature.attributes;
    const std::string_view surface = word_for(surfaces, said.text("surfaceMaterial"));
    if (!surface.empty() && !said.has(keys::surface)) said.set(keys::surface, std::string(surface));
    const bool green =
        surface == "grass" || (element.is("AuxiliaryTrafficArea") && said.text(keys::function) == "1020");
    if (green && !said.has(keys::land_use)) said.set(keys::land_use, std::string("grass"));
    if (said.has(keys::street_class)) return;
    const std::string_view street = word_for(street_classes, said.text(keys::function));
    const bool square = element.is("Square");
    said.set(keys::street_class, std::string(!street.empty() ? street : square ? "pedestrian" : "residential"));
}

/// Trees are drawn from their foot: the middle of the model, at its lowest point.
void stand_on_foot(Feature& tree) {
    glm::dvec3 low(1e300), high(-1e300);
    for (const Surface& surface : tree.surfaces)
        for (const glm::dvec3& p : surface.outer) low = glm::min(low, p), high = glm::max(high, p);
    tree.points = {{(low.x + high.x) / 2, (low.y + high.y) / 2, low.z}};
    const double height_m = high.z - low.z, width_m = std::min(high.x - low.x, high.y - low.y);
    if (!tree.attributes.has(keys::height_m) && height_m > 0.3) tree.attributes.set(keys::height_m, height_m);
    // Degrees would be thousandths.
    if (!tree.attributes.has(keys::crown_m) && width_m > 0.3 && width_m < 60)
        tree.attributes.set(keys::crown_m, width_m);
    tree.surfaces.clear();
    tree.textures.clear();
}

}  // namespace

void settle_heights(Feature& feature) {
    const bool outline = !feature.surfaces.empty() && feature.surfaces.front().kind == SurfaceKind::footprint;
    feature.heights = outline || lies_on_ground(feature.kind) ? HeightMode::flat : HeightMode::absolute;
    if (feature.kind != FeatureKind::tree) return;
    if (feature.points.empty() && !feature.surfaces.empty()) stand_on_foot(feature);
    if (!feature.points.empty()) feature.heights = HeightMode::flat;
}

void settle_by_kind(const XmlNode& element, Feature& feature) {
    Attributes& said = feature.attributes;
    const std::string code = said.text("class");
    if (feature.kind == FeatureKind::street_area) return settle_traffic_area(element, feature);
    if (said.has(keys::land_use) || feature.kind != FeatureKind::land_use) return;
    if (element.is("PlantCover")) {
        double height_m = 0;
        base::parse_number(element.child_text("averageHeight"), height_m);
        said.set(keys::land_use, std::string(height_m >= 5 ? "forest" : "scrub"));
    } else if (code == "1000") {  // SIG 3D list: settlement area, vegetation
        said.set(keys::land_use, std::string("residential"));
    } else if (code == "3000") {
        said.set(keys::land_use, std::string("grass"));
    }
}

}  // namespace twin::data
