#include "scene/builders/ground.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "scene/builders/bridge_runs.h"
#include "scene/builders/builder.h"
#include "scene/builders/courses.h"
#include "tests/scene/city_fixture.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using data::FeatureKind;
using data::Material;
using data::TileContent;
using test::Triangle;

data::Terrain hills() {
    return test::terrain_of([](double x, double y) { return 250 + 15 * std::sin(x / 37) + 0.2 * y; }, 600, 10);
}

double plan_area_m2(const std::vector<glm::dvec3>& triangles) {
    double sum = 0;
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3)
        sum += glm::cross(triangles[i + 1] - triangles[i], triangles[i + 2] - triangles[i]).z / 2;
    return sum;
}

/// Largest distance between the triangles and the terrain, looked at in corners, on edges and inside.
double largest_gap_m(const std::vector<glm::dvec3>& triangles, const data::Terrain& terrain) {
    double worst = 0;
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3) {
        const glm::dvec3 &a = triangles[i], &b = triangles[i + 1], &c = triangles[i + 2];
        for (const glm::dvec3& p : {a, b, c, (a + b) / 2.0, (b + c) / 2.0, (c + a) / 2.0, (a + b + c) / 3.0})
            worst = std::max(worst, std::abs(p.z - terrain.height_at(p.x, p.y)));
    }
    return worst;
}

data::Feature street(std::vector<glm::dvec3> points, const char* name = "residential") {
    data::Feature feature;
    feature.kind = FeatureKind::street;
    feature.id = "w1";
    feature.attributes.set(keys::street_class, std::string(name));
    feature.attributes.set(keys::sidewalk, std::string("no"));
    feature.lines.push_back({std::move(points), {}});
    return feature;
}

struct Built {
    bool drawn = false;
    std::vector<Triangle> triangles;
    std::vector<base::Complaint> complaints;

    double plan_area_m2(Material material) const {
        double sum = 0;
        for (const Triangle& t : triangles)
            if (t.material == material) sum += t.plan_area_m2();
        return sum;
    }
    bool has(Material material) const {
        return std::any_of(triangles.begin(), triangles.end(),
                           [&](const Triangle& t) { return t.material == material; });
    }
};

Built build(const data::Feature& feature, const data::Terrain& terrain) {
    Built built;
    TileAssembler assembler;
    built.drawn = build_feature(feature, 9, 2, terrain, assembler, built.complaints);
    built.triangles = test::triangles_of(assembler.finish());
    return built;
}

TEST(Draping, lies_in_the_terrain_everywhere_and_keeps_its_plan_area) {
    const data::Terrain terrain = hills();
    std::mt19937 random(11);
    std::uniform_real_distribution<double> any(-290, 290);
    for (int round = 0; round < 60; ++round) {
        const glm::dvec3 a(any(random), any(random), 0), b(any(random), any(random), 99),
            c(any(random), any(random), 0);
        std::vector<glm::dvec3> out;
        drape_triangle(a, b, c, terrain, out);
        const double area = std::abs(glm::cross(b - a, c - a).z) / 2;
        EXPECT_NEAR(plan_area_m2(out), area, 1e-3 + area * 1e-7);
        EXPECT_LT(largest_gap_m(out, terrain), 1e-9);
        for (std::size_t i = 0; i + 2 < out.size(); i += 3)
            EXPECT_GT(glm::cross(out[i + 1] - out[i], out[i + 2] - out[i]).z, 0);
    }
}

TEST(Draping, goes_on_beyond_the_rim_of_the_terrain) {
    const data::Terrain terrain = hills();
    std::vector<glm::dvec3> out;
    drape_triangle({-2000, -2000, 0}, {2000, -1500, 0}, {0, 2500, 0}, terrain, out);
    EXPECT_NEAR(plan_area_m2(out) / (0.5 * (4000.0 * 4500 - 2000 * 500)), 1, 1e-6);
    EXPECT_LT(largest_gap_m(out, terrain), 1e-6);
}

