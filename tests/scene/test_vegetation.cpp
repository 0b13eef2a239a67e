#include "scene/builders/vegetation.h"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

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
    EXPECT_NEAR(static_cast<double>(planted.plants.size()), 80000 / 220.0, 40);
    int needles = 0;
    for (const PlacedPlant& p : planted.plants) {
        EXPECT_TRUE(p.foot.x > 0 && p.foot.x < 300 && p.foot.y > 0 && p.foot.y < 300);
        EXPECT_FALSE(p.foot.x > 100 && p.foot.x < 200 && p.foot.y > 100 && p.foot.y < 200);
        needles += p.plant.kind == PlantKind::needleleaved;
    }
    EXPECT_GT(needles, 20);
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

TEST(Vegetation, a_city_keeps_to_its_budget_and_every_forest_is_as_dense_as_the_next) {
    const data::Terrain terrain = test::level_terrain();
    const data::Feature large = land("forest", 6000), small = land("wood", 1500);
    const PlantingBudget budget = PlantingBudget::of(3 * plants_wanted(large) + 10 * plants_wanted(small));
    EXPECT_LT(budget.share, 1);
    TileAssembler assembler;
    std::vector<base::Complaint> complaints;
    std::vector<double> per_hectare;
    const auto build = [&](const data::Feature& forest, double hectares) {
        const auto before = assembler.plant_count();
        build_vegetation(forest, 1, 1, terrain, assembler, complaints, budget);
        per_hectare.push_back(static_cast<double>(assembler.plant_count() - before) / hectares);
    };
    for (int i = 0; i < 3; ++i) build(large, 3600);
    for (int i = 0; i < 10; ++i) build(small, 225);
    EXPECT_NEAR(static_cast<double>(assembler.plant_count()), most_invented_plants, 0.02 * most_invented_plants);
    for (const double density : per_hectare) EXPECT_NEAR(density, per_hectare.front(), 0.05 * per_hectare.front());
}

TEST(Vegetation, one_area_as_large_as_a_country_does_not_take_all_memory) {
    TileAssembler assembler;
    std::vector<base::Complaint> complaints;
    build_vegetation(land("forest", 400'000), 1, 1, test::level_terrain(), assembler, complaints);
    EXPECT_LE(static_cast<double>(assembler.plant_count()), 1.02 * most_invented_plants);
}

TEST(Vegetation, seen_from_above_a_forest_is_nearly_closed) {
    const Planted planted = plant(land("forest", 1000));
    double crowns_m2 = 0;
    for (const PlacedPlant& p : planted.plants) {
        EXPECT_GE(p.plant.height_m, 14);
        EXPECT_LE(p.plant.height_m, 24);
        crowns_m2 += 3.14159 / 4 * p.plant.crown_m * p.plant.crown_m;
    }
    EXPECT_GT(crowns_m2 / 1e6, 0.35);
}

TEST(Vegetation, pines_stand_with_pines) {
    const Planted planted = plant(land("forest", 1500));
    double needles = 0, with_alike = 0, pairs = 0;
    for (std::size_t i = 0; i < planted.plants.size(); ++i) {
        needles += planted.plants[i].plant.kind == PlantKind::needleleaved;
        for (std::size_t k = i + 1; k < planted.plants.size(); ++k) {
            if (glm::length(planted.plants[i].foot - planted.plants[k].foot) > 20) continue;
            ++pairs;
            with_alike += planted.plants[i].plant.kind == planted.plants[k].plant.kind;
        }
    }
    const double share = needles / static_cast<double>(planted.plants.size());
    EXPECT_GT(share, 0.15);
    EXPECT_LT(share, 0.85);
    EXPECT_GT(with_alike / pairs, share * share + (1 - share) * (1 - share) + 0.15);
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
