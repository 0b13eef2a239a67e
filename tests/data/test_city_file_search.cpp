#include <algorithm>

#include <gtest/gtest.h>

#include "tests/data/city_file_fixture.h"

namespace twin::data::test {
namespace {

TEST_F(ACityFile, FindsAStreetOnceInEachTown) {
    const auto hits = city->search("pariser strasse", 10);
    ASSERT_EQ(hits.size(), 2u);
    EXPECT_EQ(hits[0].kind, "street");
    EXPECT_EQ(hits[0].name, "Pariser Straße");
    EXPECT_EQ(city->search("Pariser Str.", 10).size(), 2u);
    EXPECT_EQ(city->search("Pariser Straße 12", 10).size(), 2u) << "the street stands in for an unknown house number";
    ASSERT_FALSE(city->search("muehl", 10).empty());
    EXPECT_EQ(city->search("MÜHLSTRASSE", 10)[0].name, "Mühlstraße");
    EXPECT_TRUE(city->search("", 10).empty());
    EXPECT_TRUE(city->search("%", 10).empty());
    EXPECT_TRUE(city->search("xyz'; DROP TABLE twin_search", 10).empty());
}

TEST_F(ACityFile, PutsTheHitOnTheStreetItself) {
    const auto hits = city->search("Pariser", 10);
    ASSERT_FALSE(hits.empty());
    const auto& hit = hits[0].position.x_m < 5000 ? hits[0] : hits[1];
    EXPECT_NEAR(hit.position.y_m, 0, 1e-9);
    EXPECT_NEAR(hit.position.x_m, 150, 1e-9);
    EXPECT_NEAR(hit.extent_m, 411, 1.5);
}

TEST_F(ACityFile, FindsAddressesAndNamedBuildings) {
    const auto named = city->search("rathaus", 10);
    ASSERT_EQ(named.size(), 1u) << "the same building from two sources is one hit";
    EXPECT_EQ(named[0].kind, "building");
    const auto address = city->search("brandt platz 1", 10);
    ASSERT_EQ(address.size(), 1u);
    EXPECT_EQ(address[0].kind, "address");
    EXPECT_EQ(address[0].object, 2u);
}

}  // namespace
}  // namespace twin::data::test