TEST(Draping, corners_on_the_grid_lines_are_no_trouble) {
    const data::Terrain terrain = hills();
    std::vector<glm::dvec3> out;
    drape_triangle({0, 0, 0}, {10, 0, 0}, {10, 10, 0}, terrain, out);
    EXPECT_EQ(out.size(), 3u);
    out.clear();
    drape_triangle({-20, -20, 0}, {20, -20, 0}, {20, 20, 0}, terrain, out);
    EXPECT_NEAR(plan_area_m2(out), 800, 1e-6);
    EXPECT_LT(largest_gap_m(out, terrain), 1e-9);
    EXPECT_EQ(out.size() / 3, 16u);
}

TEST(Draping, never_crashes_on_nonsense) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::vector<glm::dvec3> out;
    drape_triangle({nan, 0, 0}, {1, 0, 0}, {0, 1, 0}, hills(), out);
    drape_triangle({1e300, 0, 0}, {1, 0, 0}, {0, 1, 0}, hills(), out);
    drape_triangle({0, 0, 0}, {1, 1, 0}, {2, 2, 0}, hills(), out);
    EXPECT_TRUE(out.empty());
    drape_triangle({0, 0, 0}, {1, 0, 0}, {0, 1, 0}, data::Terrain{}, out);
    EXPECT_NEAR(plan_area_m2(out), 0.5, 1e-12);
}

TEST(Draping, a_plane_needs_no_small_pieces) {
    const data::Terrain plane = test::level_terrain(240);
    std::vector<glm::dvec3> out;
    drape_triangle({-150, -150, 0}, {150, -150, 0}, {150, 150, 0}, plane, out);
    EXPECT_NEAR(plan_area_m2(out), 45000, 1e-6);
    EXPECT_LT(out.size() / 3, 12u);
    EXPECT_EQ(out.front().z, 240);
}

data::Surface star(double radius_m, int points, std::mt19937& random) {
    std::uniform_real_distribution<double> any(0.3, 1);
    data::Surface surface;
    const double pi = 3.14159265358979;
    const auto ring = [&](double size, double x, double y) {
        data::Ring out;
        for (int k = 0; k < points; ++k) {
            const double r = size * any(random), a = 2 * pi * k / points;
            out.emplace_back(x + r * std::cos(a), y + r * std::sin(a), 0);
        }
        return out;
    };
    surface.outer = ring(radius_m, 3, -7);
    surface.holes = {ring(radius_m * 0.12, 3, -7), ring(radius_m * 0.04, 3 + radius_m * 0.2, -7)};
    return surface;
}

double ring_area_m2(const data::Ring& ring) {
    double sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const glm::dvec3 &a = ring[i], &b = ring[(i + 1) % ring.size()];
        sum += (a.x * b.y - b.x * a.y) / 2;
    }
    return sum;
}

TEST(Draping, an_area_with_holes_lies_in_the_terrain_and_keeps_its_plan_area) {
    const data::Terrain terrain = hills();
    std::mt19937 random(5);
    for (const int points : {5, 40, 300}) {
        for (const double radius : {6.0, 90.0, 280.0}) {
            const data::Surface area = star(radius, points, random);
            const double wanted = ring_area_m2(area.outer) - ring_area_m2(area.holes[0]) - ring_area_m2(area.holes[1]);
            std::vector<glm::dvec3> out;
            drape_area(area, terrain, out);
            EXPECT_NEAR(plan_area_m2(out), wanted, 2e-3 + wanted * 1e-6) << points << " points, " << radius << " m";
            EXPECT_LT(largest_gap_m(out, terrain), 1e-9);
            for (std::size_t i = 0; i + 2 < out.size(); i += 3)
                EXPECT_GT(glm::cross(out[i + 1] - out[i], out[i + 2] - out[i]).z, 0);
        }
    }
}

