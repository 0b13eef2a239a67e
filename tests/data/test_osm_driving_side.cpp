#include "data/sources/osm_driving_side.h"

#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "data/sources/osm.h"
#include "tests/data/memory_sink.h"

namespace twin::data {
namespace {

/// One street, and what else the file holds.
std::string side_of_street(const std::string& nodes, const std::string& relations, const std::string& tag = "") {
    test::MemorySink sink;
    const std::string text =
        R"(<osm version="0.6"><node id="1" lat="51" lon="0"/><node id="2" lat="51" lon="0.001"/>)" + nodes +
        R"(<way id="9"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/>)" + tag + "</way>" + relations +
        "</osm>";
    const auto result = test::read_text(OsmSource(), "town.osm", text, sink);
    EXPECT_TRUE(result.ok()) << test::message_of(result);
    for (const Feature& feature : sink.features)
        if (feature.kind == FeatureKind::street) return feature.attributes.text(keys::driving_side);
    ADD_FAILURE() << "no street";
    return {};
}

std::string boundary(int id, const char* key, const char* value) {
    return "<relation id=\"" + std::to_string(id) +
           R"("><tag k="type" v="boundary"/><tag k="boundary" v="administrative"/><tag k=")" + key + "\" v=\"" + value +
           "\"/></relation>";
}

std::string house(int id, const char* country) {
    return "<node id=\"" + std::to_string(id) + R"(" lat="51" lon="0"><tag k="addr:country" v=")" + country +
           "\"/></node>";
}

TEST(OsmDrivingSide, the_country_is_that_of_the_boundaries_in_the_file) {
    EXPECT_EQ(side_of_street("", boundary(1, "ISO3166-1", "GB")), "left");
    EXPECT_EQ(side_of_street("", boundary(1, "ISO3166-2", "IN-MH")), "left");
    EXPECT_EQ(side_of_street("", boundary(1, "driving_side", "left")), "left");
    EXPECT_EQ(side_of_street("", boundary(1, "ISO3166-1", "DE")), "") << "what is usual is not said";
    EXPECT_EQ(side_of_street("", ""), "");
}

TEST(OsmDrivingSide, at_a_border_most_addresses_decide) {
    const std::string both = boundary(1, "ISO3166-1", "HK") + boundary(2, "ISO3166-1", "CN");
    EXPECT_EQ(side_of_street("", both), "");
    EXPECT_EQ(side_of_street(house(5, "HK") + house(6, "hk") + house(7, "HK") + house(8, "CN"), both), "left");
    EXPECT_EQ(side_of_street(house(5, "CN"), both), "");
    EXPECT_EQ(side_of_street(house(5, "IE"), ""), "left");
}

TEST(OsmDrivingSide, a_street_of_its_own_side_keeps_it) {
    EXPECT_EQ(side_of_street("", boundary(1, "ISO3166-1", "GB"), R"(<tag k="driving_side" v="right"/>)"), "right");
}

TEST(OsmDrivingSide, countries_are_known_by_two_letters) {
    for (const char* left :
         {"GB", "ie", "JP", "AU", "NZ", "IN", "ZA", "TH", "MY", "SG", "HK", "CY", "MT", "KE", "ZW", "GB-SCT"})
        EXPECT_TRUE(drives_on_left(left)) << left;
    for (const char* right : {"DE", "FR", "US", "GI", "", "G", "GBR", "India", "G1"})
        EXPECT_FALSE(drives_on_left(right)) << right;
}

}  // namespace
}  // namespace twin::data
