#include "app/importer/neighbours.h"

#include <cmath>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "scene/builders/buildings.h"
#include "tests/scene/city_fixture.h"

namespace twin::app {
namespace {

namespace keys = data::keys;

data::Feature block(data::FeatureKind kind, const char* id, double west_m, double east_m) {
    data::Feature feature;
    feature.kind = kind;
    feature.id = id;
    feature.surfaces.push_back(
        {data::SurfaceKind::unknown, "", {{west_m, 0, 0}, {east_m, 0, 0}, {east_m, 10, 0}, {west_m, 10, 0}}, {}});
    return feature;
}

TEST(Neighbours, a_part_uphill_counts_its_height_from_the_ground_of_its_building) {
    const data::Terrain slope = scene::test::terrain_of([](double x, double) { return 300 + 0.2 * x; });
    PlacedFile placed;
    placed.file.features = {block(data::FeatureKind::building_part, "tower", 30, 40),
                            block(data::FeatureKind::building, "school", 0, 40)};
    placed.file.features[0].parent_id = "school";
    const Neighbours neighbours(placed, slope);
    data::Feature& tower = placed.file.features[0];
    neighbours.set_ground(tower);
    EXPECT_NEAR(tower.attributes.number(keys::ground_m), 300, 1e-6);
    neighbours.set_ground(placed.file.features[1]);
    EXPECT_FALSE(placed.file.features[1].attributes.has(keys::ground_m));

    data::Feature measured = block(data::FeatureKind::building_part, "hall", 30, 40);
    measured.parent_id = "school";
    measured.heights = data::HeightMode::absolute;
    neighbours.set_ground(measured);
    EXPECT_FALSE(measured.attributes.has(keys::ground_m)) << "measured heights need no ground";
}

TEST(Neighbours, all_files_together_keep_to_the_plants_of_a_city) {
    std::vector<PlacedFile> files(2);
    for (PlacedFile& placed : files) {
        data::Feature forest = block(data::FeatureKind::land_use, "forest", 0, 40);
        forest.attributes.set(keys::land_use, std::string("forest"));
        placed.file.features.push_back(forest);
    }
    EXPECT_EQ(planting_budget(files).share, 1);
    for (PlacedFile& placed : files)
        placed.file.features[0].surfaces[0].outer = {{0, 0, 0}, {9000, 0, 0}, {9000, 9000, 0}, {0, 9000, 0}};
    EXPECT_NEAR(planting_budget(files).share, 160'000 / (2 * 81e6 / 220), 1e-6);
}

}  // namespace
}  // namespace twin::app