TEST(Draping, an_area_on_grid_lines_is_its_cells_and_no_more) {
    std::vector<glm::dvec3> out;
    drape_area({data::SurfaceKind::unknown, "", {{-100, -100, 0}, {100, -100, 0}, {100, 100, 0}, {-100, 100, 0}}, {}},
               hills(), out);
    EXPECT_NEAR(plan_area_m2(out), 40000, 1e-6);
    EXPECT_EQ(out.size() / 3, 800u);
}

TEST(Draping, an_area_that_reaches_beyond_the_rim_goes_on) {
    std::vector<glm::dvec3> out;
    drape_area({data::SurfaceKind::unknown, "", {{0, 0, 0}, {900, 0, 0}, {900, 50, 0}, {0, 50, 0}}, {}}, hills(), out);
    EXPECT_NEAR(plan_area_m2(out), 45000, 1e-3);
}

TEST(Draping, a_level_area_stays_in_large_pieces) {
    std::mt19937 random(5);
    const data::Surface area = star(110, 40, random);
    std::vector<glm::dvec3> out;
    drape_area(area, test::level_terrain(240), out);
    EXPECT_LT(out.size() / 3, 200u);
}

TEST(Draping, a_convex_polygon_needs_fewer_pieces_than_its_triangles) {
    const data::Terrain terrain = hills();
    const std::vector<glm::dvec3> corners{{-40, -3, 0}, {35, 22, 0}, {33, 29, 0}, {-42, 4, 0}};
    std::vector<glm::dvec3> whole, parts;
    drape_convex(corners, terrain, whole);
    drape_triangle(corners[0], corners[1], corners[2], terrain, parts);
    drape_triangle(corners[0], corners[2], corners[3], terrain, parts);
    EXPECT_NEAR(plan_area_m2(whole), plan_area_m2(parts), 1e-3);
    EXPECT_LT(whole.size(), parts.size());
    EXPECT_LT(largest_gap_m(whole, terrain), 1e-9);
}

TEST(Courses, points_on_the_straight_way_are_dropped_and_bends_stay) {
    EXPECT_EQ(straightened({{0, 0}, {10, 0.01}, {20, 0}, {30, 0}, {30, 10}}, 0.02).size(), 3u);
    EXPECT_EQ(straightened({{0, 0}, {10, 0.3}, {20, 0}}, 0.02).size(), 3u);
    EXPECT_EQ(straightened({{0, 0}, {20, 0}, {10, 0}}, 0.02).size(), 3u) << "it goes out and comes back";
}

TEST(Courses, a_straight_band_has_its_length_times_its_width) {
    std::vector<glm::dvec3> out;
    add_ribbon({{0, 0}, {30, 40}}, 6, false, out);
    EXPECT_NEAR(plan_area_m2(out), 300, 1e-9);
    add_ribbon({{0, 0}, {30, 40}}, 6, true, out);
    EXPECT_NEAR(plan_area_m2(out), 600 + 28.27, 2.5);
}

TEST(Courses, a_gentle_bend_leaves_no_gap_and_no_overlap) {
    std::vector<glm::dvec3> out;
    add_ribbon({{0, 0}, {50, 0}, {100, 20}}, 6, false, out);
    EXPECT_NEAR(plan_area_m2(out), 6 * (50 + std::hypot(50.0, 20.0)), 1e-6);
}

TEST(Courses, a_sharp_bend_is_filled_outside) {
    std::vector<glm::dvec3> out;
    add_ribbon({{0, 0}, {50, 0}, {50, 50}}, 6, false, out);
    const auto covered = [&](double x, double y) {
        for (std::size_t i = 0; i + 2 < out.size(); i += 3) {
            const auto side = [&](const glm::dvec3& a, const glm::dvec3& b) {
                return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
            };
            if (side(out[i], out[i + 1]) >= 0 && side(out[i + 1], out[i + 2]) >= 0 && side(out[i + 2], out[i]) >= 0)
                return true;
        }
        return false;
    };
    EXPECT_TRUE(covered(51.5, -1.5));
    EXPECT_TRUE(covered(49, 1));
    EXPECT_FALSE(covered(45, 5));
}

