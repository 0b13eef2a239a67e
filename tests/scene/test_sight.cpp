#include "scene/sight.h"

#include <memory>
#include <vector>

#include <gtest/gtest.h>

namespace {

using namespace twin;

/// One upright square of 10 m at y = 0, seen from the south, in a tile whose origin is far from zero.
std::shared_ptr<const data::Tile> board(data::TileContent content) {
    auto tile = std::make_shared<data::Tile>();
    tile->content = content;
    tile->origin = {20'000, -30'000, 250};
    const glm::vec3 corners[] = {{-5, 0, 0}, {5, 0, 0}, {5, 0, 10}, {-5, 0, 10}};
    for (const glm::vec3& corner : corners) {
        data::MeshVertex vertex;
        vertex.x = corner.x, vertex.y = corner.y, vertex.z = corner.z;
        vertex.object = 3;
        tile->mesh.vertices.push_back(vertex);
        tile->bounds.add(tile->origin.vec() + glm::dvec3(corner));
    }
    tile->mesh.triangles = {0, 1, 2, 0, 2, 3};
    return tile;
}

const glm::dvec3 middle{20'000, -30'000, 255};

TEST(Sight, AHouseHidesWhatIsBehindItAndNotWhatIsBeforeIt) {
    const scene::Sight::Tiles tiles{board(data::TileContent::buildings)};
    const std::vector<scene::LayerState> layers(1);
    const scene::Sight sight(tiles, layers);
    const glm::dvec3 south = middle - glm::dvec3(0, 40, 0), north = middle + glm::dvec3(0, 40, 0);
    EXPECT_TRUE(sight.blocked(south, north));
    EXPECT_TRUE(sight.blocked(north, south));
    EXPECT_FALSE(sight.blocked(south, middle - glm::dvec3(0, 1, 0)));
    EXPECT_FALSE(sight.blocked(south + glm::dvec3(6, 0, 0), north + glm::dvec3(6, 0, 0))) << "past its edge";
    EXPECT_FALSE(sight.blocked(south, south)) << "no way has no obstacle";
}

TEST(Sight, GroundAndPlantsHideNothingAndBridgesDo) {
    const std::vector<scene::LayerState> layers(1);
    const glm::dvec3 south = middle - glm::dvec3(0, 40, 0), north = middle + glm::dvec3(0, 40, 0);
    for (const auto content : {data::TileContent::ground, data::TileContent::terrain, data::TileContent::vegetation}) {
        const scene::Sight::Tiles tiles{board(content)};
        EXPECT_FALSE(scene::Sight(tiles, layers).blocked(south, north));
    }
    const scene::Sight::Tiles bridge{board(data::TileContent::structures)};
    EXPECT_TRUE(scene::Sight(bridge, layers).blocked(south, north));
}

TEST(Sight, TilesThatComeLaterCountToo) {
    scene::Sight::Tiles tiles;
    const std::vector<scene::LayerState> layers(1);
    const scene::Sight sight(tiles, layers);
    const glm::dvec3 south = middle - glm::dvec3(0, 40, 0), north = middle + glm::dvec3(0, 40, 0);
    EXPECT_FALSE(sight.blocked(south, north));
    tiles.push_back(board(data::TileContent::buildings));
    EXPECT_TRUE(sight.blocked(south, north));
}

}  // namespace
