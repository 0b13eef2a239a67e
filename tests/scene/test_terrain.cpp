#include "scene/builders/terrain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include <gtest/gtest.h>

#include "scene/builders/terrain_surface.h"
#include "scene/builders/void_fill.h"
#include "tests/scene/city_fixture.h"

namespace twin::scene {
namespace {

constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

double hill(double x, double y) {
    return 250 + 0.05 * x - 0.02 * y;
}

/// A raster in the city frame over [x0,x1] x [y0,y1] whose heights follow `height`.
template <class Height>
PlacedGrid raster(double x0, double y0, double x1, double y1, double pixel_m, const Height& height) {
    PlacedGrid placed;
    data::HeightGrid& grid = placed.grid;
    grid.columns = static_cast<int>(std::lround((x1 - x0) / pixel_m));
    grid.rows = static_cast<int>(std::lround((y1 - y0) / pixel_m));
    grid.transform = {x0, pixel_m, 0, y1, 0, -pixel_m};
    for (int j = 0; j < grid.rows; ++j)
        for (int i = 0; i < grid.columns; ++i)
            grid.heights_m.push_back(static_cast<float>(height(x0 + (i + 0.5) * pixel_m, y1 - (j + 0.5) * pixel_m)));
    return placed;
}

base::Box3 box(double x0, double y0, double x1, double y1) {
    base::Box3 result;
    result.add(glm::dvec3(x0, y0, 0));
    result.add(glm::dvec3(x1, y1, 0));
    return result;
}

TEST(Terrain, has_the_heights_of_the_raster) {
    std::vector<base::Complaint> complaints;
    const data::Terrain terrain =
        build_terrain({raster(-600, -600, 600, 600, 10, hill)}, box(-500, -500, 500, 500), 0, 0, complaints);
    EXPECT_TRUE(terrain.measured);
    EXPECT_EQ(terrain.step_m, 10);
    EXPECT_TRUE(complaints.empty());
    for (const glm::dvec2 p : {glm::dvec2(0, 0), {123.4, -321.9}, {499, 499}, {-500, -500}})
        EXPECT_NEAR(terrain.height_at(p.x, p.y), hill(p.x, p.y), 1e-3);
}

TEST(Terrain, the_finest_raster_wins_and_the_coarse_one_fills_the_rest) {
    std::vector<base::Complaint> complaints;
    const auto coarse = raster(-1000, -1000, 1000, 1000, 50, [](double, double) { return 100; });
    auto fine = raster(-200, -200, 200, 200, 5, [](double, double) { return 120; });
    fine.vertical_shift_m = 3;
    const data::Terrain terrain = build_terrain({coarse, fine}, box(-800, -800, 800, 800), 0, 0, complaints);
    EXPECT_EQ(terrain.step_m, 5);
    EXPECT_NEAR(terrain.height_at(0, 0), 123, 1e-4);
    EXPECT_NEAR(terrain.height_at(700, 700), 100, 1e-4);
    ASSERT_EQ(complaints.size(), 1u);
    EXPECT_EQ(complaints[0].what, "two terrain rasters differ by 23.00 m where they meet");
}

TEST(Terrain, voids_are_filled_from_around_and_told) {
    const auto holed = raster(-600, -600, 600, 600, 10, [](double x, double y) {
        if (std::hypot(x, y) < 100) return static_cast<double>(nothing);
        if (std::hypot(x - 300, y) < 50) return -32768.0;
        return hill(x, y);
    });
    std::vector<base::Complaint> complaints;
    const data::Terrain terrain = build_terrain({holed}, box(-500, -500, 500, 500), 0, 0, complaints);
    for (const float height : terrain.heights_m) ASSERT_TRUE(std::isfinite(height));
    EXPECT_NEAR(terrain.height_at(0, 0), hill(0, 0), 1);
    EXPECT_NEAR(terrain.height_at(300, 0), hill(300, 0), 1);
    ASSERT_EQ(complaints.size(), 1u);
    EXPECT_EQ(complaints[0].kind, base::ComplaintKind::repaired);
    EXPECT_NE(complaints[0].what.find("terrain points"), std::string::npos);
}

TEST(Terrain, without_rasters_is_a_plane_that_says_so) {
    std::vector<base::Complaint> complaints;
    const data::Terrain terrain = build_terrain({}, box(-5000, -5000, 5000, 5000), 0, 240, complaints);
    EXPECT_FALSE(terrain.measured);
    EXPECT_EQ(terrain.height_at(1234, 567), 240);
    PlacedGrid broken;
    broken.grid.columns = 5;
    broken.grid.rows = 5;
    EXPECT_FALSE(build_terrain({broken}, {}, 0, 0, complaints).measured);
    EXPECT_EQ(complaints.size(), 1u);
    const auto far = raster(90000, 90000, 91000, 91000, 10, hill);
    EXPECT_FALSE(build_terrain({far}, box(0, 0, 1000, 1000), 0, 0, complaints).measured);
}

TEST(Terrain, never_grows_beyond_four_million_points) {
    std::vector<base::Complaint> complaints;
    const data::Terrain terrain = build_terrain({}, box(-30000, -30000, 30000, 30000), 5, 0, complaints);
    EXPECT_LE(terrain.heights_m.size(), 4'000'000u);
    EXPECT_GE(terrain.x1_m(), 30000);
    EXPECT_GE(terrain.y1_m(), 30000);
}

TEST(Terrain, one_pixel_is_enough_to_fill_all) {
    std::vector<float> heights(35, nothing);
    EXPECT_EQ(fill_voids(heights, 7, 5), 0u);
    heights[17] = 42;
    EXPECT_EQ(fill_voids(heights, 7, 5), 34u);
    for (const float height : heights) EXPECT_FLOAT_EQ(height, 42);
}

TEST(Terrain, tiles_meet_without_a_seam_and_carry_a_skirt_only_at_the_rim) {
    const data::Terrain terrain =
        test::terrain_of([](double x, double y) { return 300 + 20 * std::sin(x / 90) * std::cos(y / 70); }, 1500, 15);
    const std::vector<data::Tile> tiles = build_terrain_tiles(terrain, 3);
    EXPECT_GE(tiles.size(), 9u);
    std::map<std::pair<long, long>, std::pair<long, int>> seen;
    double plan_area = 0;
    for (const data::Tile& tile : tiles) {
        EXPECT_EQ(tile.content, data::TileContent::terrain);
        EXPECT_EQ(tile.layer, 3);
        for (const std::uint32_t index : tile.mesh.triangles) ASSERT_LT(index, tile.mesh.vertices.size());
    }
    for (const test::Triangle& t : test::triangles_of(tiles)) {
        plan_area += t.plan_area_m2();
        const bool skirt = std::abs(t.normal().z) < 1e-3;
        if (skirt) {
            const glm::dvec3 c = t.centre();
            EXPECT_GT(std::max(std::abs(c.x), std::abs(c.y)), 749.9);
            EXPECT_GT(glm::dot(t.normal(), glm::dvec3(c.x, c.y, 0)), 0) << "faces outwards";
            continue;
        }
        for (const glm::dvec3& p : {t.a, t.b, t.c}) {
            EXPECT_NEAR(p.z, terrain.height_at(p.x, p.y), 1e-3);
            const auto key = std::make_pair(std::lround(p.x * 100), std::lround(p.y * 100));
            const long z = std::lround(p.z * 1000);
            const auto [place, fresh] = seen.try_emplace(key, z, 0);
            EXPECT_LE(std::abs(place->second.first - z), 1);
        }
    }
    EXPECT_NEAR(plan_area, 1500 * 1500, 1);
}

TEST(Terrain, normals_point_up_the_slope_s_back) {
    const data::Terrain slope = test::terrain_of([](double x, double) { return 0.5 * x; });
    const glm::vec3 normal = terrain_normal_at(slope, 3, 4);
    EXPECT_NEAR(normal.x / normal.z, -0.5, 1e-5);
    EXPECT_NEAR(glm::length(normal), 1, 1e-5);
    EXPECT_EQ(terrain_normal_at(data::Terrain{}, 0, 0).z, 1);
}

}  // namespace
}  // namespace twin::scene