TEST(Courses, parts_and_shifts_keep_their_distance) {
    const Course course{{0, 0}, {10, 0}, {10, 10}};
    EXPECT_NEAR(length_m(part_of(course, 5, 15)), 10, 1e-9);
    EXPECT_TRUE(part_of(course, 25, 30).empty());
    const Course left = shifted(course, 2);
    EXPECT_NEAR(left[0].y, 2, 1e-9);
    EXPECT_NEAR(left[1].x, 8, 1e-9);
    EXPECT_NEAR(left[1].y, 2, 1e-9);
    EXPECT_EQ(with_stations(course, 3).size(), 9u);
}

TEST(Ground, a_street_lies_within_a_millimetre_of_the_terrain) {
    const data::Terrain terrain = hills();
    const data::Feature way = street({{-200, -150, 0}, {-50, -20, 0}, {40, 10, 0}, {210, 180, 0}});
    const Built built = build(way, terrain);
    ASSERT_TRUE(built.drawn);
    for (const Triangle& t : built.triangles) {
        EXPECT_EQ(t.content, TileContent::ground);
        EXPECT_EQ(t.object, 9u);
        for (const glm::dvec3& p : {t.a, t.b, t.c}) ASSERT_NEAR(p.z, terrain.height_at(p.x, p.y), 1e-3);
    }
    const double length = std::hypot(150.0, 130.0) + std::hypot(90.0, 30.0) + std::hypot(170.0, 170.0);
    EXPECT_NEAR(built.plan_area_m2(Material::street_minor), length * 6 + 3.1416 * 9, 12);
}

TEST(Ground, widths_come_from_the_file_then_lanes_then_the_class) {
    data::Feature way = street({{0, 0, 0}, {10, 0, 0}});
    EXPECT_EQ(course_width_m(way), 6);
    way.attributes.set(keys::lanes, std::int64_t{3});
    EXPECT_EQ(course_width_m(way), 9.75);
    way.attributes.set(keys::width_m, 4.4);
    EXPECT_EQ(course_width_m(way), 4.4);
    EXPECT_GT(course_width_m(street({}, "motorway")), course_width_m(street({}, "tertiary")));
    const Built built = build(street({{0, 0, 0}, {10, 0, 0}}), hills());
    ASSERT_EQ(built.complaints.size(), 1u);
    EXPECT_EQ(built.complaints[0].kind, base::ComplaintKind::assumed);
}

TEST(Ground, a_pond_with_an_island_keeps_the_island_dry) {
    data::Feature pond;
    pond.kind = FeatureKind::water;
    pond.id = "p";
    data::Surface surface;
    surface.outer = {{-50, -50, 7}, {50, -50, 7}, {50, 50, 7}, {-50, 50, 7}};
    surface.holes.push_back({{-10, -10, 7}, {10, -10, 7}, {10, 10, 7}, {-10, 10, 7}});
    pond.surfaces.push_back(surface);
    const Built built = build(pond, hills());
    EXPECT_NEAR(built.plan_area_m2(Material::water), 10000 - 400, 0.5);
    for (const Triangle& t : built.triangles)
        EXPECT_FALSE(std::abs(t.centre().x) < 9.9 && std::abs(t.centre().y) < 9.9);
}

TEST(Ground, land_use_has_its_material_and_unknown_use_is_told) {
    data::Feature area;
    area.kind = FeatureKind::land_use;
    area.id = "a";
    area.surfaces.push_back({data::SurfaceKind::unknown, "", {{0, 0, 0}, {40, 0, 0}, {40, 40, 0}, {0, 40, 0}}, {}});
    area.attributes.set(keys::land_use, std::string("meadow"));
    EXPECT_NEAR(build(area, hills()).plan_area_m2(Material::meadow), 1600, 0.2);
    area.attributes.set(keys::land_use, std::string("moon_base"));
    const Built unknown = build(area, hills());
    EXPECT_FALSE(unknown.drawn);
    ASSERT_EQ(unknown.complaints.size(), 1u);
    EXPECT_NE(unknown.complaints[0].why.find("moon_base"), std::string::npos);
}

