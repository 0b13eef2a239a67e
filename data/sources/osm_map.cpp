#include "data/sources/osm_map.h"

#include "data/keys.h"

namespace twin::data {

namespace {

Feature start(const OsmThing& thing, FeatureKind kind) {
    Feature feature;
    feature.kind = kind;
    feature.id = thing.id_text();
    feature.heights = HeightMode::flat;
    std::string repaired;
    for (const std::string& repair : thing.repairs) repaired += (repaired.empty() ? "" : "; ") + repair;
    if (!repaired.empty()) feature.attributes.set(keys::repaired, repaired);
    return feature;
}

/// One object can be two things (a park with a fence): the second one gets an id of its own.
void tell_apart(std::size_t first, const char* ending, std::vector<Feature>& out) {
    if (out.size() > first + 1) out.back().id += ending;
}

void map_node(const OsmThing& thing, std::vector<Feature>& out) {
    const std::size_t first = out.size();
    map_crossing(thing, out);
    if (map_guidance_point(thing, out)) tell_apart(first, "/point", out);
    if (out.size() > first) return;
    map_tree(thing, out) || map_barrier(thing, out) || map_furniture(thing, out) || map_place(thing, out);
}

void map_area(const OsmThing& thing, std::vector<Feature>& out) {
    if (map_building(thing, out) || map_street(thing, out) || map_platform(thing, out) || map_water(thing, out) ||
        map_bridge_outline(thing, out) || map_running_track(thing, out) || map_land_use(thing, out))
        return;
    // A wall or a hedge drawn as the area that it stands on is all of the thing.
    if (thing.type == OsmThing::Type::relation && map_barrier(thing, out)) return;
    map_furniture(thing, out) || map_place(thing, out);
}

void map_line(const OsmThing& thing, std::vector<Feature>& out) {
    map_street(thing, out) || map_rail(thing, out) || map_platform(thing, out) || map_waterway(thing, out) ||
        map_tree(thing, out) || map_tactile_way(thing, out) || map_power_line(thing, out) ||
        map_running_track(thing, out) || map_furniture(thing, out);
}

}  // namespace

Feature feature_of_point(const OsmThing& thing, FeatureKind kind) {
    Feature feature = start(thing, kind);
    feature.points.push_back(thing.point);
    feature.point_nodes.push_back(thing.id);
    return feature;
}

Feature feature_of_line(const OsmThing& thing, FeatureKind kind) {
    Feature feature = start(thing, kind);
    feature.lines.push_back(thing.line);
    return feature;
}

Feature feature_of_area(const OsmThing& thing, FeatureKind kind) {
    Feature feature = start(thing, kind);
    feature.surfaces = thing.surfaces;
    return feature;
}

bool is_not_there(const OsmTags& tags) {
    for (const char* key : {"highway", "railway", "building", "waterway"})
        if (tags.is_one_of(key,
                           {"construction", "proposed", "planned", "abandoned", "razed", "dismantled", "demolished"}))
            return true;
    return false;
}

void map_osm_thing(const OsmThing& thing, std::vector<Feature>& out) {
    if (thing.type == OsmThing::Type::node) {
        map_node(thing, out);
        return;
    }
    const std::size_t first = out.size();
    if (thing.closed()) map_area(thing, out);
    if (thing.line.points.size() < 2) return;
    if (out.size() == first) map_line(thing, out);
    if (map_barrier(thing, out)) tell_apart(first, "/barrier", out);
}

}  // namespace twin::data
