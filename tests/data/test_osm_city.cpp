#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "data/sources/osm.h"
#include "tests/data/memory_sink.h"

namespace twin::data {
namespace {

using Tags = std::map<std::string, std::string>;

/// OSM XML on a sheet of squared paper: x and y are steps of 1e-4 degrees from 49 N, 7 E.
class Sheet {
  public:
    explicit Sheet(const std::string& head = {}) : text_("<osm version=\"0.6\">" + head) {}
    Sheet& node(int id, double x, double y, const Tags& tags = {}, const std::string& more = {}) {
        text_ += "<node id=\"" + std::to_string(id) + "\" lat=\"" + std::to_string(49 + y * 1e-4) + "\" lon=\"" +
                 std::to_string(7 + x * 1e-4) + "\" " + more + ">" + words(tags) + "</node>";
        return *this;
    }
    Sheet& way(int id, const std::vector<int>& nodes, const Tags& tags) {
        text_ += "<way id=\"" + std::to_string(id) + "\">";
        for (const int n : nodes) text_ += "<nd ref=\"" + std::to_string(n) + "\"/>";
        text_ += words(tags) + "</way>";
        return *this;
    }
    /// A rectangle with nodes of its own.
    Sheet& box(int id, double x0, double y0, double x1, double y1, const Tags& tags) {
        const int n = 1000 + 10 * id;
        node(n, x0, y0).node(n + 1, x1, y0).node(n + 2, x1, y1).node(n + 3, x0, y1);
        return way(id, {n, n + 1, n + 2, n + 3, n}, tags);
    }
    Sheet& relation(int id, const std::vector<std::pair<int, std::string>>& ways, const Tags& tags) {
        text_ += "<relation id=\"" + std::to_string(id) + "\">";
        for (const auto& [way, role] : ways)
            text_ += "<member type=\"way\" ref=\"" + std::to_string(way) + "\" role=\"" + role + "\"/>";
        text_ += words(tags) + "</relation>";
        return *this;
    }
    test::MemorySink read() const {
        test::MemorySink sink;
        const auto result = test::read_text(OsmSource(), "sheet.osm", text_ + "</osm>", sink);
        EXPECT_TRUE(result.ok()) << test::message_of(result);
        return sink;
    }

