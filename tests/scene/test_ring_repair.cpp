#include "scene/builders/ring_repair.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "scene/builders/polygons.h"

namespace twin::scene {
namespace {

data::Surface surface_of(data::Ring outer, std::vector<data::Ring> holes = {}) {
    data::Surface surface;
    surface.outer = std::move(outer);
    surface.holes = std::move(holes);
    return surface;
}

data::Ring square(double x, double y, double edge) {
    return {{x, y, 0}, {x + edge, y, 0}, {x + edge, y + edge, 0}, {x, y + edge, 0}};
}

double drawn_m2(const data::Surface& surface) {
    const std::vector<glm::dvec3> t = triangulate(surface);
    double sum = 0;
    for (std::size_t i = 0; i + 2 < t.size(); i += 3) sum += glm::length(glm::cross(t[i + 1] - t[i], t[i + 2] - t[i]));
    return sum / 2;
}

double drawn_m2(const data::Surface& surface, const SurfaceRepair& repair) {
    double sum = drawn_m2(surface);
    for (const data::Surface& part : repair.more) sum += drawn_m2(part);
    return sum;
}

TEST(RingRepair, a_bow_tie_becomes_two_triangles) {
    data::Surface bow_tie = surface_of({{0, 0, 0}, {4, 4, 0}, {4, 0, 0}, {0, 4, 0}});
    const SurfaceRepair repair = clean_surface(bow_tie);
    EXPECT_FALSE(repair.degenerate);
    EXPECT_EQ(repair.what, "outline that crossed itself divided");
    ASSERT_EQ(repair.more.size(), 1u);
    EXPECT_NEAR(drawn_m2(bow_tie), 4, 1e-9);
    EXPECT_NEAR(drawn_m2(repair.more[0]), 4, 1e-9);
}

TEST(RingRepair, a_bow_tie_stands_upright_too) {
    data::Surface bow_tie = surface_of({{7, 0, 0}, {7, 4, 4}, {7, 4, 0}, {7, 0, 5}});
    const SurfaceRepair repair = clean_surface(bow_tie);
    // Lobes of heights that share 4 m of width: they cross where 1.25 y = 5 - y, at y = 20/9.
    EXPECT_NEAR(drawn_m2(bow_tie, repair), 0.5 * 5 * 20 / 9 + 0.5 * 4 * 16 / 9, 1e-6);
    for (const glm::dvec3& p : bow_tie.outer) EXPECT_NEAR(p.x, 7, 1e-9);
}

TEST(RingRepair, an_outline_that_runs_over_itself_loses_what_it_covers_twice) {
    // Two squares of 16 m2 in one outline overlap by 4 m2.
    data::Surface knot =
        surface_of({{0, 0, 0}, {4, 0, 0}, {4, 4, 0}, {2, 4, 0}, {2, 2, 0}, {6, 2, 0}, {6, 6, 0}, {0, 6, 0}});
    const double said = surface_area_m2(knot);
    const SurfaceRepair repair = clean_surface(knot);
    EXPECT_EQ(repair.what, "outline that crossed itself divided");
    EXPECT_NEAR(said - drawn_m2(knot, repair), 2 * 4, 1e-9);
}

TEST(RingRepair, a_hole_that_touches_the_outline_stays_a_hole) {
    for (const data::Ring& hole : {data::Ring{{0, 5, 0}, {3, 4, 0}, {3, 6, 0}}, square(0, 4, 2), square(4, 4, 2)}) {
        data::Surface roof = surface_of(square(0, 0, 10), {hole});
        const double open = surface_area_m2(surface_of(hole));
        const SurfaceRepair repair = clean_surface(roof);
        EXPECT_EQ(repair.what, "");
        EXPECT_EQ(roof.holes.size(), 1u);
        EXPECT_NEAR(drawn_m2(roof, repair), 100 - open, 1e-9);
    }
}

TEST(RingRepair, where_holes_overlap_nothing_is_filled) {
    data::Surface roof = surface_of(square(0, 0, 10), {square(2, 2, 4), square(4, 4, 4)});
    const SurfaceRepair repair = clean_surface(roof);
    EXPECT_EQ(repair.what, "overlapping holes joined");
    EXPECT_NEAR(drawn_m2(roof, repair), 100 - (16 + 16 - 4), 1e-9);
}

TEST(RingRepair, a_hole_in_a_hole_and_a_hole_given_twice_stay_open) {
    for (const data::Ring& second : {square(3, 3, 1), square(2, 2, 4)}) {
        data::Surface roof = surface_of(square(0, 0, 10), {square(2, 2, 4), second});
        const SurfaceRepair repair = clean_surface(roof);
        EXPECT_NEAR(drawn_m2(roof, repair), 84, 1e-9);
    }
}

TEST(RingRepair, a_hole_outside_is_no_hole) {
    data::Surface roof = surface_of(square(0, 0, 10), {square(20, 2, 4), square(1, 1, 2)});
    const SurfaceRepair repair = clean_surface(roof);
    EXPECT_EQ(repair.what, "1 hole outside its surface removed");
    EXPECT_NEAR(drawn_m2(roof, repair), 96, 1e-9);
}

TEST(RingRepair, a_hole_over_the_edge_takes_only_what_lies_inside) {
    data::Surface roof = surface_of(square(0, 0, 10), {square(8, 4, 4)});
    const SurfaceRepair repair = clean_surface(roof);
    EXPECT_NEAR(drawn_m2(roof, repair), 100 - 2 * 4, 1e-9);
}

TEST(RingRepair, a_hole_across_divides_the_roof) {
    data::Surface roof = surface_of(square(0, 0, 10), {{{-1, 4, 0}, {11, 4, 0}, {11, 6, 0}, {-1, 6, 0}}});
    const SurfaceRepair repair = clean_surface(roof);
    EXPECT_EQ(repair.more.size(), 1u);
    EXPECT_NEAR(drawn_m2(roof, repair), 80, 1e-6);
}

TEST(RingRepair, points_on_a_straight_line_stay_for_the_neighbour) {
    data::Surface roof = surface_of({{0, 0, 0}, {5, 0, 0}, {10, 0, 0}, {10, 10, 0}, {0, 10, 0}});
    EXPECT_EQ(clean_surface(roof).what, "");
    EXPECT_EQ(roof.outer.size(), 5u);
    EXPECT_NEAR(drawn_m2(roof), 100, 1e-9);
}

/// In bounded time and without a crash; the figures that are drawn are numbers.
void survives(data::Surface surface) {
    const SurfaceRepair repair = clean_surface(surface);
    if (repair.degenerate) return;
    for (const glm::dvec3& p : triangulate(surface)) ASSERT_TRUE(std::isfinite(p.x + p.y + p.z));
    for (const data::Surface& part : repair.more)
        for (const glm::dvec3& p : triangulate(part)) ASSERT_TRUE(std::isfinite(p.x + p.y + p.z));
}

TEST(RingRepair, hostile_outlines_are_survived) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    survives(surface_of({{nan, nan, nan}, {nan, 0, 0}, {0, nan, 0}, {0, 0, nan}}));
    survives(surface_of({{1e308, 0, 0}, {-1e308, 1e308, 0}, {0, -1e308, 1e308}, {1, 1, 1}}));
    survives(surface_of({{1e8, 0, 0}, {-1e8, 1e8, 0}, {0, -1e8, 1e8}, {1, 1, 1}}));
    survives(surface_of({{0, 0, 0}, {5, 5, 5}}));
    survives(surface_of({}, {square(0, 0, 1)}));
}

TEST(RingRepair, a_hundred_thousand_points_take_bounded_time) {
    constexpr int count = 100'000;
    std::mt19937 random(11);
    std::uniform_real_distribution<double> any(0, 1000);
    data::Ring circle, scribble, comb, across, spikes;
    for (int i = 0; i < count; ++i) {
        const double turn = 6.283185307179586 * i / count;
        circle.emplace_back(5000 * std::cos(turn), 5000 * std::sin(turn), 0);
        scribble.emplace_back(any(random), any(random), 0);
        comb.emplace_back(i * 0.01, i % 2 * 100.0, 0);
        across.emplace_back(i % 2 * 100.0, i * 0.01, 0);
        spikes.emplace_back(i % 2 ? 100.0 : 0.0, 0, 0);
    }
    comb.emplace_back(0, 500, 0);
    across.emplace_back(-500, 0, 0);
    data::Surface round = surface_of(circle);
    EXPECT_EQ(clean_surface(round).what, "");
    EXPECT_NEAR(drawn_m2(round), 3.14159265358979 * 25e6, 1);
    data::Surface wild = surface_of(scribble);
    EXPECT_NE(clean_surface(wild).what.find("too intricate"), std::string::npos);
    for (const data::Ring& ring : {comb, across, spikes}) survives(surface_of(ring));
    survives(surface_of(square(-1, -1, 2000), {scribble, comb}));
}

TEST(RingRepair, many_holes_are_looked_at_in_bounded_time) {
    std::vector<data::Ring> holes;
    for (int i = 0; i < 50; ++i)
        for (int k = 0; k < 50; ++k) holes.push_back(square(i * 10 + 2, k * 10 + 2, 5));
    data::Surface sieve = surface_of(square(0, 0, 500), holes);
    const SurfaceRepair repair = clean_surface(sieve);
    EXPECT_EQ(repair.what, "");
    EXPECT_NEAR(drawn_m2(sieve, repair), 25e4 - 2500 * 25, 1e-3);
}

}  // namespace
}  // namespace twin::scene
