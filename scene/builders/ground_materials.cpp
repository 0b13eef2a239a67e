#include "scene/builders/ground_materials.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/text.h"
#include "data/keys.h"
#include "scene/builders/ground.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::Material;

struct NamedMaterial {
    std::string_view name;
    Material material;
};

constexpr NamedMaterial land_names[] = {
    {"forest", Material::forest},
    {"wood", Material::forest},
    {"farmland", Material::farmland},
    {"orchard", Material::allotments},
    {"vineyard", Material::allotments},
    {"plant_nursery", Material::allotments},
    {"greenhouse_horticulture", Material::allotments},
    {"allotments", Material::allotments},
    {"farmyard", Material::commercial},
    {"meadow", Material::meadow},
    {"grassland", Material::meadow},
    {"heath", Material::meadow},
    {"wetland", Material::meadow},
    {"animal_keeping", Material::meadow},
    {"residential", Material::residential},
    {"garages", Material::industrial},
    {"education", Material::commercial},
    {"institutional", Material::commercial},
    {"school", Material::commercial},
    {"university", Material::commercial},
    {"college", Material::commercial},
    {"kindergarten", Material::commercial},
    {"hospital", Material::commercial},
    {"religious", Material::commercial},
    {"place_of_worship", Material::commercial},
    {"public", Material::commercial},
    {"commercial", Material::commercial},
    {"retail", Material::commercial},
    {"mixed", Material::commercial},
    {"industrial", Material::industrial},
    {"railway", Material::industrial},
    {"port", Material::industrial},
    {"depot", Material::industrial},
    {"military", Material::industrial},
    {"fairground", Material::commercial},
    {"landfill", Material::quarry},
    {"quarry", Material::quarry},
    {"construction", Material::quarry},
    {"brownfield", Material::quarry},
    {"greenfield", Material::grass},
    {"grass", Material::grass},
    {"village_green", Material::grass},
    {"recreation_ground", Material::grass},
    {"flowerbed", Material::grass},
    {"traffic_island", Material::grass},
    {"sports_centre", Material::grass},
    {"stadium", Material::grass},
    {"golf_course", Material::grass},
    {"fairway", Material::grass},
    {"dog_park", Material::grass},
    {"camp_site", Material::grass},
    {"park", Material::park},
    {"garden", Material::park},
    {"zoo", Material::park},
    {"cemetery", Material::cemetery},
    {"grave_yard", Material::cemetery},
    {"scrub", Material::scrub},
    {"shrubbery", Material::scrub},
    {"sand", Material::sand},
    {"beach", Material::sand},
    {"bare_rock", Material::sand},
    {"scree", Material::sand},
    {"shingle", Material::sand},
    {"dune", Material::sand},
    {"rock", Material::sand},
    {"bunker", Material::sand},
    {"pitch", Material::pitch},
    {"track", Material::track},
    {"playground", Material::playground},
    {"schoolyard", Material::playground},
    {"water", Material::water},
    {"basin", Material::water},
    {"reservoir", Material::water},
    {"pond", Material::water},
    {"swimming_pool", Material::water},
    {"parking", Material::parking},
    {"parking_space", Material::parking},
    {"bus_station", Material::parking},
    {"plaza", Material::plaza},
    {"square", Material::plaza},
    {"pedestrian", Material::plaza},
    {"marketplace", Material::plaza},
    {"pavement", Material::pavement},
};

/// Class of a street, its look, and its usual width two-way and one-way in metres.
struct StreetClass {
    std::string_view name;
    Material material;
    double width_m, oneway_m;
};

constexpr StreetClass street_classes[] = {
    {"motorway", Material::street_major, 12, 11.5},
    {"motorway_link", Material::street_major, 7, 6},
    {"trunk", Material::street_major, 11, 10},
    {"trunk_link", Material::street_major, 7, 6},
    {"primary", Material::street_major, 9, 7},
    {"primary_link", Material::street_major, 6.5, 5},
    {"secondary", Material::street, 8, 6.5},
    {"secondary_link", Material::street, 6.5, 5},
    {"tertiary", Material::street, 7, 5.5},
    {"tertiary_link", Material::street, 6, 4.5},
    {"unclassified", Material::street_minor, 5.5, 4.5},
    {"residential", Material::street_minor, 6, 4.5},
    {"living_street", Material::street_minor, 5, 4},
    {"road", Material::street_minor, 5.5, 4.5},
    {"busway", Material::street_minor, 6.5, 4},
    {"bus_guideway", Material::street_minor, 6.5, 4},
    {"raceway", Material::street_minor, 8, 8},
    {"service", Material::street_minor, 3.8, 3.3},
    {"escape", Material::street_minor, 4, 4},
    {"construction", Material::path, 5, 4},
    {"pedestrian", Material::footway, 6, 6},
    {"track", Material::path, 2.8, 2.8},
    {"footway", Material::footway, 2, 2},
    {"sidewalk", Material::footway, 2, 2},
    {"crossing", Material::footway, 2.5, 2.5},
    {"cycleway", Material::footway, 2.2, 2},
    {"steps", Material::footway, 2.2, 2.2},
    {"path", Material::path, 1.6, 1.6},
    {"bridleway", Material::path, 2, 2},
    {"via_ferrata", Material::path, 1, 1},
};

constexpr std::string_view unseen_streets[] = {"proposed",  "planned", "corridor", "elevator",
                                               "abandoned", "razed",   "disused",  "no"};