TEST(Ground, a_through_road_has_a_broken_line_and_a_side_street_has_not) {
    EXPECT_TRUE(build(street({{-100, 0, 0}, {100, 0, 0}}, "tertiary"), hills()).has(Material::marking));
    EXPECT_FALSE(build(street({{-100, 0, 0}, {100, 0, 0}}, "residential"), hills()).has(Material::marking));
    data::Feature zebra = street({{0, 0, 0}, {8, 0, 0}}, "footway");
    zebra.kind = FeatureKind::footway;
    zebra.attributes.set(keys::crossing, std::string("zebra"));
    EXPECT_NEAR(build(zebra, hills()).plan_area_m2(Material::marking), 8 * 0.5 * 3, 0.1);
}

TEST(Ground, pavements_follow_the_tags) {
    data::Feature way = street({{-100, 0, 0}, {100, 0, 0}});
    EXPECT_FALSE(build(way, hills()).has(Material::pavement));
    way.attributes.set(keys::sidewalk, std::string("left"));
    double north = 0, south = 0;
    for (const Triangle& t : build(way, hills()).triangles) {
        if (t.material != Material::pavement) continue;
        for (const glm::dvec3& p : {t.a, t.b, t.c}) {
            north = std::max(north, p.y);
            south = std::min(south, p.y);
        }
    }
    EXPECT_NEAR(north, 4.8, 0.01);
    EXPECT_NEAR(south, -3, 0.01);
}

TEST(Ground, rails_lie_a_gauge_apart) {
    data::Feature rail;
    rail.kind = FeatureKind::rail;
    rail.id = "r";
    rail.attributes.set(keys::rail_class, std::string("rail"));
    rail.lines.push_back({{{-100, 0, 0}, {100, 0, 0}}, {}});
    const Built built = build(rail, hills());
    double inner = 1e9;
    for (const Triangle& t : built.triangles)
        if (t.material == Material::rail)
            for (const glm::dvec3& p : {t.a, t.b, t.c}) inner = std::min(inner, std::abs(p.y));
    EXPECT_NEAR(2 * inner, 1.435, 1e-3);
    EXPECT_NEAR(built.plan_area_m2(Material::rail_bed), 200 * 3.2, 1);
}

TEST(Ground, a_bridge_spans_the_valley_and_its_ends_meet_the_ground) {
    const data::Terrain valley =
        test::terrain_of([](double x, double) { return 250 + std::min(20.0, std::abs(x) * 0.4); });
    data::Feature bridge = street({{-60, 3, 0}, {60, 3, 0}}, "secondary");
    bridge.attributes.set(keys::bridge, true);
    bridge.attributes.set(keys::layer, std::int64_t{1});
    const Built built = build(bridge, valley);
    double lowest_road = 1e9, deepest = 1e9;
    for (const Triangle& t : built.triangles) {
        EXPECT_EQ(t.content, TileContent::structures);
        for (const glm::dvec3& p : {t.a, t.b, t.c}) {
            if (t.material == Material::street) {
                lowest_road = std::min(lowest_road, p.z);
                EXPECT_TRUE(std::abs(p.x) < 59.9 || std::abs(p.z - 270) < 0.3);
            }
            if (t.material == Material::bridge) deepest = std::min(deepest, p.z);
        }
    }
    EXPECT_GT(lowest_road, 269.5);
    EXPECT_LT(deepest, 258) << "piers stand in the valley";
    EXPECT_NEAR(built.plan_area_m2(Material::street), 120 * 8, 1);
}

TEST(Ground, a_bridge_over_flat_ground_rises) {
    data::Feature bridge = street({{-80, 0, 0}, {80, 0, 0}}, "primary");
    bridge.attributes.set(keys::bridge, std::string("yes"));
    bridge.attributes.set(keys::layer, std::int64_t{1});
    double highest = 0;
    for (const Triangle& t : build(bridge, test::level_terrain()).triangles)
        if (t.material == Material::street_major)
            for (const glm::dvec3& p : {t.a, t.b, t.c}) highest = std::max(highest, p.z);
    EXPECT_GT(highest, 4.5);
    EXPECT_LE(highest, 5.51);
}

