#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "scene/builders/bridge_runs.h"
#include "scene/builders/builder.h"
#include "scene/builders/roofs.h"
#include "tests/scene/city_fixture.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::Material;
using test::Triangle;

std::vector<Triangle> build(const data::Feature& feature, const data::Terrain& terrain = test::level_terrain(),
                            const BridgePlace& bridge = {}) {
    TileAssembler assembler;
    std::vector<base::Complaint> complaints;
    BuildHints hints;
    hints.bridge = bridge;
    EXPECT_TRUE(build_feature(feature, 9, 2, terrain, assembler, complaints, hints));
    return test::triangles_of(assembler.finish());
}

double highest_m(const std::vector<Triangle>& triangles) {
    double z = -1e9;
    for (const Triangle& t : triangles) z = std::max({z, t.a.z, t.b.z, t.c.z});
    return z;
}

data::Feature area(FeatureKind kind, double west, double south, double east, double north) {
    data::Feature feature;
    feature.kind = kind;
    feature.id = "area";
    data::Surface surface;
    if (kind == FeatureKind::bridge) surface.kind = data::SurfaceKind::footprint;
    surface.outer = {{west, south, 0}, {east, south, 0}, {east, north, 0}, {west, north, 0}};
    feature.surfaces.push_back(surface);
    return feature;
}

data::Feature line(FeatureKind kind, std::vector<glm::dvec3> points) {
    data::Feature feature;
    feature.kind = kind;
    feature.id = "line";
    feature.lines.push_back({std::move(points), {}});
    return feature;
}

TEST(Structures, a_platform_stands_as_high_as_its_trains_or_buses_need) {
    data::Feature platform = area(FeatureKind::platform, 0, 0, 40, 4);
    EXPECT_NEAR(highest_m(build(platform)), 0.16, 1e-3) << "a kerb";
    platform.attributes.set("railway", std::string("platform"));
    EXPECT_NEAR(highest_m(build(platform)), 0.55, 1e-3);
    platform.attributes.set(keys::height_m, 0.76);
    EXPECT_NEAR(highest_m(build(platform)), 0.76, 1e-3);
    data::Feature edge = line(FeatureKind::platform, {{0, 0, 0}, {30, 0, 0}});
    edge.attributes.set(keys::height_m, 0.38);
    EXPECT_NEAR(highest_m(build(edge)), 0.38, 1e-3);
    edge.attributes.set(keys::tunnel, true);
    EXPECT_TRUE(build(edge).empty()) << "underground";
}

TEST(Structures, a_hedge_drawn_as_an_area_fills_it) {
    data::Feature hedge = area(FeatureKind::barrier, 0, 0, 10, 3);
    hedge.attributes.set(keys::barrier, std::string("hedge"));
    hedge.attributes.set(keys::height_m, 2.0);
    const std::vector<Triangle> body = build(hedge);
    EXPECT_NEAR(highest_m(body), 2, 1e-3);
    EXPECT_NEAR(test::volume_m3(body, -0.2), 10 * 3 * 2.2, 0.5);
}

TEST(Structures, stairs_climb_step_by_step) {
    const data::Terrain slope = test::terrain_of([](double x, double) { return 100 + 0.4 * x; });
    data::Feature steps = line(FeatureKind::steps, {{0, 0, 0}, {10, 0, 0}});
    steps.attributes.set(keys::step_count, std::int64_t{20});
    steps.attributes.set(keys::width_m, 2.0);
    std::set<long> treads;
    for (const Triangle& t : build(steps, slope)) {
        if (t.content != data::TileContent::structures || t.normal().z < 1e-6) continue;
        EXPECT_NEAR(t.a.z, t.b.z, 1e-3) << "treads are level";
        EXPECT_GT(t.centre().z, slope.height_at(t.centre().x, t.centre().y)) << "none is in the ground";
        treads.insert(std::lround(t.a.z * 100));
    }
    EXPECT_EQ(treads.size(), 20u);
}

TEST(Structures, handrails_run_where_they_are_said_to) {
    data::Feature steps = line(FeatureKind::steps, {{0, 0, 0}, {10, 0, 0}});
    steps.attributes.set(keys::width_m, 2.0);
    const auto rails = [&] {
        bool left = false, right = false;
        for (const Triangle& t : build(steps))
            if (t.material == Material::fence) (t.centre().y > 0 ? left : right) = true;
        return std::pair(left, right);
    };
    EXPECT_EQ(rails(), std::pair(false, false));
    steps.attributes.set("handrail:left", std::string("yes"));
    EXPECT_EQ(rails(), std::pair(true, false));
    steps.attributes.set("handrail:left", std::string("no"));
    steps.attributes.set(keys::handrail, true);
    EXPECT_EQ(rails(), std::pair(true, true));
}

