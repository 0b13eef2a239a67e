#include <algorithm>
#include <array>
#include <string>

#include "data/keys.h"
#include "data/sources/osm_map.h"

namespace twin::data {

namespace {

/// OSM's words for roofs to those of keys::roof_shape.
/// Source: https://wiki.openstreetmap.org/wiki/Key:roof:shape.
std::string_view roof_shape_of(std::string_view word) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 43> shapes = {{
        {"flat", "flat"},
        {"gabled", "gabled"},
        {"pitched", "gabled"},
        {"saltbox", "saltbox"},
        {"double_saltbox", "gambrel"},
        {"gabled_row", "gabled_row"},
        {"butterfly", "butterfly"},
        {"valley", "butterfly"},
        {"bellcast_gable", "gabled"},
        {"asymmetric_gabled", "saltbox"},
        {"double_gabled", "gabled_row"},
        {"double_pitch", "gabled"},
        {"spherical", "dome"},
        {"spire", "pyramidal"},
        {"gabled_height_moved", "saltbox"},
        {"cross_gabled", "cross_gabled"},
        {"crosspitched", "cross_gabled"},
        {"quadruple_saltbox", "mansard"},
        {"tented", "pyramidal"},
        {"sawtooth", "sawtooth"},
        {"half-round", "round"},
        {"hipped", "hipped"},
        {"side_hipped", "side_hipped"},
        {"hipped-and-gabled", "half-hipped"},
        {"half-hipped", "half-hipped"},
        {"half_hipped", "half-hipped"},
        {"side_half-hipped", "side_half-hipped"},
        {"pyramidal", "pyramidal"},
        {"pyramid", "pyramidal"},
        {"helm", "pyramidal"},
        {"skillion", "skillion"},
        {"lean_to", "skillion"},
        {"shed", "skillion"},
        {"monopitch", "skillion"},
        {"gambrel", "gambrel"},
        {"mansard", "mansard"},
        {"dome", "dome"},
        {"onion", "onion"},
        {"round", "round"},
        {"barrel", "round"},
        {"round_gabled", "round"},
        {"cone", "cone"},
        {"conical", "cone"},
    }};
    const auto found =
        std::find_if(shapes.begin(), shapes.end(), [&](const auto& shape) { return shape.first == word; });
    return found == shapes.end() ? std::string_view{} : found->second;
}

/// A tower, chimney or silo stands for itself where nobody tagged it as a building.
std::string_view building_type_of(const OsmTags& tags) {
    for (const char* key : {"building:part", "building"})
        if (tags.says_yes(key) && !tags.is(key, "entrance")) return tags[key];
    if (tags.is_one_of("man_made", {"tower", "chimney", "silo", "storage_tank", "water_tower", "gasometer",
                                    "cooling_tower", "communications_tower", "lighthouse"}))
        return tags["man_made"];
    if (tags.is_one_of("historic", {"castle", "tower", "city_gate"}) && tags.has("height")) return tags["historic"];
    return {};
}

void write_roof(OsmAttributes& write, const OsmTags& tags) {
    const std::string_view word =
        tags.first_of({"roof:shape", "building:roof:shape", "building:roof:type", "roof:type"});
    if (const std::string_view shape = roof_shape_of(word); !shape.empty()) {
        write.set(keys::roof_shape, std::string(shape));
        if (shape == word) write.done("roof:shape");
    }
    write.length_m(keys::roof_height_m, {"roof:height", "building:roof:height"});
    write.number(keys::roof_angle_deg, {"roof:angle", "building:roof:angle"});
    write.number(keys::roof_storeys, {"roof:levels", "building:roof:levels", "building:levels:roof"});
    if (const auto direction = parse_osm_direction_deg(tags["roof:direction"])) {
        write.set(keys::roof_direction_deg, *direction);
        write.done("roof:direction");
    }
    write.text(keys::roof_orientation, {"roof:orientation", "building:roof:orientation"});
    write.text(keys::roof_colour, {"roof:colour", "roof:color", "building:roof:colour", "building:roof:color"});
    write.text(keys::roof_material, {"roof:material", "building:roof:material"});
}

void write_body(OsmAttributes& write) {
    write.length_m(keys::height_m, {"height", "building:height", "est_height"});
    write.length_m(keys::min_height_m, {"min_height", "building:min_height"});
    write.number(keys::storeys, {"building:levels", "levels", "building:levels:aboveground"});
    write.number(keys::min_storey, {"building:min_level", "min_level", "building:part:min_level"});
    write.text(keys::wall_colour, {"building:colour", "building:color", "building:facade:colour"});
    write.text(keys::wall_material, {"building:material", "building:facade:material", "building:cladding"});
}

/// What goes on inside, in one word.
void write_function(OsmAttributes& write, const OsmTags& tags) {
    const std::string_view use =
        tags.first_of({"building:use", "amenity", "tourism", "shop", "office", "leisure", "craft"});
    if (!use.empty()) write.set(keys::function, std::string(use));
}

}  // namespace

bool map_building(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    const std::string_view type = building_type_of(tags);
    if (type.empty() || is_not_there(tags)) return false;
    const bool part = tags.says_yes("building:part");
    Feature feature = feature_of_area(thing, part ? FeatureKind::building_part : FeatureKind::building);
    for (Surface& surface : feature.surfaces) surface.kind = SurfaceKind::footprint;

    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    write.set(keys::building_type, std::string(type));
    write.done(part ? "building:part" : "building");
    write_function(write, tags);
    write.address();
    write_body(write);
    write_roof(write, tags);
    write.number(keys::layer, {"layer"});
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

}  // namespace twin::data