  private:
    static std::string words(const Tags& tags) {
        std::string out;
        for (const auto& [key, value] : tags) out += "<tag k=\"" + key + "\" v=\"" + value + "\"/>";
        return out;
    }
    std::string text_;
};

bool in_ring(const Ring& ring, double x, double y) {
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
        if ((ring[i].y > y) != (ring[j].y > y) &&
            x < ring[i].x + (y - ring[i].y) / (ring[j].y - ring[i].y) * (ring[j].x - ring[i].x))
            inside = !inside;
    return inside;
}

/// Whether a place of the sheet lies in the feature.
bool covers(const Feature* feature, double x, double y) {
    if (!feature) return false;
    for (const Surface& surface : feature->surfaces) {
        bool in = in_ring(surface.outer, 7 + x * 1e-4, 49 + y * 1e-4);
        for (const Ring& hole : surface.holes) in = in && !in_ring(hole, 7 + x * 1e-4, 49 + y * 1e-4);
        if (in) return true;
    }
    return false;
}

const std::string bounds = "<bounds minlat=\"49\" minlon=\"7\" maxlat=\"49.01\" maxlon=\"7.01\"/>";  // 100 by 100

TEST(OsmCity, the_sea_is_on_the_right_side_of_the_coastline) {
    // From west to east: south of it is water.
    const auto south = Sheet(bounds)
                           .node(1, -10, 50)
                           .node(2, 50, 60)
                           .node(3, 110, 50)
                           .way(1, {1, 2, 3}, {{"natural", "coastline"}})
                           .read();
    const Feature* sea = south.find("sea");
    ASSERT_NE(sea, nullptr);
    EXPECT_EQ(sea->kind, FeatureKind::water);
    EXPECT_EQ(sea->attributes.text(keys::water_class), "sea");
    EXPECT_TRUE(covers(sea, 50, 20) && covers(sea, 1, 1) && covers(sea, 99, 1));
    EXPECT_FALSE(covers(sea, 50, 80) || covers(sea, 1, 99) || covers(sea, 99, 99));
    EXPECT_FALSE(covers(sea, 50, -5)) << "it ends where the file ends";
    const auto north = Sheet(bounds)
                           .node(1, 110, 50)
                           .node(2, 50, 60)
                           .node(3, -10, 50)
                           .way(1, {1, 2}, {{"natural", "coastline"}})
                           .way(2, {2, 3}, {{"natural", "coastline"}})
                           .read();
    EXPECT_FALSE(covers(north.find("sea"), 50, 20));
    EXPECT_TRUE(covers(north.find("sea"), 50, 80));
}

TEST(OsmCity, islands_stay_dry_and_two_coasts_leave_a_strait) {
    const auto strait = Sheet(bounds)
                            .node(1, -10, 20)
                            .node(2, 110, 20)
                            .node(3, 110, 80)
                            .node(4, -10, 80)
                            .way(1, {2, 1}, {{"natural", "coastline"}})  // land in the south
                            .way(2, {4, 3}, {{"natural", "coastline"}})  // land in the north
                            .node(5, 40, 40)
                            .node(6, 60, 40)
                            .node(7, 60, 60)
                            .node(8, 40, 60)
                            .way(3, {5, 6, 7, 8, 5}, {{"natural", "coastline"}})
                            .read();
    const Feature* sea = strait.find("sea");
    EXPECT_TRUE(covers(sea, 50, 30) && covers(sea, 10, 50) && covers(sea, 90, 70));
    EXPECT_FALSE(covers(sea, 50, 10) || covers(sea, 50, 90)) << "both shores";
    EXPECT_FALSE(covers(sea, 50, 50)) << "the island";
    const auto alone = Sheet(bounds)
                           .node(5, 40, 40)
                           .node(6, 60, 40)
                           .node(7, 60, 60)
                           .node(8, 40, 60)
                           .way(3, {5, 6, 7, 8, 5}, {{"natural", "coastline"}})
                           .read();
    EXPECT_TRUE(covers(alone.find("sea"), 5, 5));
    EXPECT_FALSE(covers(alone.find("sea"), 50, 50));
}

TEST(OsmCity, the_coasts_of_others_are_filled) {
    for (const std::string name : {"big_island", "islands", "islands_and_coast", "multiple_coasts"}) {
        const auto path =
            std::filesystem::path(TWIN_DATA_ROOT) / "osm/osm2world-edgecases" / ("coastline_" + name + ".osm");
        std::ifstream stream(path, std::ios::binary);
        if (!stream) GTEST_SKIP() << "no " << path;
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        test::MemorySink sink;
        ASSERT_TRUE(test::read_text(OsmSource(), name, text, sink).ok());
        EXPECT_EQ(sink.find("sea") != nullptr, true) << name;
    }
}

TEST(OsmCity, a_part_replaces_what_it_covers_and_the_rest_stays) {
    const auto town = Sheet()
                          .box(1, 0, 0, 10, 10, {{"building", "yes"}, {"height", "30"}})
                          .box(2, 0, 0, 5, 10, {{"building:part", "yes"}, {"height", "30"}})
                          .box(3, 5, 0, 10, 5, {{"building:part", "yes"}, {"height", "8"}})
                          .box(4, 1, 1, 2, 2, {{"building:part", "yes"}, {"min_height", "30"}, {"height", "40"}})
                          .read();
    const Feature* house = town.find("way/1");
    ASSERT_NE(house, nullptr);
    EXPECT_FALSE(house->attributes.flag(keys::outline_only));
    EXPECT_FALSE(covers(house, 2, 5) || covers(house, 8, 2));
    EXPECT_TRUE(covers(house, 8, 8)) << "no part stands here";
    EXPECT_EQ(house->attributes.number(keys::height_m), 8) << "30 m are those of its tower";
    EXPECT_TRUE(town.complained("height of what its parts leave set to 8.0 m"));
    for (const char* part : {"way/2", "way/3", "way/4"}) EXPECT_EQ(town.find(part)->parent_id, "way/1");

    const auto whole = Sheet()
                           .box(1, 0, 0, 10, 10, {{"building", "yes"}})
                           .box(2, 0, 0, 5, 10, {{"building:part", "yes"}})
                           .box(3, 5, 0, 10, 10, {{"building:part", "yes"}})
                           .read();
    EXPECT_TRUE(whole.find("way/1")->attributes.flag(keys::outline_only));
}

TEST(OsmCity, a_relation_says_which_parts_belong_to_which_outline) {
    const auto town = Sheet()
                          .box(1, 0, 0, 10, 10, {{"building", "yes"}})
                          .box(2, 20, 0, 25, 10, {{"building:part", "yes"}})
                          .relation(9, {{1, "outline"}, {2, "part"}}, {{"type", "building"}})
                          .read();
    EXPECT_EQ(town.find("way/2")->parent_id, "way/1");
}

TEST(OsmCity, roofs_keep_all_that_is_said_of_them) {
    const auto town = Sheet()
                          .box(1, 0, 0, 10, 10,
                               {{"building", "yes"},
                                {"roof:shape", "saltbox"},
                                {"roof:angle", "35"},
                                {"roof:levels", "2"},
                                {"roof:orientation", "across"},
                                {"roof:material", "slate"},
                                {"min_level", "1"}})
                          .read();
    const Attributes& a = town.find("way/1")->attributes;
    EXPECT_EQ(a.text(keys::roof_shape), "saltbox");
    EXPECT_EQ(a.number(keys::roof_angle_deg), 35);
    EXPECT_EQ(a.number(keys::roof_storeys), 2);
    EXPECT_EQ(a.text(keys::roof_orientation), "across");
    EXPECT_EQ(a.number(keys::min_storey), 1);
}

TEST(OsmCity, a_crossing_knows_the_street_that_it_crosses) {
    const auto town =
        Sheet()
            .node(1, 0, 0)
            .node(2, 0, 10, {{"highway", "crossing"}, {"crossing:markings", "zebra"}})
            .node(3, 0, 20)
            .way(1, {1, 2, 3},
                 {{"highway", "residential"},
                  {"lanes", "2"},
                  {"turn:lanes", "left|through"},
                  {"parking:right", "street_side"}})
            .node(4, 30, 0)
            .node(5, 30, 10, {{"highway", "crossing"}, {"crossing", "uncontrolled"}})
            .node(6, 30, 20)
            .node(7, 25, 10)
            .node(8, 35, 10)
            .way(2, {4, 5, 6}, {{"highway", "primary"}})
            .way(3, {7, 5, 8}, {{"highway", "footway"}, {"footway", "crossing"}, {"crossing", "uncontrolled"}})
            .read();
    const Feature *first = town.find("node/2"), *second = town.find("node/5");
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->attributes.text(keys::crossing), "zebra");
    EXPECT_NEAR(std::fmod(first->attributes.number(keys::bearing_deg), 180), 0, 0.2) << "it runs north";
    EXPECT_EQ(first->attributes.number(keys::street_width_m), 6.5);
    EXPECT_FALSE(first->attributes.flag("drawn_by_way"));
    EXPECT_TRUE(second->attributes.flag("drawn_by_way")) << "the footway has the zebra";
    EXPECT_EQ(town.find("way/1")->attributes.text(keys::turn_lanes), "left|through");
    EXPECT_EQ(town.find("way/1")->attributes.text(keys::parking_right), "street_side");
}

TEST(OsmCity, pitches_parking_bridges_and_power_lines_have_their_words) {
    const auto town = Sheet()
                          .box(1, 0, 0, 10, 6, {{"leisure", "pitch"}, {"sport", "tennis"}})
                          .box(2, 20, 0, 22, 1, {{"amenity", "parking_space"}})
                          .box(3, 30, 0, 40, 2, {{"man_made", "bridge"}, {"layer", "1"}})
                          .node(1, 0, 50, {{"power", "tower"}})
                          .node(2, 30, 50, {{"power", "tower"}})
                          .way(4, {1, 2}, {{"power", "line"}, {"cables", "6"}})
                          .read();
    EXPECT_EQ(town.find("way/1")->attributes.text(keys::sport), "tennis");
    EXPECT_EQ(town.find("way/2")->attributes.text(keys::land_use), "parking_space");
    EXPECT_EQ(town.find("way/3")->kind, FeatureKind::bridge);
    EXPECT_EQ(town.find("way/4")->attributes.text(keys::furniture), "power_line");
    EXPECT_EQ(town.find("node/1")->attributes.text(keys::furniture), "power_tower");
}

TEST(OsmCity, the_newest_object_tells_the_state_of_the_data_and_1969_tells_nothing) {
    const auto town = Sheet()
                          .node(1, 0, 0, {{"amenity", "bench"}}, "version=\"1\" timestamp=\"2013-04-02T10:00:00Z\"")
                          .node(2, 1, 0, {{"amenity", "bench"}}, "version=\"1\" timestamp=\"2012-01-01T10:00:00Z\"")
                          .read();
    EXPECT_EQ(town.states, std::vector<std::string>{"2013-04-02"});
    EXPECT_TRUE(Sheet()
                    .node(1, 0, 0, {{"amenity", "bench"}}, "version=\"-1\" timestamp=\"1969-12-31T23:59:59Z\"")
                    .read()
                    .states.empty());
}

TEST(OsmCity, what_is_missing_is_counted_once) {
    const auto town = Sheet()
                          .node(1, 0, 0)
                          .node(2, 10, 0)
                          .node(3, 20, 0)
                          .way(1, {1, 2, 99}, {{"highway", "residential"}})
                          .way(2, {2, 3, 98}, {{"highway", "residential"}})
                          .read();
    EXPECT_TRUE(town.complained("2 ways shown without the points that are missing"));
    EXPECT_EQ(town.complaints.size(), 2u) << "and how complete the map is";
}

}  // namespace
}  // namespace twin::data
