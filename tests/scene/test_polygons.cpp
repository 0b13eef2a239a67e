#include "scene/builders/polygons.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "scene/builders/colours.h"

namespace twin::scene {
namespace {

double area_m2(const std::vector<glm::dvec3>& triangles) {
    double sum = 0;
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3)
        sum += 0.5 * glm::length(glm::cross(triangles[i + 1] - triangles[i], triangles[i + 2] - triangles[i]));
    return sum;
}

glm::dvec3 facing(const std::vector<glm::dvec3>& triangles) {
    glm::dvec3 sum(0);
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3)
        sum += glm::cross(triangles[i + 1] - triangles[i], triangles[i + 2] - triangles[i]);
    return glm::normalize(sum);
}

bool covers(const std::vector<glm::dvec3>& triangles, double x, double y) {
    const auto side = [&](const glm::dvec3& a, const glm::dvec3& b) {
        return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
    };
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3) {
        const double a = side(triangles[i], triangles[i + 1]), b = side(triangles[i + 1], triangles[i + 2]),
                     c = side(triangles[i + 2], triangles[i]);
        if ((a >= 0 && b >= 0 && c >= 0) || (a <= 0 && b <= 0 && c <= 0)) return true;
    }
    return false;
}

data::Surface surface_of(data::Ring outer, std::vector<data::Ring> holes = {}) {
    data::Surface surface;
    surface.outer = std::move(outer);
    surface.holes = std::move(holes);
    return surface;
}

data::Ring square(double x, double y, double edge, double z = 0) {
    return {{x, y, z}, {x + edge, y, z}, {x + edge, y + edge, z}, {x, y + edge, z}};
}

TEST(Polygons, a_hole_in_a_roof_stays_a_hole) {
    const auto triangles = triangulate(surface_of(square(0, 0, 10, 5), {square(4, 4, 2, 5)}));
    EXPECT_NEAR(area_m2(triangles), 96, 1e-9);
    EXPECT_FALSE(covers(triangles, 5, 5));
    EXPECT_TRUE(covers(triangles, 2, 2));
}

TEST(Polygons, a_hole_may_turn_either_way) {
    data::Ring hole = square(4, 4, 2);
    std::reverse(hole.begin(), hole.end());
    EXPECT_NEAR(area_m2(triangulate(surface_of(square(0, 0, 10), {hole}))), 96, 1e-9);
}

TEST(Polygons, area_is_kept_in_any_position_and_place) {
    const data::Ring ell = {{0, 0, 0}, {12, 0, 0}, {12, 5, 0}, {6, 5, 0}, {6, 9, 0}, {0, 9, 0}};
    std::mt19937 random(7);
    std::uniform_real_distribution<double> any(-1, 1);
    for (int round = 0; round < 50; ++round) {
        const glm::dvec3 u = glm::normalize(glm::dvec3(any(random), any(random), any(random)));
        const glm::dvec3 v = glm::normalize(glm::cross(u, glm::dvec3(any(random), any(random), any(random))));
        const glm::dvec3 origin(any(random) * 40000, any(random) * 40000, any(random) * 500);
        data::Ring turned;
        for (const glm::dvec3& p : ell) turned.push_back(origin + u * p.x + v * p.y);
        const auto triangles = triangulate(surface_of(turned));
        EXPECT_NEAR(area_m2(triangles), 84, 1e-6);
        EXPECT_GT(glm::dot(facing(triangles), glm::normalize(newell_normal(turned))), 0.999999);
    }
}

TEST(Polygons, faces_as_its_outer_ring_even_when_turned_over) {
    for (data::Ring ring : {square(0, 0, 4), data::Ring{{0, 0, 0}, {4, 0, 0}, {1, 1, 0}, {0, 4, 0}}}) {
        EXPECT_GT(facing(triangulate(surface_of(ring))).z, 0.99);
        std::reverse(ring.begin(), ring.end());
        EXPECT_LT(facing(triangulate(surface_of(ring))).z, -0.99);
    }
}

TEST(Polygons, a_quad_with_an_inward_corner_is_not_filled) {
    const auto triangles = triangulate(surface_of({{0, 0, 0}, {4, 0, 0}, {1, 1, 0}, {0, 4, 0}}));
    EXPECT_NEAR(area_m2(triangles), 4, 1e-9);
    EXPECT_FALSE(covers(triangles, 2, 1.9));
}

