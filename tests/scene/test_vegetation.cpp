#include "scene/builders/vegetation.h"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "tests/scene/city_fixture.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::PlantKind;

struct PlacedPlant {
    glm::dvec3 foot;
    data::Plant plant;
};

struct Planted {
    bool drawn = false;
    std::vector<PlacedPlant> plants;
    std::vector<base::Complaint> complaints;
};

Planted plant(const data::Feature& feature, const data::Terrain& terrain = test::level_terrain()) {
    Planted planted;
    TileAssembler assembler;
    planted.drawn = build_vegetation(feature, 5, 2, terrain, assembler, planted.complaints);
    for (const data::Tile& tile : assembler.finish())
        for (const data::Plant& p : tile.plants)
            planted.plants.push_back({tile.origin.vec() + glm::dvec3(p.x, p.y, p.z), p});
    return planted;
}

data::Feature land(const char* use, double edge_m) {
    data::Feature feature;
    feature.kind = FeatureKind::land_use;
    feature.id = "land";
    feature.attributes.set(keys::land_use, std::string(use));
    feature.surfaces.push_back(
        {data::SurfaceKind::unknown, "", {{0, 0, 0}, {edge_m, 0, 0}, {edge_m, edge_m, 0}, {0, edge_m, 0}}, {}});
    return feature;
}

TEST(Vegetation, a_tree_stands_on_the_slope_where_the_file_says_and_as_tall) {
    const data::Terrain slope = test::terrain_of([](double x, double) { return 300 + 0.2 * x; });
    data::Feature tree;
    tree.kind = FeatureKind::tree;
    tree.id = "t1";
    tree.points = {{12.5, -7, 0}};
    tree.attributes.set(keys::height_m, 17.0);
    tree.attributes.set(keys::crown_m, 8.0);
    tree.attributes.set(keys::species, std::string("Pinus sylvestris"));
    const Planted planted = plant(tree, slope);
    ASSERT_EQ(planted.plants.size(), 1u);
    EXPECT_NEAR(planted.plants[0].foot.x, 12.5, 1e-3);
    EXPECT_NEAR(planted.plants[0].foot.z, 302.5, 1e-3);
    EXPECT_EQ(planted.plants[0].plant.height_m, 17);
    EXPECT_EQ(planted.plants[0].plant.crown_m, 8);
    EXPECT_EQ(planted.plants[0].plant.kind, PlantKind::needleleaved);
    EXPECT_EQ(planted.plants[0].plant.object, 5u);
    EXPECT_TRUE(planted.complaints.empty());
}

TEST(Vegetation, a_row_is_planted_along_its_course) {
    data::Feature row;
    row.kind = FeatureKind::tree_row;
    row.id = "row";
    row.lines.push_back({{{0, 0, 0}, {80, 0, 0}}, {}});
    const Planted planted = plant(row);
    EXPECT_EQ(planted.plants.size(), 11u);
    for (const PlacedPlant& p : planted.plants) EXPECT_NEAR(p.foot.y, 0, 1e-6);
}

TEST(Vegetation, a_forest_is_filled_inside_its_border_and_says_that_the_places_are_invented) {
    data::Feature forest = land("forest", 300);
    forest.surfaces[0].holes.push_back({{100, 100, 0}, {200, 100, 0}, {200, 200, 0}, {100, 200, 0}});
    const Planted planted = plant(forest);
    EXPECT_NEAR(static_cast<double>(planted.plants.size()), 80000 / 120.0, 70);
    int needles = 0;
    for (const PlacedPlant& p : planted.plants) {
        EXPECT_TRUE(p.foot.x > 0 && p.foot.x < 300 && p.foot.y > 0 && p.foot.y < 300);
        EXPECT_FALSE(p.foot.x > 100 && p.foot.x < 200 && p.foot.y > 100 && p.foot.y < 200);
        needles += p.plant.kind == PlantKind::needleleaved;
    }
    EXPECT_GT(needles, 100);
    ASSERT_EQ(planted.complaints.size(), 1u);
    EXPECT_EQ(planted.complaints[0].kind, base::ComplaintKind::assumed);
}

TEST(Vegetation, the_same_forest_gives_the_same_trees) {
    const Planted one = plant(land("wood", 200)), two = plant(land("wood", 200));
    ASSERT_EQ(one.plants.size(), two.plants.size());
    for (std::size_t i = 0; i < one.plants.size(); ++i) {
        EXPECT_EQ(one.plants[i].foot, two.plants[i].foot);
        EXPECT_EQ(one.plants[i].plant.height_m, two.plants[i].plant.height_m);
    }
}

TEST(Vegetation, a_city_never_has_more_than_sixty_thousand_invented_trees) {
    TileAssembler assembler;
    std::vector<base::Complaint> complaints;
    const data::Terrain terrain = test::level_terrain();
    for (int i = 0; i < 40; ++i) build_vegetation(land("forest", 4000), 1, 1, terrain, assembler, complaints);
    EXPECT_LE(assembler.plant_count(), 60'000u);
    EXPECT_GT(assembler.plant_count(), 40'000u);
}

TEST(Vegetation, where_nothing_grows_nothing_is_planted) {
    const Planted planted = plant(land("residential", 300));
    EXPECT_TRUE(planted.drawn);
    EXPECT_TRUE(planted.plants.empty());
    EXPECT_TRUE(planted.complaints.empty());
}

TEST(Vegetation, nonsense_never_crashes) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    data::Feature tree;
    tree.kind = FeatureKind::tree;
    tree.id = "t";
    tree.points = {{nan, 0, 0}};
    EXPECT_FALSE(plant(tree).drawn);
    data::Feature forest = land("forest", 100);
    forest.surfaces[0].outer[1].x = nan;
    plant(forest);
    forest.surfaces[0].outer.clear();
    plant(forest);
}

}  // namespace
}  // namespace twin::scene
