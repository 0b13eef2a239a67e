#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "data/keys.h"
#include "data/sources/osm_map.h"

namespace twin::data {

namespace {

bool is_crossing(const OsmTags& tags) {
    if (tags.is("crossing", "no")) return false;
    return tags.is("highway", "crossing") || tags.has("crossing") || tags.is("footway", "crossing") ||
           tags.is_one_of("railway", {"crossing", "tram_crossing"});
}

void write_guidance(OsmAttributes& write, const OsmTags& tags) {
    write.text(keys::tactile, {"tactile_paving"});
    write.text(keys::kerb, {"kerb"});
    write.text(keys::signal_sound, {"traffic_signals:sound"});
    write.text(keys::signal_vibration, {"traffic_signals:vibration"});
    if (tags.says_yes("crossing:island") || tags.is("crossing", "island") || tags.is("traffic_calming", "island"))
        write.set(keys::island, true);
    write.done("crossing:island");
}

/// Nodes whose tag says what stands there.
constexpr std::pair<std::string_view, std::string_view> furniture_tags[] = {{"amenity", "bench"},
                                                                            {"amenity", "waste_basket"},
                                                                            {"amenity", "fountain"},
                                                                            {"amenity", "drinking_water"},
                                                                            {"amenity", "post_box"},
                                                                            {"amenity", "telephone"},
                                                                            {"amenity", "clock"},
                                                                            {"amenity", "recycling"},
                                                                            {"amenity", "vending_machine"},
                                                                            {"amenity", "bicycle_parking"},
                                                                            {"amenity", "charging_station"},
                                                                            {"amenity", "lounger"},
                                                                            {"amenity", "hunting_stand"},
                                                                            {"amenity", "bbq"},
                                                                            {"amenity", "shelter"},
                                                                            {"amenity", "parcel_locker"},
                                                                            {"amenity", "waste_disposal"},
                                                                            {"amenity", "grit_bin"},
                                                                            {"amenity", "public_bookcase"},
                                                                            {"amenity", "bicycle_repair_station"},
                                                                            {"man_made", "water_tap"},
                                                                            {"man_made", "utility_pole"},
                                                                            {"man_made", "water_tower"},
                                                                            {"historic", "wayside_shrine"},
                                                                            {"leisure", "fitness_station"},
                                                                            {"highway", "street_lamp"},
                                                                            {"highway", "milestone"},
                                                                            {"man_made", "flagpole"},
                                                                            {"man_made", "street_cabinet"},
                                                                            {"man_made", "mast"},
                                                                            {"man_made", "surveillance"},
                                                                            {"man_made", "chimney"},
                                                                            {"man_made", "tower"},
                                                                            {"man_made", "manhole"},
                                                                            {"man_made", "cross"},
                                                                            {"man_made", "planter"},
                                                                            {"tourism", "artwork"},
                                                                            {"tourism", "information"},
                                                                            {"historic", "memorial"},
                                                                            {"historic", "monument"},
                                                                            {"historic", "wayside_cross"},
                                                                            {"historic", "boundary_stone"},
                                                                            {"leisure", "picnic_table"},
                                                                            {"emergency", "fire_hydrant"},
                                                                            {"emergency", "phone"},
                                                                            {"power", "tower"},
                                                                            {"power", "pole"},
                                                                            {"advertising", "column"},
                                                                            {"advertising", "billboard"},
                                                                            {"playground", "swing"},
                                                                            {"playground", "slide"},
                                                                            {"amenity", "parking_meter"},
                                                                            {"amenity", "water_point"},
                                                                            {"natural", "stone"},
                                                                            {"natural", "rock"},
                                                                            {"traffic_sign", "city_limit"}};

glm::dvec3 middle_of(const Ring& ring) {
    glm::dvec3 sum{0};
    for (const glm::dvec3& point : ring) sum += point;
    return sum / static_cast<double>(std::max<std::size_t>(ring.size(), 1));
}

}  // namespace

std::string_view osm_crossing_of(const OsmTags& tags) {
    const std::string_view word = tags["crossing"];
    if (tags.is("crossing:signals", "yes")) return "traffic_signals";
    for (const std::string_view signalled :
         {"traffic_signals", "toucan", "pelican", "puffin", "pegasus", "traffic_signals;island"})
        if (word == signalled) return "traffic_signals";
    if (tags.is_one_of("highway", {"traffic_signals"})) return "traffic_signals";
    if (word == "zebra" || tags.is_one_of("crossing_ref", {"zebra"}) || tags.is_one_of("crossing:markings", {"zebra"}))
        return "zebra";
    if (tags.is_one_of("crossing:markings", {"no"}) && word != "traffic_signals") return "unmarked";
    if (word == "island" || word == "unmarked" || word == "uncontrolled" || word == "marked") return word;
    if (tags.says_yes("crossing:markings")) return "marked";
    if (word == "informal" || tags.is("crossing:markings", "no")) return "unmarked";
    return {};
}

bool map_crossing(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    if (!is_crossing(tags)) return false;
    Feature feature = feature_of_point(thing, FeatureKind::crossing);
    OsmAttributes write(tags, feature.attributes);
    if (const std::string_view word = osm_crossing_of(tags); !word.empty()) {
        write.set(keys::crossing, std::string(word));
        if (word == tags["crossing"]) write.done("crossing");
    } else {
        write.set(keys::crossing, std::string("unmarked"));
        write.set(keys::assumed, std::string(keys::crossing));
    }
    write_guidance(write, tags);
    if (tags.is("highway", "crossing")) write.done("highway");
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_guidance_point(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    FeatureKind kind = FeatureKind::generic;
    const bool stop = tags.is("highway", "bus_stop") || tags.is("public_transport", "platform") ||
                      tags.is_one_of("railway", {"tram_stop", "platform"});
    if (tags.is("highway", "traffic_signals"))
        kind = FeatureKind::traffic_signal;
    else if (stop)
        kind = FeatureKind::bus_stop;
    else if (is_crossing(tags))
        return false;
    else if (tags.is("barrier", "kerb") || tags.has("kerb"))
        kind = FeatureKind::kerb;
    else if (tags.says_yes("tactile_paving"))
        kind = FeatureKind::tactile_paving;
    else
        return false;

    Feature feature = feature_of_point(thing, kind);
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    write_guidance(write, tags);
    if (kind == FeatureKind::traffic_signal) write.done("highway");
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_tactile_way(const OsmThing& thing, std::vector<Feature>& out) {
    if (!thing.tags.says_yes("tactile_paving")) return false;
    Feature feature = feature_of_line(thing, FeatureKind::tactile_paving);
    OsmAttributes write(thing.tags, feature.attributes);
    write.text(keys::tactile, {"tactile_paving"});
    write.length_m(keys::width_m, {"width"});
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_barrier(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    std::string_view barrier = tags["barrier"];
    if (barrier.empty() && tags.is("historic", "citywalls")) barrier = "city_wall";
    if (barrier.empty() || barrier == "no" || barrier == "entrance") return false;
    const bool node = thing.type == OsmThing::Type::node;
    const FeatureKind kind = barrier == "kerb" ? FeatureKind::kerb : FeatureKind::barrier;
    const bool area = thing.closed() && (tags.is("area", "yes") || thing.type == OsmThing::Type::relation);
    Feature feature = node   ? feature_of_point(thing, kind)
                      : area ? feature_of_area(thing, kind)
                             : feature_of_line(thing, kind);
    OsmAttributes write(tags, feature.attributes);
    write.set(keys::barrier, std::string(barrier));
    write.done("barrier");
    write.length_m(keys::height_m, {"height", "est_height"});
    write.length_m(keys::width_m, {"width"});
    write.text(keys::kerb, {"kerb"});
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_tree(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    const bool node = thing.type == OsmThing::Type::node;
    if (!tags.is("natural", node ? "tree" : "tree_row")) return false;
    Feature feature = node ? feature_of_point(thing, FeatureKind::tree) : feature_of_line(thing, FeatureKind::tree_row);
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    write.length_m(keys::height_m, {"height", "est_height"});
    write.length_m(keys::crown_m, {"diameter_crown", "crown_diameter"});
    write.text(keys::species, {"species", "species:de", "taxon", "genus", "genus:de"});
    const std::string_view leaf = tags.first_of({"leaf_type", "type", "wood"});
    if (leaf == "broadleaved" || leaf == "broad_leaved" || leaf == "broad_leafed" || leaf == "deciduous")
        write.set(keys::tree_kind, std::string("broadleaved"));
    if (leaf == "needleleaved" || leaf == "conifer" || leaf == "coniferous")
        write.set(keys::tree_kind, std::string("needleleaved"));
    write.done("natural");
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_furniture(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    const auto found = std::find_if(std::begin(furniture_tags), std::end(furniture_tags),
                                    [&](const auto& tag) { return tags.is(tag.first, tag.second); });
    if (found == std::end(furniture_tags)) return false;
    OsmThing spot = thing;
    const bool node = thing.type == OsmThing::Type::node;
    if (!node) spot.point = middle_of(thing.closed() ? thing.surfaces.front().outer : thing.line.points);
    Feature feature = feature_of_point(spot, FeatureKind::furniture);
    if (!node) feature.point_nodes.clear();
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    if (const auto direction = parse_osm_direction_deg(tags["direction"])) {
        write.set(keys::direction_deg, *direction);
        write.done("direction");
    } else if (!node && thing.line.points.size() >= 2) {
        // One sits beside a bench that is drawn as a line.
        write.set(keys::direction_deg, std::fmod(osm_bearing_deg(thing.line) + 90, 360));
    }
    write.set(keys::furniture, std::string(found->first == "power" && found->second == "tower"  ? "power_tower"
                                           : found->first == "power" && found->second == "pole" ? "utility_pole"
                                                                                                : found->second));
    write.done(found->first);
    write.length_m(keys::height_m, {"height"});
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_place(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    const std::string address = osm_address(tags);
    const bool named = tags.has("name");
    const bool landmark =
        tags.has("historic") || tags.is_one_of("railway", {"station", "halt"}) || tags.is("natural", "peak") ||
        tags.is_one_of("tourism", {"attraction", "museum", "viewpoint", "gallery", "theme_park", "zoo"}) ||
        tags.is_one_of("amenity", {"townhall", "theatre", "library", "place_of_worship", "university"});
    const bool poi = !tags.first_of({"amenity", "shop", "tourism", "office", "leisure", "craft", "healthcare",
                                     "man_made", "aeroway", "boundary"})
                          .empty();
    FeatureKind kind = FeatureKind::generic;
    if (named && (tags.has("place") || landmark))
        kind = FeatureKind::place;
    else if (!named && !address.empty() && !poi)
        kind = FeatureKind::address;
    else if (!named || !poi || tags.has("boundary"))
        return false;

    const bool node = thing.type == OsmThing::Type::node;
    if (!node && (kind != FeatureKind::place || !thing.closed())) return false;
    OsmThing spot = thing;
    if (!node) spot.point = middle_of(thing.surfaces.front().outer);
    Feature feature = feature_of_point(spot, kind);
    if (!node) feature.point_nodes.clear();
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    if (kind == FeatureKind::place) write.set(keys::place, std::string(tags.has("place") ? tags["place"] : "landmark"));
    write.done("place");
    write.address();
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

}  // namespace twin::data
