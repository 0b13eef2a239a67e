#include <gtest/gtest.h>

#include "data/city_file/search_index.h"
#include "data/keys.h"

using namespace twin;
using namespace twin::data;

namespace {

Feature named(FeatureKind kind, const char* id, const char* name) {
    Feature feature;
    feature.kind = kind;
    feature.id = id;
    if (*name) feature.attributes.set(keys::name, std::string(name));
    return feature;
}

base::Box3 box_at(double x, double y) {
    base::Box3 box;
    box.add(glm::dvec3(x - 10, y - 10, 230));
    box.add(glm::dvec3(x + 10, y + 10, 314));
    return box;
}

}  // namespace

TEST(SearchIndex, ABuildingMadeOfPartsIsFoundWhereItsPartsStand) {
    SearchIndex index;
    index.add(1, named(FeatureKind::building, "town_hall", "Rathaus Kaiserslautern"), {});
    Feature part = named(FeatureKind::building_part, "slab", "");
    part.parent_id = "town_hall";
    index.add(2, part, box_at(100, 200));
    part.id = "annex";
    index.add(3, part, box_at(160, 200));
    const auto entries = index.finish();
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].hit.name, "Rathaus Kaiserslautern");
    EXPECT_EQ(entries[0].hit.object, 1u);
    EXPECT_NEAR(entries[0].hit.position.x_m, 130, 1e-9);
}

TEST(SearchIndex, ABuildingWithoutAnyPlaceIsNotOffered) {
    SearchIndex index;
    index.add(1, named(FeatureKind::building, "ghost", "Luftschloss"), {});
    EXPECT_TRUE(index.finish().empty());
}

TEST(SearchIndex, AWholeWordComesBeforeTheBeginningOfOne) {
    const auto rank = [](const char* name) { return search_rank({{}, search_form(name)}, search_words("rathaus")); };
    EXPECT_LT(rank("Rathaus Kaiserslautern"), rank("Rathausgasse"));
    EXPECT_LT(rank("Rathausgasse"), rank("Altes Burgrathaus"));
    EXPECT_LT(rank("Bahnhof"), 0);
}
