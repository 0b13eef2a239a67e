#include "data/city_file/city_file.h"

#include <algorithm>
#include <cstring>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "tests/data/city_file_fixture.h"

namespace twin::data::test {
namespace {

TEST_F(ACityFile, GivesABuildingBackExactly) {
    Feature found;
    const FeatureKind kinds[] = {FeatureKind::building};
    int count = 0;
    ASSERT_TRUE(city->visit(kinds,
                            [&](std::uint32_t number, const Feature& feature) {
                                if (number == 2) found = feature;
                                ++count;
                            })
                    .ok());
    EXPECT_EQ(count, 2);
    const Feature hall = town_hall();
    EXPECT_EQ(found.id, hall.id);
    EXPECT_EQ(found.heights, hall.heights);
    EXPECT_EQ(found.lod, 2);
    ASSERT_EQ(found.surfaces.size(), 2u);
    EXPECT_EQ(found.surfaces[0].outer, hall.surfaces[0].outer);
    EXPECT_EQ(found.surfaces[0].holes, hall.surfaces[0].holes);
    EXPECT_EQ(found.surfaces[0].kind, SurfaceKind::roof);
    EXPECT_EQ(found.surfaces[0].id, "roof_1");
    ASSERT_EQ(found.attributes.size(), hall.attributes.size());
    EXPECT_TRUE(std::equal(found.attributes.begin(), found.attributes.end(), hall.attributes.begin()));
}

TEST_F(ACityFile, KeepsTheTopologyOfStreets) {
    const FeatureKind kinds[] = {FeatureKind::street};
    std::vector<Feature> streets;
    ASSERT_TRUE(city->visit(kinds, [&](std::uint32_t, const Feature& feature) { streets.push_back(feature); }).ok());
    ASSERT_EQ(streets.size(), 4u);
    EXPECT_EQ(streets[0].lines[0].nodes, (std::vector<std::int64_t>{7000000001, 7000000002}));
    EXPECT_EQ(streets[1].lines[0].points[0], glm::dvec3(310, 0, 0));
}

TEST_F(ACityFile, KnowsWhatAClickNeeds) {
    const auto hall = city->object(2);
    ASSERT_TRUE(hall.ok()) << hall.error().message;
    EXPECT_EQ(hall->kind, FeatureKind::building);
    EXPECT_EQ(hall->attributes.text(keys::name), "Rathaus");
    EXPECT_EQ(hall->parts, std::vector<std::uint32_t>{1});
    EXPECT_NEAR(hall->bounds.max.z, 320.5, 1e-9);
    ASSERT_EQ(hall->complaints.size(), 1u);
    EXPECT_EQ(hall->complaints[0].what, "repeated point removed");
    EXPECT_EQ(city->object(1)->parent, 2u);
    EXPECT_EQ(city->object(1)->complaints.size(), 1u) << "a part shows what was repaired in its building";
    EXPECT_FALSE(city->object(4711).ok());
}

TEST_F(ACityFile, LaysFlatThingsOnTheTerrain) {
    const auto way = city->object(3);
    ASSERT_TRUE(way.ok());
    EXPECT_NEAR(way->bounds.min.z, 240 + 100, 0.01);
    EXPECT_NEAR(way->bounds.max.z, 240 + 130, 0.01);
}

TEST_F(ACityFile, GivesTerrainTileAndTrafficBack) {
    const auto terrain = city->terrain();
    ASSERT_TRUE(terrain.ok()) << terrain.error().message;
    EXPECT_EQ(terrain->heights_m, slope().heights_m);
    EXPECT_TRUE(terrain->measured);
    EXPECT_NEAR(terrain->height_at(0, 0), 340, 1e-6);

    ASSERT_EQ(city->tiles().size(), 1u);
    const auto tile = city->read_tile(city->tiles()[0]);
    ASSERT_TRUE(tile.ok()) << tile.error().message;
    const Tile expected = roof_tile(2);
    EXPECT_EQ(tile->column, -1);
    EXPECT_EQ(tile->origin, expected.origin);
    ASSERT_EQ(tile->mesh.vertices.size(), expected.mesh.vertices.size());
    EXPECT_EQ(std::memcmp(tile->mesh.vertices.data(), expected.mesh.vertices.data(), 300 * sizeof(MeshVertex)), 0);
    ASSERT_EQ(tile->mesh.triangles.size(), expected.mesh.triangles.size());
    for (std::size_t i = 0; i < expected.mesh.triangles.size(); i += 3) {
        // The same triangle with the same winding, whichever corner comes first.
        std::array<std::uint32_t, 3> a{expected.mesh.triangles[i], expected.mesh.triangles[i + 1],
                                       expected.mesh.triangles[i + 2]};
        std::array<std::uint32_t, 3> b{tile->mesh.triangles[i], tile->mesh.triangles[i + 1],
                                       tile->mesh.triangles[i + 2]};
        std::rotate(a.begin(), std::min_element(a.begin(), a.end()), a.end());
        std::rotate(b.begin(), std::min_element(b.begin(), b.end()), b.end());
        ASSERT_EQ(a, b);
    }
    ASSERT_EQ(tile->plants.size(), 1u);
    EXPECT_EQ(tile->plants[0].object, 4u);

    const auto traffic = city->traffic();
    ASSERT_TRUE(traffic.ok());
    ASSERT_EQ(traffic->size(), 1u);
    EXPECT_EQ((*traffic)[0].vehicles[0].kind, VehicleKind::van);
    EXPECT_EQ((*traffic)[0].edges[0].name, "Pariser Straße");
}

TEST_F(ACityFile, KeepsLayersFrameAndReport) {
    ASSERT_EQ(city->layers().size(), 6u);
    EXPECT_EQ(city->layers()[1].name, "buildings");
    EXPECT_EQ(city->layers()[3].name, "buildings_2");
    EXPECT_EQ(city->layers()[1].objects, 2u);
    EXPECT_EQ(city->layers()[1].crs.vertical, "DHHN2016");
    EXPECT_EQ(city->frame().origin_m, glm::dvec2(410000, 5477000));
    EXPECT_EQ(city->frame().convergence_rad, -0.0165);
    EXPECT_EQ(city->meta("name"), "Kaiserslautern");
    EXPECT_EQ(city->objects_by_kind().at("Building"), 2u);
    EXPECT_EQ(city->objects_by_kind().at("BuildingPart"), 1u);
    EXPECT_EQ(city->report()->items.size(), 2u);
    EXPECT_EQ(city->report(1)->items.size(), 1u);
    EXPECT_NEAR(city->extent().max.x, 9100, 1e-9);
}

}  // namespace
}  // namespace twin::data::test
