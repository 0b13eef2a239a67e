#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/osm_map.h"

namespace twin::data {

namespace {

FeatureKind street_kind(const OsmTags& tags) {
    const std::string_view highway = tags["highway"];
    if (highway == "steps") return FeatureKind::steps;
    if (highway == "footway" || highway == "pedestrian" || highway == "bridleway" || highway == "corridor")
        return FeatureKind::footway;
    if (highway == "path") {
        const bool cycles = tags.is("bicycle", "designated") && !tags.is_one_of("foot", {"designated", "yes"});
        return cycles ? FeatureKind::cycleway : FeatureKind::footway;
    }
    if (highway == "cycleway") return FeatureKind::cycleway;
    return FeatureKind::street;
}

bool is_street_class(std::string_view highway) {
    static constexpr std::array<std::string_view, 27> classes = {
        "motorway",       "motorway_link", "trunk",         "trunk_link",   "primary",     "primary_link",  "secondary",
        "secondary_link", "tertiary",      "tertiary_link", "unclassified", "residential", "living_street", "service",
        "road",           "track",         "busway",        "bus_guideway", "raceway",     "escape",        "footway",
        "pedestrian",     "bridleway",     "corridor",      "path",         "cycleway",    "steps"};
    return std::find(classes.begin(), classes.end(), highway) != classes.end();
}

std::string_view sidewalk_of(const OsmTags& tags) {
    if (const std::string_view word = tags["sidewalk"]; !word.empty()) return word == "none" ? "no" : word;
    if (const std::string_view both = tags["sidewalk:both"]; !both.empty())
        return both == "yes" ? "both" : both == "none" ? "no" : both;
    const bool left = tags.is("sidewalk:left", "yes"), right = tags.is("sidewalk:right", "yes");
    if (left && right) return "both";
    if (left) return "left";
    if (right) return "right";
    if (tags.is("sidewalk:left", "separate") || tags.is("sidewalk:right", "separate")) return "separate";
    return {};
}

/// A one-way street against its drawing direction is turned round, so that "oneway" has one meaning.
void write_oneway(OsmAttributes& write, const OsmTags& tags, Feature& feature) {
    const std::string_view oneway = tags["oneway"];
    const bool implied = tags.is("junction", "roundabout") || tags.is("highway", "motorway");
    if (oneway == "-1" || oneway == "reverse") {
        for (Line& line : feature.lines) {
            std::reverse(line.points.begin(), line.points.end());
            std::reverse(line.nodes.begin(), line.nodes.end());
        }
        std::string incline(tags["incline"]);
        if (incline == "up" || incline == "down")
            write.set(keys::incline, std::string(incline == "up" ? "down" : "up"));
        else if (!incline.empty())
            write.set(keys::incline, incline.front() == '-' ? incline.substr(1) : "-" + incline);
        write.set(keys::oneway, true);
        write.done("incline");
    } else if (oneway == "yes" || oneway == "true" || oneway == "1" || (implied && oneway.empty())) {
        write.set(keys::oneway, true);
    }
    if (oneway != "no" || implied) write.done("oneway");
}

void write_for_walkers(OsmAttributes& write, const OsmTags& tags) {
    write.text(keys::foot, {"foot"});
    write.text(keys::access, {"access"});
    if (const std::string_view sidewalk = sidewalk_of(tags); !sidewalk.empty()) {
        write.set(keys::sidewalk, std::string(sidewalk));
        write.done("sidewalk");
    }
    write.number(keys::step_count, {"step_count"});
    for (const char* key : {"handrail", "handrail:left", "handrail:right", "handrail:center"})
        if (tags.says_yes(key)) write.set(keys::handrail, true);
    if (tags.is("handrail", "no")) write.set(keys::handrail, false);
    write.done("handrail");
    write.text(keys::tactile, {"tactile_paving"});
    write.text(keys::kerb, {"kerb"});
    write.text(keys::signal_sound, {"traffic_signals:sound"});
    write.text(keys::signal_vibration, {"traffic_signals:vibration"});
    write.flag(keys::island, {"crossing:island"});
}

/// Lanes by direction add up where nobody wrote the sum.
void write_lanes(OsmAttributes& write, const OsmTags& tags) {
    write.number(keys::lanes, {"lanes"});
    double forward = 0, backward = 0;
    if (!tags.has("lanes") && base::parse_number(tags["lanes:forward"], forward) &&
        base::parse_number(tags["lanes:backward"], backward))
        write.set(keys::lanes, static_cast<std::int64_t>(std::clamp(forward + backward, 1.0, 20.0)));
    write.text(keys::turn_lanes, {"turn:lanes"});
}

/// Cars at the side of the street, by the present keys and those before 2022.
void write_parking(OsmAttributes& write, const OsmTags& tags) {
    for (const char* side : {"left", "right"}) {
        const std::string key = std::string("parking:") + side, older = std::string("parking:lane:") + side;
        std::string_view where = tags.first_of({key, "parking:both"});
        const std::string_view before = tags.first_of({older, "parking:lane:both"});
        if (where.empty() && !before.empty())
            where = before == "no" || before == "no_parking" || before == "no_stopping" ? "no" : "lane";
        if (!where.empty()) write.set(side[0] == 'l' ? keys::parking_left : keys::parking_right, std::string(where));
        const std::string_view angle = tags.first_of({key + ":orientation", "parking:both:orientation"});
        if (!angle.empty())
            write.set(keys::parking_angle, std::string(angle));
        else if (before == "parallel" || before == "diagonal" || before == "perpendicular")
            write.set(keys::parking_angle, std::string(before));
    }
}

void write_course(OsmAttributes& write, const OsmTags& tags) {
    write_lanes(write, tags);
    write.length_m(keys::width_m, {"width", "est_width", "width:carriageway"});
    write.text(keys::surface, {"surface"});
    if (const auto speed = parse_osm_speed_kmh(tags["maxspeed"])) {
        write.set(keys::maxspeed_kmh, *speed);
        write.done("maxspeed");
    }
    write.flag(keys::bridge, {"bridge"});
    // A way through a house is under no ground.
    if (!tags.is_one_of("tunnel", {"building_passage", "avalanche_protector"})) write.flag(keys::tunnel, {"tunnel"});
    if (tags.is("tunnel", "no")) write.done("tunnel");
    write.number(keys::layer, {"layer"});
    write.text(keys::lit, {"lit"});
    write.text(keys::incline, {"incline"});
}

}  // namespace

bool map_street(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    const bool drawn_area = thing.closed() && tags.has("area:highway");
    const std::string_view street_class = drawn_area ? tags["area:highway"] : tags["highway"];
    if ((!is_street_class(street_class) && !drawn_area) || is_not_there(tags)) return false;
    const bool area =
        thing.closed() && (drawn_area || thing.type == OsmThing::Type::relation || tags.is("area", "yes"));
    if (!area && thing.line.points.size() < 2) return false;

    Feature feature =
        area ? feature_of_area(thing, FeatureKind::street_area) : feature_of_line(thing, street_kind(tags));
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    write.set(keys::street_class, std::string(street_class));
    write.done(drawn_area ? "area:highway" : "highway");
    write.done("area");
    write_oneway(write, tags, feature);
    write_course(write, tags);
    write_parking(write, tags);
    write_for_walkers(write, tags);
    if (tags.is("footway", "crossing") || tags.is("path", "crossing") || tags.is("cycleway", "crossing"))
        if (const std::string_view word = osm_crossing_of(tags); !word.empty())
            write.set(keys::crossing, std::string(word));
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_rail(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    if (!tags.is_one_of("railway", {"rail", "tram", "light_rail", "narrow_gauge", "subway", "disused", "preserved",
                                    "monorail", "funicular", "miniature"}))
        return false;
    Feature feature = feature_of_line(thing, FeatureKind::rail);
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    write.text(keys::rail_class, {"railway"});
    write.number("tracks", {"tracks"});
    write.flag(keys::bridge, {"bridge"});
    write.flag(keys::tunnel, {"tunnel"});
    write.number(keys::layer, {"layer"});
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

bool map_platform(const OsmThing& thing, std::vector<Feature>& out) {
    const OsmTags& tags = thing.tags;
    const bool pier = tags.is("man_made", "pier");
    if (!pier && !tags.is("railway", "platform") && !tags.is("public_transport", "platform") &&
        !tags.is("highway", "platform"))
        return false;
    // A ring without "area" is the usual way to draw a platform; an open way is its edge or its middle.
    Feature feature = thing.closed() && !tags.is("area", "no") ? feature_of_area(thing, FeatureKind::platform)
                                                               : feature_of_line(thing, FeatureKind::platform);
    OsmAttributes write(tags, feature.attributes);
    write.text(keys::name, {"name"});
    write.length_m(keys::width_m, {"width"});
    write.length_m(keys::height_m, {"height"});
    write.text(keys::surface, {"surface"});
    write.text(keys::tactile, {"tactile_paving"});
    write.number(keys::layer, {"layer"});
    const bool below = feature.attributes.number(keys::layer, 0) < 0;
    if (below || tags.says_yes("tunnel") || tags.is_one_of("location", {"underground", "subway"}))
        write.set(keys::tunnel, true);
    write.rest();
    out.push_back(std::move(feature));
    return true;
}

}  // namespace twin::data