TEST(Polygons, crossing_and_touching_outlines_do_not_crash) {
    const auto bow_tie = triangulate(surface_of({{0, 0, 0}, {4, 4, 0}, {4, 0, 0}, {0, 4.5, 0}, {0, 4.2, 0}}));
    for (const glm::dvec3& p : bow_tie) EXPECT_TRUE(std::isfinite(p.x + p.y + p.z));
    const auto touching = triangulate(surface_of({{0, 0, 0}, {4, 0, 0}, {2, 2, 0}, {4, 4, 0}, {0, 4, 0}, {2, 2, 0}}));
    EXPECT_NEAR(area_m2(touching), 8, 1e-9);
    const auto hole_at_rim = triangulate(surface_of(square(0, 0, 10), {square(0, 0, 2), square(8, 8, 2)}));
    EXPECT_NEAR(area_m2(hole_at_rim), 92, 1e-9);
}

TEST(Polygons, random_nonsense_does_not_crash) {
    std::mt19937 random(3);
    std::uniform_real_distribution<double> any(-5, 5);
    for (int round = 0; round < 300; ++round) {
        data::Surface surface;
        for (int i = 0; i < round % 40; ++i)
            surface.outer.emplace_back(std::round(any(random)), std::round(any(random)), round % 3 ? 0 : any(random));
        surface.holes.push_back(surface.outer);
        surface.holes.push_back(square(any(random), any(random), 2));
        clean_surface(surface);
        for (const glm::dvec3& p : triangulate(surface)) ASSERT_TRUE(std::isfinite(p.x + p.y + p.z));
    }
}

TEST(Polygons, numbers_that_are_none_are_removed_and_never_reach_the_tessellator) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    data::Surface surface = surface_of({{0, 0, 0}, {4, 0, 0}, {nan, 2, 0}, {4, 4, 0}, {0, 4, 0}, {1e300, 0, 0}});
    EXPECT_TRUE(triangulate(surface).empty());
    EXPECT_TRUE(triangulate(surface_of(square(0, 0, 10), {{{1, 1, 0}, {nan, 1, 0}, {2, 2, 0}}})).empty());
    const SurfaceRepair repair = clean_surface(surface);
    EXPECT_EQ(repair.what, "2 points without a number removed");
    EXPECT_FALSE(repair.degenerate);
    EXPECT_NEAR(area_m2(triangulate(surface)), 16, 1e-9);
}

TEST(Polygons, repeated_points_and_spikes_are_removed) {
    data::Surface surface =
        surface_of({{0, 0, 0}, {4, 0, 0}, {4, 0.0005, 0}, {9, 0, 0}, {4, 0, 0}, {4, 4, 0}, {0, 4, 0}, {0, 0, 0}},
                   {{{1, 1, 0}, {2, 1, 0}, {1.5, 1, 0}}});
    const SurfaceRepair repair = clean_surface(surface);
    EXPECT_EQ(surface.outer.size(), 4u);
    EXPECT_TRUE(surface.holes.empty());
    EXPECT_NE(repair.what.find("repeated"), std::string::npos);
    EXPECT_NE(repair.what.find("spike"), std::string::npos);
    EXPECT_NE(repair.what.find("1 hole without area removed"), std::string::npos);
    EXPECT_NEAR(area_m2(triangulate(surface)), 16, 1e-2);
}

TEST(Polygons, a_good_surface_is_left_alone) {
    data::Surface surface = surface_of(square(0, 0, 10), {square(1, 1, 1)});
    const SurfaceRepair repair = clean_surface(surface);
    EXPECT_TRUE(repair.what.empty());
    EXPECT_EQ(surface.outer.size(), 4u);
    EXPECT_EQ(surface.holes.size(), 1u);
}

TEST(Polygons, what_has_no_area_says_so) {
    for (data::Ring ring : {data::Ring{}, data::Ring{{1, 1, 1}}, data::Ring{{0, 0, 0}, {5, 0, 0}},
                            data::Ring{{0, 0, 0}, {5, 0, 0}, {9, 0, 0}, {2, 0, 0}}}) {
        data::Surface surface = surface_of(ring);
        EXPECT_TRUE(clean_surface(surface).degenerate);
        EXPECT_TRUE(triangulate(surface).empty());
    }
}

TEST(Colours, are_read_as_people_write_them) {
    EXPECT_EQ(parse_colour("#f00"), 0xFF0000FFu);
    EXPECT_EQ(parse_colour(" #1A2b3C "), 0xFF3C2B1Au);
    EXPECT_EQ(parse_colour("Light_Gray"), parse_colour("lightgrey"));
    EXPECT_NE(parse_colour("ziegelrot"), 0u);
    EXPECT_NE(parse_colour("weiß"), 0u);
    for (const char* text : {"", "#", "#12", "#ggg", "sort of red"}) EXPECT_EQ(parse_colour(text), 0u) << text;
}

}  // namespace
}  // namespace twin::scene
