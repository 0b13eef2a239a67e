#include "scene/guidance/walkability.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "data/keys.h"
#include "scene/builders/ground_materials.h"

namespace twin::scene {

namespace {

namespace keys = data::keys;
using data::FeatureKind;

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

std::string_view stem_of(std::string_view street_class) {
    return street_class.substr(0, street_class.find("_link"));
}

int rank_of(std::string_view street_class) {
    const std::string_view stem = stem_of(street_class);
    if (stem == "motorway" || stem == "trunk") return 6;
    if (stem == "primary") return 5;
    if (stem == "secondary") return 4;
    if (stem == "tertiary") return 3;
    if (stem == "residential" || stem == "unclassified" || stem == "road") return 2;
    if (stem == "living_street" || stem == "service" || stem == "track") return 1;
    return 0;
}

Footing footing_of(const data::Feature& feature, std::string_view street_class) {
    static constexpr std::array<std::string_view, 6> setts = {
        "sett", "cobblestone", "unhewn_cobblestone", "pebblestone", "cobblestone:flattened", "grass_paver"};
    static constexpr std::array<std::string_view, 15> unpaved = {
        "unpaved", "gravel",    "fine_gravel", "dirt", "earth", "ground", "grass", "sand",
        "mud",     "compacted", "woodchips",   "rock", "soil",  "clay",   "stone"};
    const std::string surface = feature.attributes.text(keys::surface);
    if (is_one_of(surface, setts)) return Footing::setts;
    if (is_one_of(surface, unpaved)) return Footing::unpaved;
    // Field and forest tracks are rarely tagged and rarely paved.
    if (surface.empty() && (street_class == "track" || street_class == "bridleway")) return Footing::unpaved;
    return Footing::smooth;
}

WayKind kind_of(FeatureKind kind) {
    switch (kind) {
        case FeatureKind::steps:
            return WayKind::steps;
        case FeatureKind::footway:
            return WayKind::footway;
        case FeatureKind::cycleway:
            return WayKind::cycleway;
        case FeatureKind::street_area:
            return WayKind::plaza;
        default:
            return WayKind::street;
    }
}

}  // namespace

bool is_walkable(const data::Feature& feature) {
    const bool way = feature.kind == FeatureKind::street || feature.kind == FeatureKind::footway ||
                     feature.kind == FeatureKind::cycleway || feature.kind == FeatureKind::steps ||
                     feature.kind == FeatureKind::street_area;
    if (!way) return false;
    const std::string foot = feature.attributes.text(keys::foot);
    if (foot == "no" || foot == "private") return false;
    const std::string street_class = feature.attributes.text(keys::street_class);
    static constexpr std::array<std::string_view, 4> for_vehicles = {"raceway", "busway", "bus_guideway", "escape"};
    if (is_one_of(street_class, for_vehicles)) return false;
    const bool welcome = foot == "yes" || foot == "designated" || foot == "permissive" || foot == "official";
    if (welcome) return true;
    if (rank_of(street_class) == 6) return false;
    if (feature.kind == FeatureKind::street_area && rank_of(street_class) > 1) return false;
    const std::string access = feature.attributes.text(keys::access);
    return access != "no" && access != "private";
}

bool is_barred_street(const data::Feature& feature) {
    if (feature.kind != FeatureKind::street || is_walkable(feature)) return false;
    if (rank_of(feature.attributes.text(keys::street_class)) < lowest_carriageway_rank) return false;
    const std::string access = feature.attributes.text(keys::access);
    return access != "no" && access != "private";
}

WayTraits way_traits(const data::Feature& feature, std::uint32_t object) {
    const data::Attributes& attributes = feature.attributes;
    const std::string street_class = attributes.text(keys::street_class);
    WayTraits traits;
    traits.kind = kind_of(feature.kind);
    traits.rank = traits.kind == WayKind::street ? std::max(rank_of(street_class), 1) : 0;
    traits.footing = footing_of(feature, street_class);
    const std::string tactile = attributes.text(keys::tactile);
    traits.tactile = tactile == "yes" || tactile == "contrasted";
    traits.shared_with_cycles = traits.kind == WayKind::cycleway;
    const std::string sidewalk = attributes.text(keys::sidewalk);
    traits.sidewalk = sidewalk == "both" || sidewalk == "left" || sidewalk == "right" || sidewalk == "yes";
    traits.no_sidewalk = sidewalk == "no" || sidewalk == "none";
    if (traits.sidewalk) {
        traits.no_sidewalk_left = sidewalk == "right";
        traits.no_sidewalk_right = sidewalk == "left";
    }
    traits.oneway = attributes.flag(keys::oneway);
    if (traits.kind == WayKind::street) traits.width_m = std::clamp(course_width(feature).width_m, 2.5, 40.0);
    traits.handrail = attributes.flag(keys::handrail);
    const double steps = attributes.number(keys::step_count, 0);
    traits.step_count = steps > 0 && steps < 5000 ? static_cast<int>(steps) : 0;
    const std::string incline = attributes.text(keys::incline);
    if (incline == "up")
        traits.incline = 1;
    else if (incline == "down" || (!incline.empty() && incline.front() == '-'))
        traits.incline = -1;
    else if (const double percent = attributes.number(keys::incline, 0); percent > 0)
        traits.incline = 1;
    if (attributes.text("footway") == "crossing" || attributes.text("path") == "crossing" ||
        attributes.has(keys::crossing))
        traits.crossing = crossing_traits(attributes);
    traits.name = attributes.text(keys::name);
    traits.object = object;
    return traits;
}

CrossingTraits crossing_traits(const data::Attributes& attributes) {
    CrossingTraits traits;
    const std::string word = attributes.text(keys::crossing);
    if (word == "traffic_signals")
        traits.kind = CrossingTraits::Kind::signals;
    else if (word == "zebra" || attributes.text("crossing_ref") == "zebra")
        traits.kind = CrossingTraits::Kind::zebra;
    else if (word == "marked" || word == "uncontrolled")
        traits.kind = CrossingTraits::Kind::marked;
    else if (word == "island")
        traits.kind = CrossingTraits::Kind::island;
    const std::string sound = attributes.text(keys::signal_sound);
    traits.sound = !sound.empty() && sound != "no";
    const std::string vibration = attributes.text(keys::signal_vibration);
    traits.vibration = !vibration.empty() && vibration != "no";
    const std::string tactile = attributes.text(keys::tactile);
    traits.tactile = tactile == "yes" || tactile == "contrasted";
    traits.island = attributes.flag(keys::island) || word == "island";
    if (traits.kind == CrossingTraits::Kind::unmarked && traits.island) traits.kind = CrossingTraits::Kind::island;
    return traits;
}

Kerb kerb_of(const data::Attributes& attributes) {
    const std::string word = attributes.text(keys::kerb);
    if (word == "flush" || word == "no") return Kerb::flush;
    if (word == "lowered" || word == "rolled" || word == "yes") return Kerb::lowered;
    if (word == "raised") return Kerb::raised;
    return Kerb::unknown;
}

}  // namespace twin::scene
