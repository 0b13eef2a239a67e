#include "app/importer/neighbours.h"

#include <cmath>
#include <string>
#include <vector>

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

PlacedFile placed_file(const std::vector<data::Feature>& features) {
    PlacedFile placed;
    for (const data::Feature& feature : features) {
        placed.file.features.add(feature);
        placed.notes.push_back(note_of(feature));
    }
    placed.file.features.finish();
    return placed;
}

TEST(Neighbours, a_part_uphill_counts_its_height_from_the_ground_of_its_building) {
    const data::Terrain slope = scene::test::terrain_of([](double x, double) { return 300 + 0.2 * x; });
    data::Feature tower = block(data::FeatureKind::building_part, "tower", 30, 40);
    data::Feature school = block(data::FeatureKind::building, "school", 0, 40);
    tower.parent_id = "school";
    const Neighbours neighbours(placed_file({tower, school}), slope);
    neighbours.set_ground(tower);
    EXPECT_NEAR(tower.attributes.number(keys::ground_m), 300, 1e-6);
    neighbours.set_ground(school);
    EXPECT_FALSE(school.attributes.has(keys::ground_m));

    data::Feature measured = block(data::FeatureKind::building_part, "hall", 30, 40);
    measured.parent_id = "school";
    measured.heights = data::HeightMode::absolute;
    neighbours.set_ground(measured);
    EXPECT_FALSE(measured.attributes.has(keys::ground_m)) << "measured heights need no ground";
}

TEST(Neighbours, a_bridge_of_two_ways_is_one_run) {
    const auto way = [](const char* id, double west_m, double east_m) {
        data::Feature feature;
        feature.kind = data::FeatureKind::street;
        feature.id = id;
        feature.lines.push_back({{{west_m, 0, 0}, {east_m, 0, 0}}, {}});
        feature.attributes.set(keys::bridge, true);
        return feature;
    };
    const Neighbours neighbours(placed_file({way("west", 0, 80), way("east", 80, 160), way("alone", 500, 600)}),
                                scene::test::terrain_of([](double, double) { return 300; }));
    ASSERT_NE(neighbours.bridge_run_of(0), nullptr);
    EXPECT_EQ(neighbours.bridge_run_of(0), neighbours.bridge_run_of(1));
    EXPECT_EQ(neighbours.bridge_run_of(2), nullptr);
}

/// A street round a circle, and one that runs straight.
std::vector<data::Feature> roundabout(bool clockwise) {
    data::Feature ring, straight;
    ring.kind = straight.kind = data::FeatureKind::street;
    ring.id = "ring";
    straight.id = "straight";
    ring.attributes.set("junction", std::string("roundabout"));
    ring.lines.emplace_back();
    for (int i = 0; i <= 12; ++i) {
        const double a = (clockwise ? -1 : 1) * (i % 12) * 0.5235987755982988;
        ring.lines.front().points.emplace_back(20 * std::cos(a), 20 * std::sin(a), 0);
    }
    straight.lines.push_back({{{20, 0, 0}, {200, 0, 0}}, {}});
    return {ring, straight};
}

std::string side_beside_roundabout(bool clockwise, const char* wanted = nullptr, const char* own = nullptr) {
    const std::vector<data::Feature> features = roundabout(clockwise);
    PlacedFile placed = placed_file(features);
    if (wanted) placed.file.plan.settings.options.more["drive_on"] = wanted;
    const Neighbours neighbours(placed, {});
    data::Feature street = features.back();
    if (own) street.attributes.set(keys::driving_side, std::string(own));
    neighbours.set_driving_side(street);
    return street.attributes.text(keys::driving_side);
}

TEST(Neighbours, people_drive_on_the_left_where_roundabouts_turn_clockwise) {
    EXPECT_EQ(side_beside_roundabout(true), "left");
    EXPECT_EQ(side_beside_roundabout(false), "") << "what is usual is not said";
    EXPECT_EQ(side_beside_roundabout(true, nullptr, "right"), "right") << "a street's own word goes first";
    EXPECT_EQ(side_beside_roundabout(false, "left"), "left") << "the recipe overrules";
    EXPECT_EQ(side_beside_roundabout(true, "right", "left"), "right");
}

TEST(Neighbours, all_files_together_keep_to_the_plants_of_a_city) {
    data::Feature forest = block(data::FeatureKind::land_use, "forest", 0, 40);
    forest.attributes.set(keys::land_use, std::string("forest"));
    std::vector<PlacedFile> files;
    files.push_back(placed_file({forest}));
    files.push_back(placed_file({forest}));
    EXPECT_EQ(planting_budget(files).share, 1);
    forest.surfaces[0].outer = {{0, 0, 0}, {9000, 0, 0}, {9000, 9000, 0}, {0, 9000, 0}};
    files.clear();
    files.push_back(placed_file({forest}));
    files.push_back(placed_file({forest}));
    EXPECT_NEAR(planting_budget(files).share, 160'000 / (2 * 81e6 / 220), 1e-6);
}

}  // namespace
}  // namespace twin::app
