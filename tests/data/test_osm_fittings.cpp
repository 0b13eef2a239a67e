#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "data/sources/osm.h"
#include "tests/data/memory_sink.h"

namespace twin::data {
namespace {

/// A town of one way or one node with neighbours.
test::MemorySink read(const std::string& objects) {
    test::MemorySink sink;
    const auto result = test::read_text(OsmSource(), "town.osm", "<osm version=\"0.6\">" + objects + "</osm>", sink);
    EXPECT_TRUE(result.ok()) << test::message_of(result);
    return sink;
}

std::string node(int id, double x, double y, const std::map<std::string, std::string>& tags = {}) {
    std::string text = "<node id=\"" + std::to_string(id) + "\" lat=\"" + std::to_string(49 + y * 1e-4) + "\" lon=\"" +
                       std::to_string(7 + x * 1e-4) + "\">";
    for (const auto& [key, value] : tags) text += "<tag k=\"" + key + "\" v=\"" + value + "\"/>";
    return text + "</node>";
}

std::string way(int id, const std::vector<int>& nodes, const std::map<std::string, std::string>& tags) {
    std::string text = "<way id=\"" + std::to_string(id) + "\">";
    for (const int n : nodes) text += "<nd ref=\"" + std::to_string(n) + "\"/>";
    for (const auto& [key, value] : tags) text += "<tag k=\"" + key + "\" v=\"" + value + "\"/>";
    return text + "</way>";
}

const std::string square = node(1, 0, 0) + node(2, 4, 0) + node(3, 4, 3) + node(4, 0, 3);

Feature square_as(const std::map<std::string, std::string>& tags) {
    const test::MemorySink sink = read(square + way(9, {1, 2, 3, 4, 1}, tags));
    EXPECT_EQ(sink.features.size(), 1u);
    return sink.features.empty() ? Feature{} : sink.features.front();
}

TEST(OsmFittings, a_street_through_a_house_is_no_tunnel) {
    const std::string nodes = node(1, 0, 0) + node(2, 4, 0);
    const auto street = [&](const char* tunnel) {
        return read(nodes + way(9, {1, 2}, {{"highway", "service"}, {"tunnel", tunnel}})).features.at(0);
    };
    EXPECT_TRUE(street("yes").attributes.flag(keys::tunnel));
    EXPECT_FALSE(street("building_passage").attributes.flag(keys::tunnel));
    EXPECT_EQ(street("building_passage").attributes.text(keys::tunnel), "building_passage");
}

TEST(OsmFittings, a_hedge_drawn_as_an_area_has_one) {
    const Feature ring = square_as({{"barrier", "hedge"}});
    EXPECT_EQ(ring.kind, FeatureKind::barrier);
    EXPECT_EQ(ring.lines.size(), 1u) << "goes around";
    const Feature filled = square_as({{"barrier", "hedge"}, {"area", "yes"}, {"height", "1.8"}});
    EXPECT_EQ(filled.surfaces.size(), 1u);
    EXPECT_TRUE(filled.lines.empty());
    EXPECT_NEAR(filled.attributes.number(keys::height_m), 1.8, 1e-9);
}

TEST(OsmFittings, a_running_track_goes_round_its_field) {
    const Feature ring = square_as({{"leisure", "track"}, {"sport", "athletics"}, {"lanes", "8"}});
    EXPECT_EQ(ring.attributes.text(keys::land_use), "track");
    EXPECT_TRUE(ring.surfaces.empty());
    EXPECT_EQ(ring.attributes.number(keys::lanes), 8);
    EXPECT_EQ(square_as({{"leisure", "track"}, {"area", "yes"}}).surfaces.size(), 1u);
    EXPECT_EQ(square_as({{"leisure", "sports_centre"}}).attributes.text(keys::land_use), "sports_centre");
}

TEST(OsmFittings, furniture_drawn_as_a_line_or_an_area_stands_in_its_middle) {
    const test::MemorySink bench = read(node(1, 0, 0) + node(2, 4, 0) + way(9, {1, 2}, {{"amenity", "bench"}}));
    ASSERT_EQ(bench.features.size(), 1u);
    EXPECT_EQ(bench.features[0].attributes.text(keys::furniture), "bench");
    EXPECT_NEAR(bench.features[0].points.at(0).x, 7.0002, 1e-9);
    EXPECT_NEAR(bench.features[0].attributes.number(keys::direction_deg), 180, 0.1) << "one sits across its length";
    EXPECT_EQ(square_as({{"historic", "memorial"}}).attributes.text(keys::furniture), "memorial");
    EXPECT_NEAR(read(node(1, 0, 0, {{"amenity", "bench"}, {"direction", "SW"}}))
                    .features.at(0)
                    .attributes.number(keys::direction_deg),
                225, 1e-9);
}

TEST(OsmFittings, towers_look_along_their_line) {
    const test::MemorySink sink = read(node(1, 0, 0) + node(2, 0, 40, {{"power", "tower"}, {"height", "52"}}) +
                                       node(3, 0, 80) + way(9, {1, 2, 3}, {{"power", "line"}, {"cables", "6"}}));
    const Feature* tower = nullptr;
    for (const Feature& feature : sink.features)
        if (feature.attributes.text(keys::furniture) == "power_tower") tower = &feature;
    ASSERT_NE(tower, nullptr);
    EXPECT_NEAR(tower->attributes.number(keys::direction_deg), 0, 0.1);
    EXPECT_EQ(tower->attributes.number(keys::height_m), 52);
}

TEST(OsmFittings, platforms_below_the_ground_are_told_apart) {
    EXPECT_EQ(square_as({{"railway", "platform"}}).kind, FeatureKind::platform);
    EXPECT_FALSE(square_as({{"railway", "platform"}}).attributes.flag(keys::tunnel));
    EXPECT_TRUE(square_as({{"railway", "platform"}, {"layer", "-2"}}).attributes.flag(keys::tunnel));
    EXPECT_EQ(square_as({{"man_made", "pier"}}).kind, FeatureKind::platform);
}

TEST(OsmFittings, every_roof_of_the_wiki_has_its_shape) {
    const std::map<std::string, std::string> shapes = {{"flat", "flat"},
                                                       {"skillion", "skillion"},
                                                       {"gabled", "gabled"},
                                                       {"half-hipped", "half-hipped"},
                                                       {"hipped", "hipped"},
                                                       {"pyramidal", "pyramidal"},
                                                       {"gambrel", "gambrel"},
                                                       {"mansard", "mansard"},
                                                       {"dome", "dome"},
                                                       {"onion", "onion"},
                                                       {"round", "round"},
                                                       {"cone", "cone"},
                                                       {"saltbox", "saltbox"},
                                                       {"side_hipped", "side_hipped"},
                                                       {"sawtooth", "sawtooth"},
                                                       {"side_half-hipped", "side_half-hipped"},
                                                       {"butterfly", "butterfly"},
                                                       {"gabled_row", "gabled_row"},
                                                       {"crosspitched", "cross_gabled"}};
    for (const auto& [word, shape] : shapes)
        EXPECT_EQ(square_as({{"building", "yes"}, {"roof:shape", word}}).attributes.text(keys::roof_shape), shape);
}

TEST(OsmFittings, the_report_says_how_complete_the_map_is) {
    const std::string houses = square + way(9, {1, 2, 3, 4, 1}, {{"building", "yes"}, {"height", "9"}}) +
                               way(10, {1, 2, 3, 1}, {{"building", "yes"}}) +
                               way(11, {1, 2}, {{"highway", "residential"}, {"name", "Hof"}});
    const test::MemorySink sink = read(houses);
    ASSERT_EQ(sink.complaints.size(), 1u);
    EXPECT_EQ(sink.complaints[0].what,
              "of 2 buildings 50 % say their height and 0 % their storeys and 0 % their roof; "
              "of 1 streets 0 % say their lanes and 0 % their surface and 100 % their name");
}

}  // namespace
}  // namespace twin::data
