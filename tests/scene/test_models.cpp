#include "scene/builders/models.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "scene/builders/furniture.h"
#include "tests/scene/city_fixture.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::Material;
using test::Triangle;

struct Built {
    bool drawn = false;
    std::vector<Triangle> triangles;
    std::vector<base::Complaint> complaints;

    std::pair<double, double> span_z() const {
        double low = 1e300, high = -1e300;
        for (const Triangle& t : triangles)
            for (const glm::dvec3& p : {t.a, t.b, t.c}) {
                low = std::min(low, p.z);
                high = std::max(high, p.z);
            }
        return {low, high};
    }
};

Built build(const data::Feature& feature, const data::Terrain& terrain = test::level_terrain(200)) {
    Built built;
    TileAssembler assembler;
    built.drawn = build_model(feature, 3, 1, terrain, assembler, built.complaints);
    built.triangles = test::triangles_of(assembler.finish());
    return built;
}

data::Feature pyramid() {
    data::Feature feature;
    feature.kind = FeatureKind::model;
    feature.id = "m";
    feature.heights = data::HeightMode::absolute;
    data::ModelMesh mesh;
    mesh.positions = {{1000, 2000, 250}, {1010, 2000, 250}, {1005, 2010, 250}, {1005, 2005, 260}};
    mesh.triangles = {0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3};
    feature.models.push_back(mesh);
    return feature;
}

TEST(Models, keep_their_place_size_and_colours) {
    data::Feature feature = pyramid();
    feature.models[0].normals.assign(4, {0, 0, 1});
    feature.models[0].colours.assign(4, 0xFF112233);
    const Built built = build(feature);
    ASSERT_EQ(built.triangles.size(), 4u);
    EXPECT_NEAR(test::volume_m3(built.triangles, 250), 50 * 10 / 3.0, 0.1);
    EXPECT_EQ(built.triangles[0].colour, 0xFF112233u);
    EXPECT_EQ(built.triangles[0].material, Material::model);
    EXPECT_EQ(built.triangles[0].object, 3u);
}

TEST(Models, without_normals_get_facets) {
    const Built built = build(pyramid());
    EXPECT_EQ(built.triangles.size(), 4u);
    EXPECT_NEAR(test::volume_m3(built.triangles, 250), 50 * 10 / 3.0, 0.1);
}

TEST(Models, with_wrong_indices_or_numbers_lose_only_those_triangles) {
    data::Feature feature = pyramid();
    feature.models[0].triangles[4] = 77;
    feature.models[0].positions[2].x = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(build(feature).triangles.size(), 0u);
    feature.models[0].triangles[4] = 1;
    const Built one = build(feature);
    EXPECT_EQ(one.triangles.size(), 1u);
    feature.models[0].normals.assign(4, glm::vec3(std::numeric_limits<float>::quiet_NaN()));
    EXPECT_EQ(build(feature).triangles.size(), 1u);
    feature.models[0].triangles.clear();
    const Built none = build(feature);
    EXPECT_FALSE(none.drawn);
    EXPECT_EQ(none.complaints.size(), 1u);
}

TEST(Models, a_wall_follows_the_slope_at_its_height) {
    const data::Terrain slope = test::terrain_of([](double x, double) { return 200 + 0.2 * x; });
    data::Feature wall;
    wall.kind = FeatureKind::barrier;
    wall.id = "b";
    wall.attributes.set(keys::barrier, std::string("wall"));
    wall.attributes.set(keys::height_m, 2.0);
    wall.lines.push_back({{{-100, 0, 0}, {100, 0, 0}}, {}});
    const Built built = build(wall, slope);
    ASSERT_TRUE(built.drawn);
    EXPECT_TRUE(built.complaints.empty());
    for (const Triangle& t : built.triangles) {
        EXPECT_EQ(t.material, Material::wall_barrier);
        for (const glm::dvec3& p : {t.a, t.b, t.c}) {
            const double above = p.z - slope.height_at(p.x, p.y);
            EXPECT_TRUE(std::abs(above - 2) < 0.01 || std::abs(above + 0.2) < 0.01) << above;
        }
    }
    wall.attributes.erase(keys::height_m);
    EXPECT_EQ(build(wall, slope).complaints.size(), 1u);
}