TEST(Structures, the_deck_of_a_bridge_covers_its_outline_and_carries_its_ways) {
    const data::Terrain valley = test::terrain_of([](double x, double) { return std::abs(x) < 30 ? 90.0 : 100.0; });
    data::Feature street = line(FeatureKind::street, {{-60, 0, 0}, {60, 0, 0}});
    data::Feature path = line(FeatureKind::footway, {{-60, 6, 0}, {60, 6, 0}});
    data::Feature outline = area(FeatureKind::bridge, -60, -8, 60, 9);
    for (data::Feature* way : {&street, &path}) way->attributes.set(keys::bridge, true);
    BridgeRuns runs;
    for (const data::Feature* feature : {&street, &path, &outline}) runs.add(*feature);
    runs.join();
    EXPECT_EQ(runs.place_of(outline).deck, &street);
    EXPECT_EQ(runs.place_of(path).deck, &street);

    const std::vector<Triangle> deck = build(outline, valley, runs.place_of(outline));
    double top_m2 = 0;
    for (const Triangle& t : deck)
        if (t.normal().z > 1e-6 && t.centre().z < 100.2 && t.centre().z > 99) top_m2 += t.plan_area_m2();
    EXPECT_NEAR(top_m2, 120 * 17, 20);
    for (const Triangle& t : build(path, valley, runs.place_of(path))) {
        EXPECT_EQ(t.content, data::TileContent::structures);
        EXPECT_NE(t.material, Material::bridge) << "its body is the deck";
        EXPECT_GT(t.centre().z, 99.9);
    }
    EXPECT_FALSE(build(outline, valley).empty()) << "without ways it goes along its longer side";
}

TEST(Structures, a_running_track_is_a_ring_and_not_a_field) {
    std::vector<glm::dvec3> oval;
    for (int i = 0; i <= 48; ++i)
        oval.emplace_back(60 * std::cos(i * 2 * 3.14159265 / 48), 40 * std::sin(i * 2 * 3.14159265 / 48), 0);
    data::Feature track = line(FeatureKind::land_use, oval);
    track.attributes.set(keys::land_use, std::string("track"));
    double lanes_m2 = 0;
    for (const Triangle& t : build(track)) {
        if (t.material == Material::track) lanes_m2 += t.plan_area_m2();
        EXPECT_GT(std::hypot(t.centre().x, t.centre().y), 30) << "the middle stays free";
    }
    EXPECT_NEAR(lanes_m2, 317 * 6 * 1.22, 60);
}

struct RoofCase {
    RoofShape shape;
    double share;  ///< Of the box over the eaves that lies under the roof.
};

class StripRoofs : public testing::TestWithParam<RoofCase> {};

TEST_P(StripRoofs, closes_and_holds_its_room) {
    data::Surface box;
    box.outer = {{0, 0, 0}, {40, 0, 0}, {40, 20, 0}, {0, 20, 0}};
    RoofPlan plan;
    plan.shape = GetParam().shape;
    plan.eaves_z_m = 5;
    plan.height_m = 3;
    const Shell shell = raise_shell(box, 0, plan, true);
    std::vector<Triangle> all;
    for (const auto* part : {&shell.walls, &shell.roof, &shell.floor})
        for (std::size_t i = 0; i + 2 < part->size(); i += 3)
            all.push_back({(*part)[i], (*part)[i + 1], (*part)[i + 2], Material::wall, {}, 0, 0});
    glm::dvec3 sum(0);
    for (const Triangle& t : all) sum += t.normal();
    EXPECT_LT(glm::length(sum), 1e-6) << "closed";
    EXPECT_NEAR(test::volume_m3(all, 0), 800 * 5 + 800 * 3 * GetParam().share, 1);
    EXPECT_NEAR(highest_m(all), 8, 1e-6);
    EXPECT_EQ(parse_roof_shape(name_of(plan.shape)), plan.shape);

    data::Surface ell;
    ell.outer = {{0, 0, 0}, {40, 0, 0}, {40, 10, 0}, {15, 10, 0}, {15, 30, 0}, {0, 30, 0}};
    const Shell over_ell = raise_shell(ell, 0, plan, true);
    sum = glm::dvec3(0);
    for (const auto* part : {&over_ell.walls, &over_ell.roof, &over_ell.floor})
        for (std::size_t i = 0; i + 2 < part->size(); i += 3)
            sum += glm::cross((*part)[i + 1] - (*part)[i], (*part)[i + 2] - (*part)[i]);
    EXPECT_LT(glm::length(sum), 1e-3) << "closed over wings too";
}

INSTANTIATE_TEST_SUITE_P(All, StripRoofs,
                         testing::Values(RoofCase{RoofShape::sawtooth, 0.5}, RoofCase{RoofShape::gabled_row, 0.5},
                                         RoofCase{RoofShape::butterfly, 0.5},
                                         RoofCase{RoofShape::side_hipped, 0.5 - 1.0 / 24}));

}  // namespace
}  // namespace twin::scene