constexpr std::string_view unseen_rails[] = {"proposed", "planned",  "abandoned", "razed", "dismantled",
                                             "subway",   "platform", "station",   "no"};

struct WaterWidth {
    std::string_view name;
    double width_m;
};
constexpr WaterWidth water_widths[] = {{"river", 12}, {"canal", 10},  {"stream", 2.5},
                                       {"brook", 2},  {"ditch", 1.2}, {"drain", 1.2}};

template <std::size_t n>
bool is_one_of(std::string_view text, const std::string_view (&names)[n]) {
    return std::find(std::begin(names), std::end(names), text) != std::end(names);
}

const StreetClass& class_of(const data::Feature& course) {
    std::string name = course.attributes.text(keys::street_class);
    if (name.empty()) {
        if (course.kind == FeatureKind::footway)
            name = "footway";
        else if (course.kind == FeatureKind::cycleway)
            name = "cycleway";
        else if (course.kind == FeatureKind::steps)
            name = "steps";
    }
    for (const StreetClass& known : street_classes)
        if (known.name == name) return known;
    static constexpr StreetClass path{"path", Material::path, 2, 2}, other{"street", Material::street_minor, 5, 4};
    return course.kind == FeatureKind::street ? other : path;
}

bool unpaved(const data::Feature& course) {
    static constexpr std::string_view loose[] = {"unpaved", "gravel",      "fine_gravel", "ground",
                                                 "dirt",    "earth",       "grass",       "compacted",
                                                 "sand",    "pebblestone", "mud",         "woodchips"};
    return is_one_of(course.attributes.text(keys::surface), loose);
}

Material street_area_material(const data::Feature& area) {
    const std::string name = area.attributes.text(keys::street_class);
    if (name.empty() || name == "pedestrian" || name == "footway" || name == "platform" || name == "cycleway")
        return Material::plaza;
    return class_of(area).material;
}

}  // namespace

std::optional<Material> area_material(const data::Feature& area) {
    const std::string use = base::to_lower_ascii(area.attributes.text(keys::land_use));
    switch (area.kind) {
        case FeatureKind::water:
        case FeatureKind::waterway:
            return Material::water;
        case FeatureKind::platform:
            return Material::footway;
        case FeatureKind::rail:
            return Material::rail_bed;
        case FeatureKind::steps:
            return Material::footway;
        default:
            break;
    }
    for (const NamedMaterial& known : land_names)
        if (known.name == use) return known.material;
    if (area.kind == FeatureKind::land_use) return std::nullopt;
    return street_area_material(area);
}

std::optional<Material> course_material(const data::Feature& course) {
    switch (course.kind) {
        case FeatureKind::rail:
            if (is_one_of(course.attributes.text(keys::rail_class), unseen_rails)) return std::nullopt;
            return Material::rail_bed;
        case FeatureKind::water:
        case FeatureKind::waterway:
            return Material::water;
        case FeatureKind::platform:
            return Material::footway;
        case FeatureKind::land_use:
            if (course.attributes.text(keys::land_use) == "track") return Material::track;
            return std::nullopt;
        default:
            break;
    }
    if (is_one_of(course.attributes.text(keys::street_class), unseen_streets)) return std::nullopt;
    const Material material = class_of(course).material;
    return material == Material::footway && unpaved(course) ? Material::path : material;
}

CourseWidth course_width(const data::Feature& course) {
    const data::Attributes& a = course.attributes;
    const double given = a.number(keys::width_m);
    if (given > 0.2 && given < 100) return {given, WidthSource::given};
    if (course.kind == FeatureKind::rail) return {3.2, WidthSource::given};
    if (course.kind == FeatureKind::platform) return {3, WidthSource::by_class};
    if (course.kind == FeatureKind::land_use) {
        const double lanes_there = a.number(keys::lanes, 0);
        const bool lanes_known = lanes_there >= 1 && lanes_there <= 12;
        return {track_lane_m * (lanes_known ? lanes_there : 6),
                lanes_known ? WidthSource::lanes : WidthSource::by_class};
    }
    if (course.kind == FeatureKind::water || course.kind == FeatureKind::waterway) {
        const std::string name = a.text(keys::water_class);
        for (const WaterWidth& known : water_widths)
            if (known.name == name) return {known.width_m, WidthSource::by_class};
        return {2.5, WidthSource::by_class};
    }
    const double lanes = a.number(keys::lanes);
    if (course.kind == FeatureKind::street && lanes >= 1 && lanes <= 14)
        return {std::max(3.0, lanes * 3.25), WidthSource::lanes};
    const StreetClass& street = class_of(course);
    return {is_oneway(course) ? street.oneway_m : street.width_m, WidthSource::by_class};
}

double course_width_m(const data::Feature& feature) {
    return course_width(feature).width_m;
}

bool is_oneway(const data::Feature& street) {
    const std::string text = street.attributes.text(keys::oneway);
    if (text == "-1" || text == "reverse") return true;
    const std::string name = street.attributes.text(keys::street_class);
    return street.attributes.flag(keys::oneway) || (text.empty() && (name == "motorway" || name == "motorway_link"));
}

int lane_count(const data::Feature& street) {
    const double given = street.attributes.number(keys::lanes);
    if (given >= 1 && given <= 14) return static_cast<int>(given);
    const std::string name = street.attributes.text(keys::street_class);
    if (!is_oneway(street)) return 2;
    return name == "motorway" || name == "trunk" ? 2 : 1;
}

}  // namespace twin::scene