TEST(Models, a_hedge_is_closed_all_round) {
    data::Feature hedge;
    hedge.kind = FeatureKind::barrier;
    hedge.id = "h";
    hedge.attributes.set(keys::barrier, std::string("hedge"));
    hedge.lines.push_back({{{0, 0, 0}, {20, 0, 0}, {30, 10, 0}}, {}});
    const Built built = build(hedge);
    const auto [low, high] = built.span_z();
    EXPECT_NEAR(low, 199.8, 1e-3);
    EXPECT_NEAR(high, 201.6, 1e-3);
    const double section = 0.8 * 1.4 + (0.8 + 0.44) / 2 * 0.4;
    EXPECT_NEAR(test::volume_m3(built.triangles, low), section * (20 + std::hypot(10.0, 10.0)), 0.6);
}

TEST(Models, furniture_is_small_stands_on_the_ground_and_costs_at_most_forty_triangles) {
    for (const char* name : {"street_lamp", "bench", "traffic_signal", "bus_stop", "fountain", "waste_basket",
                             "bollard", "advertising_column", "mast", "statue", "chimney"}) {
        std::size_t triangles = 0;
        double low = 1e9, high = 0;
        for (const FurniturePart& part : make_furniture(name, {10, 20, 200}, 0, 1)) {
            triangles += part.triangles.size() / 3;
            for (const glm::dvec3& p : part.triangles) {
                low = std::min(low, p.z);
                high = std::max(high, p.z);
                EXPECT_LT(std::hypot(p.x - 10, p.y - 20), 5) << name;
            }
        }
        EXPECT_GT(triangles, 0u) << name;
        EXPECT_LE(triangles, 40u) << name;
        EXPECT_NEAR(low, 200, 1e-9) << name;
        EXPECT_GT(high, 200.3) << name;
    }
}

TEST(Models, unknown_furniture_is_told_and_a_gate_at_a_point_is_not) {
    data::Feature thing;
    thing.kind = FeatureKind::furniture;
    thing.id = "f";
    thing.points = {{1, 2, 0}};
    thing.attributes.set(keys::furniture, std::string("perpetual_motion_machine"));
    const Built built = build(thing);
    EXPECT_FALSE(built.drawn);
    ASSERT_EQ(built.complaints.size(), 1u);
    EXPECT_NE(built.complaints[0].why.find("perpetual_motion_machine"), std::string::npos);
    thing.kind = FeatureKind::barrier;
    thing.attributes.set(keys::barrier, std::string("gate"));
    EXPECT_TRUE(build(thing).complaints.empty());
    thing.kind = FeatureKind::bus_stop;
    EXPECT_NEAR(build(thing).span_z().second, 202.65, 0.1);
}

TEST(Models, nonsense_never_crashes) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    data::Feature barrier;
    barrier.kind = FeatureKind::barrier;
    barrier.id = "b";
    barrier.lines.push_back({{{nan, 0, 0}, {0, nan, 0}}, {}});
    EXPECT_FALSE(build(barrier).drawn);
    barrier.lines.push_back({{{0, 0, 0}, {5, 0, 0}, {0, 0.02, 0}, {nan, 1, 0}}, {}});
    EXPECT_TRUE(build(barrier).drawn);
    data::Feature lamp;
    lamp.kind = FeatureKind::furniture;
    lamp.id = "l";
    lamp.attributes.set(keys::furniture, std::string("street_lamp"));
    lamp.points = {{nan, nan, nan}};
    EXPECT_FALSE(build(lamp).drawn);
}

}  // namespace
}  // namespace twin::scene
