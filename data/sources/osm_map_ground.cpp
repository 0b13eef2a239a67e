#include <array>
#include <string>

#include "data/keys.h"
#include "data/sources/osm_map.h"

namespace twin::data {

namespace {

struct Meaning {
    std::string_view key, value, land_use;
};

/// What covers the ground, the closer description first: a park in a residential area is a park.
constexpr Meaning meanings[] = {
    {"amenity", "parking_space", "parking_space"},
    {"leisure", "pitch", "pitch"},
    {"leisure", "track", "track"},
    {"leisure", "playground", "playground"},
    {"leisure", "park", "park"},
    {"leisure", "garden", "garden"},
    {"leisure", "dog_park", "park"},
    {"leisure", "miniature_golf", "park"},
    {"leisure", "stadium", "stadium"},
    {"leisure", "sports_centre", "sports_centre"},
    {"leisure", "golf_course", "grass"},
    {"leisure", "common", "grass"},
    {"leisure", "nature_reserve", ""},
    {"golf", "green", "grass"},
    {"golf", "fairway", "grass"},
    {"golf", "bunker", "sand"},
    {"amenity", "parking", "parking"},
    {"amenity", "bicycle_parking", "parking"},
    {"amenity", "motorcycle_parking", "parking"},
    {"amenity", "grave_yard", "cemetery"},
    {"place", "square", "plaza"},
    {"amenity", "marketplace", "plaza"},
    {"natural", "wood", "forest"},
    {"landuse", "forest", "forest"},
    {"natural", "scrub", "scrub"},
    {"natural", "heath", "heath"},
    {"natural", "fell", "heath"},
    {"natural", "moor", "heath"},
    {"natural", "grassland", "meadow"},
    {"natural", "wetland", "wetland"},
    {"natural", "marsh", "wetland"},
    {"natural", "sand", "sand"},
    {"natural", "beach", "sand"},
    {"natural", "scree", "quarry"},
    {"natural", "bare_rock", "quarry"},
    {"landuse", "grass", "grass"},
    {"landuse", "village_green", "grass"},
    {"landuse", "recreation_ground", "grass"},
    {"landuse", "greenfield", "meadow"},
    {"landuse", "meadow", "meadow"},
    {"landuse", "farmland", "farmland"},
    {"landuse", "farm", "farmland"},
    {"landuse", "farmyard", "farmland"},
    {"landuse", "greenhouse_horticulture", "farmland"},
    {"landuse", "plant_nursery", "orchard"},
    {"landuse", "orchard", "orchard"},
    {"landuse", "vineyard", "vineyard"},
    {"landuse", "allotments", "allotments"},
    {"landuse", "cemetery", "cemetery"},
    {"landuse", "flowerbed", "garden"},
    {"landuse", "quarry", "quarry"},
    {"landuse", "landfill", "quarry"},
    {"landuse", "brownfield", "scrub"},
    {"landuse", "railway", "railway"},
    {"landuse", "garages", "parking"},
    {"landuse", "education", "school"},
    {"landuse", "military", "military"},
    {"landuse", "retail", "retail"},
    {"landuse", "commercial", "commercial"},
    {"landuse", "industrial", "industrial"},
    {"landuse", "depot", "industrial"},
    {"landuse", "port", "industrial"},
    {"landuse", "religious", "commercial"},
    {"landuse", "institutional", "commercial"},
    {"military", "barracks", "military"},
    {"military", "training_area", "military"},
    {"amenity", "school", "school"},
    {"amenity", "kindergarten", "school"},
    {"amenity", "university", "school"},
    {"amenity", "college", "school"},
    {"amenity", "hospital", "commercial"},
    {"amenity", "fuel", "parking"},
    {"amenity", "bus_station", "parking"},
    {"tourism", "zoo", "park"},
    {"tourism", "camp_site", "grass"},
    {"tourism", "caravan_site", "grass"},
    {"power", "station", "industrial"},
    {"power", "substation", "industrial"},
    {"power", "sub_station", "industrial"},
    {"power", "plant", "industrial"},
    {"man_made", "wastewater_plant", "industrial"},
    {"man_made", "works", "industrial"},
    {"landuse", "winter_sports", "grass"},
    {"landuse", "plantation", "forest"},
    {"landuse", "construction", "construction"},
    {"natural", "shingle", "sand"},
    {"natural", "dune", "sand"},
    {"natural", "mud", "sand"},
    {"natural", "tree_group", "forest"},
    {"natural", "shrubbery", "scrub"},
    {"leisure", "outdoor_seating", "plaza"},
    {"leisure", "schoolyard", "playground"},
    {"landuse", "residential", "residential"},
    {"landuse", "conservation", "meadow"},
};

const Meaning* meaning_of(const OsmTags& tags) {
    for (const Meaning& meaning : meanings)
        if (!meaning.land_use.empty() && tags.is(meaning.key, meaning.value)) return &meaning;
    return nullptr;
}

std::string_view water_class_of(const OsmTags& tags) {
    if (tags.is("leisure", "swimming_pool") || tags.is("amenity", "swimming_pool")) return "pool";
    if (tags.is_one_of("landuse", {"reservoir", "basin", "pond"})) return tags["landuse"];
    if (tags.is_one_of("waterway", {"riverbank", "dock"})) return tags.is("waterway", "dock") ? "dock" : "river";
    if (tags.is_one_of("natural", {"water", "lake"})) return tags.has("water") ? tags["water"] : "water";
    if (tags.is("amenity", "fountain")) return "fountain";
    return {};
}

struct WaterWidth {
    std::string_view waterway;
    double width_m;
};
/// General knowledge of Central European waters, used where nobody measured.
constexpr WaterWidth water_widths[] = {{"river", 12}, {"canal", 10},  {"stream", 2},
                                       {"brook", 2},  {"drain", 1.5}, {"ditch", 1}};

}  // namespace

bool map_running_track(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    // A ring without "area" is the track's middle line; what it goes around is another thing.
    if (!tags.is("leisure", "track") || tags.is("area", "yes") || thing.line.points.size() < 2) return false;
    Feature feature = feature_of_line(thing, FeatureKind::land_use);
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    write.text(keys::land_use, {"leisure"});
    write.text(keys::surface, {"surface"});
    write.text(keys::sport, {"sport"});
    write.number(keys::lanes, {"lanes", "track:lanes"});
    write.length_m(keys::width_m, {"width", "est_width"});
    write.number(keys::layer, {"layer"});
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_waterway(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    for (const WaterWidth& known : water_widths) {
        if (!tags.is("waterway", known.waterway)) continue;
        Feature feature = feature_of_line(thing, FeatureKind::waterway);
        OsmAttributes write(tags, feature.attributes);
        write.text(keys::name, {"name"});
        write.text(keys::water_class, {"waterway"});
        write.length_m(keys::width_m, {"width", "est_width"});
        if (!feature.attributes.has(keys::width_m)) {
            write.set(keys::width_m, known.width_m);
            write.set(keys::assumed, std::string(keys::width_m));
        }
        write.flag(keys::tunnel, {"tunnel"});
        write.flag(keys::bridge, {"bridge"});
        write.number(keys::layer, {"layer"});
        write.rest();
        out.push_back(std::move(feature));
        return true;
    }
    return false;
}

bool map_bridge_outline(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    if (!tags.is("man_made", "bridge")) return false;
    Feature feature = feature_of_area(thing, FeatureKind::bridge);
    for (Surface& surface : feature.surfaces) surface.kind = SurfaceKind::footprint;
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name", "bridge:name"});
    write.done("man_made");
    write.length_m(keys::height_m, {"height"});
    write.number(keys::layer, {"layer"});
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_power_line(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    if (!tags.is_one_of("power", {"line", "minor_line"}) || tags.is("location", "underground")) return false;
    Feature feature = feature_of_line(thing, FeatureKind::furniture);
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name", "ref"});
    write.set(keys::furniture, std::string(tags.is("power", "line") ? "power_line" : "power_minor_line"));
    write.done("power");
    write.number("cables", {"cables", "wires"});
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_water(const OsmThing& thing, std::vector<Feature>& out) {
    const std::string_view water_class = water_class_of(thing.tags);
    if (water_class.empty()) return false;
    Feature feature = feature_of_area(thing, FeatureKind::water);
    OsmAttributes write(thing.tags, feature.attributes);
    write.text(keys::name, {"name"});
    write.set(keys::water_class, std::string(water_class));
    for (const char* key : {"natural", "water", "landuse", "waterway"}) write.done(key);
    write.number(keys::layer, {"layer"});
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_land_use(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    const Meaning* meaning = meaning_of(tags);
    const bool underground =
        tags.is_one_of("parking", {"underground", "multi-storey"}) || tags.is("location", "underground");
    if (!meaning || underground || tags.is("area", "no")) return false;
    Feature feature = feature_of_area(thing, FeatureKind::land_use);
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    write.set(keys::land_use, std::string(meaning->land_use));
    if (meaning->value == meaning->land_use) write.done(meaning->key);
    write.text(keys::surface, {"surface"});
    write.text(keys::sport, {"sport"});
    write.text("leaf_type", {"leaf_type", "wood", "type"});
    write.number(keys::layer, {"layer"});
    write.address();
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

}  // namespace twin::data