TEST(Ground, a_bridge_in_two_parts_does_not_dip_where_they_meet) {
    data::Feature west = street({{-80, 0, 0}, {-5, 0, 0}}, "primary"),
                  east = street({{80, 0, 0}, {-5, 0, 0}}, "primary");
    for (data::Feature* part : {&west, &east}) {
        part->attributes.set(keys::bridge, true);
        part->attributes.set(keys::layer, std::int64_t{1});
    }
    BridgeRuns runs;
    runs.add(west);
    runs.add(east);
    runs.join();
    ASSERT_NE(runs.run_of(west), nullptr);
    EXPECT_EQ(runs.run_of(west), runs.run_of(east));
    EXPECT_NEAR(length_m(*runs.run_of(west)), 160, 1e-6);
    for (const data::Feature* part : {&west, &east}) {
        TileAssembler assembler;
        std::vector<base::Complaint> complaints;
        build_ground(*part, 1, 1, test::level_terrain(), assembler, complaints, runs.place_of(*part));
        double at_joint = 0, at_end = 1e9;
        for (const Triangle& t : test::triangles_of(assembler.finish())) {
            if (t.material != Material::street_major) continue;
            for (const glm::dvec3& p : {t.a, t.b, t.c}) {
                if (std::abs(p.x + 5) < 0.01) at_joint = std::max(at_joint, p.z);
                at_end = std::min(at_end, p.z);
            }
        }
        EXPECT_GT(at_joint, 4.5);
        EXPECT_LT(at_end, 0.2);
    }
}

TEST(Ground, a_bridge_that_forks_is_not_joined) {
    std::vector<data::Feature> ways{street({{0, 0, 0}, {50, 0, 0}}), street({{50, 0, 0}, {90, 20, 0}}),
                                    street({{50, 0, 0}, {90, -20, 0}})};
    BridgeRuns runs;
    for (data::Feature& way : ways) {
        way.attributes.set(keys::bridge, true);
        runs.add(way);
    }
    runs.join();
    for (const data::Feature& way : ways) EXPECT_EQ(runs.run_of(way), nullptr);
}

TEST(Ground, tunnels_are_not_seen) {
    data::Feature tunnel = street({{-80, 0, 0}, {80, 0, 0}});
    tunnel.attributes.set(keys::tunnel, true);
    const Built built = build(tunnel, hills());
    EXPECT_TRUE(built.drawn);
    EXPECT_TRUE(built.triangles.empty());
}

TEST(Ground, nonsense_never_crashes) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Built bad = build(street({{nan, 0, 0}, {5, nan, 0}, {1e300, 0, 0}, {1, 1, 1}, {1, 1, 1}}), hills());
    EXPECT_FALSE(bad.drawn);
    EXPECT_EQ(bad.complaints.size(), 1u);
    EXPECT_TRUE(build(street({{0, 0, 0}, {nan, 0, 0}, {10, 0, 0}, {0, 0.02, 0}, {10, 0, 0}}), hills()).drawn);
    data::Feature area;
    area.kind = FeatureKind::water;
    area.id = "x";
    area.surfaces.push_back({data::SurfaceKind::unknown, "", {{nan, 0, 0}, {1, nan, 0}, {0, 0, 0}}, {}});
    EXPECT_FALSE(build(area, hills()).drawn);
    EXPECT_FALSE(build(data::Feature{}, hills()).triangles.size());
    data::Feature bridge = street({{0, 0, 0}, {0.02, 0, 0}});
    bridge.attributes.set(keys::bridge, true);
    EXPECT_TRUE(build(bridge, data::Terrain{}).drawn);
}

}  // namespace
}  // namespace twin::scene
