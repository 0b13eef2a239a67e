#include "scene/builders/tile_assembler.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "tests/scene/city_fixture.h"

namespace twin::scene {
namespace {

std::vector<glm::dvec3> square(const glm::dvec3& at, double edge_m) {
    const glm::dvec3 b = at + glm::dvec3(edge_m, 0, 0), c = b + glm::dvec3(0, edge_m, 0),
                     d = at + glm::dvec3(0, edge_m, 0);
    return {at, b, c, at, c, d};
}

TEST(TileAssembler, a_building_stays_whole_in_the_tile_of_its_anchor) {
    TileAssembler assembler;
    assembler.add_triangles({}, {511, 10, 250}, square({500, 10, 250}, 30));
    const std::vector<data::Tile> tiles = assembler.finish();
    ASSERT_EQ(tiles.size(), 1u);
    EXPECT_EQ(tiles[0].column, 0);
    EXPECT_EQ(tiles[0].origin, base::CityPoint(256, 256, 250));
    EXPECT_NEAR(tiles[0].bounds.max.x, 530, 1e-3);
    EXPECT_NEAR(tiles[0].bounds.min.z, 250, 1e-3);
}

TEST(TileAssembler, content_layer_and_place_each_have_their_own_tile) {
    TileAssembler assembler;
    TriangleStyle style;
    const auto add = [&](data::TileContent content, int layer, const glm::dvec3& at) {
        style.content = content;
        style.layer = layer;
        assembler.add_triangles(style, at, square(at, 5));
    };
    add(data::TileContent::buildings, 1, {10, 10, 0});
    add(data::TileContent::buildings, 1, {20, 20, 0});
    add(data::TileContent::buildings, 2, {10, 10, 0});
    add(data::TileContent::ground, 1, {10, 10, 0});
    add(data::TileContent::buildings, 1, {-10, 10, 0});
    assembler.add_plant(1, 4, {10, 10, 0}, 12, 6, data::PlantKind::shrub, 3);
    EXPECT_EQ(assembler.triangle_count(), 10u);
    EXPECT_EQ(assembler.plant_count(), 1u);
    EXPECT_EQ(assembler.finish().size(), 5u);
    EXPECT_TRUE(assembler.finish().empty());
}

TEST(TileAssembler, equal_corners_are_merged_and_places_kept_to_a_tenth_of_a_millimetre) {
    TileAssembler assembler;
    const glm::dvec3 at(30'000.123, -20'000.456, 250.789);
    assembler.add_triangles({}, at, square(at, 10));
    const std::vector<data::Tile> tiles = assembler.finish();
    ASSERT_EQ(tiles.size(), 1u);
    EXPECT_EQ(tiles[0].mesh.vertices.size(), 4u);
    double area = 0;
    for (const test::Triangle& t : test::triangles_of(tiles)) {
        area += t.plan_area_m2();
        for (const glm::dvec3& p : {t.a, t.b, t.c}) {
            EXPECT_NEAR(p.z, at.z, 1e-4);
            EXPECT_NEAR(std::remainder(p.x - at.x, 10), 0, 1e-4);
        }
    }
    EXPECT_NEAR(area, 100, 1e-2);
}

TEST(TileAssembler, corners_of_different_objects_or_facing_stay_apart) {
    TileAssembler assembler;
    TriangleStyle style;
    assembler.add_triangles(style, {0, 0, 0}, square({0, 0, 0}, 10));
    style.object = 9;
    assembler.add_triangles(style, {0, 0, 0}, square({0, 0, 0}, 10));
    EXPECT_EQ(assembler.finish()[0].mesh.vertices.size(), 8u);
}

TEST(TileAssembler, nonsense_and_nothing_are_left_out) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    TileAssembler assembler;
    const std::vector<glm::dvec3> bad = {{nan, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 0}, {1, 1, 1}, {2, 2, 2}};
    assembler.add_triangles({}, {0, 0, 0}, bad);
    assembler.add_triangles({}, {nan, 0, 0}, square({0, 0, 0}, 1));
    assembler.add_triangles({}, {1e200, 0, 0}, square({0, 0, 0}, 1));
    assembler.add_plant(1, 1, {nan, 0, 0}, 1, 1, data::PlantKind::shrub, 0);
    const std::vector<std::uint32_t> beyond = {0, 1, 9};
    const std::vector<glm::dvec3> positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    assembler.add_mesh({}, {0, 0, 0}, positions, {}, {}, beyond);
    EXPECT_EQ(assembler.triangle_count(), 0u);
    EXPECT_TRUE(assembler.finish().empty());
}

}  // namespace
}  // namespace twin::scene
