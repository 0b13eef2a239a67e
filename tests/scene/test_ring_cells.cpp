#include "scene/builders/ring_cells.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "scene/builders/polygons.h"
#include "scene/builders/ring_repair.h"

namespace twin::scene {
namespace {

constexpr double whole_turn_rad = 6.283185307179586;

/// A shore with bays: seen from the middle each corner lies behind the one before.
data::Ring shore(const glm::dvec2& middle, double radius_m, int corners, double depth, unsigned seed) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> bay(1 - depth, 1 + depth);
    data::Ring ring;
    for (int i = 0; i < corners; ++i) {
        const double turn = whole_turn_rad * i / corners;
        const double r = radius_m * (1 + 0.2 * std::sin(7 * turn)) * bay(random);
        ring.emplace_back(middle.x + r * std::cos(turn), middle.y + r * std::sin(turn), 0);
    }
    return ring;
}

/// 60,000 corners of shore, 200 islands.
data::Surface lake() {
    data::Surface lake;
    lake.outer = shore({12'000, -8'000}, 4'000, 60'000, 0.05, 1);
    for (int i = 0; i < 20; ++i)
        for (int k = 0; k < 10; ++k)
            lake.holes.push_back(shore({10'050 + i * 200, -9'800 + k * 400}, 60, 50, 0.2, 100u + 10u * i + k));
    return lake;
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

bool holds(const data::Surface& surface, double x, double y) {
    const std::vector<glm::dvec3> t = triangulate(surface);
    const auto side = [&](const glm::dvec3& a, const glm::dvec3& b) {
        return (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
    };
    for (std::size_t i = 0; i + 2 < t.size(); i += 3)
        if (side(t[i], t[i + 1]) > 0 && side(t[i + 1], t[i + 2]) > 0 && side(t[i + 2], t[i]) > 0) return true;
    return false;
}

bool holds(const data::Surface& surface, const SurfaceRepair& repair, double x, double y) {
    bool any = holds(surface, x, y);
    for (const data::Surface& part : repair.more) any = any || holds(part, x, y);
    return any;
}

TEST(RingCells, a_lake_of_sixty_thousand_corners_is_drawn_whole) {
    data::Surface water = lake();
    const double said = surface_area_m2(water);
    const SurfaceRepair repair = clean_surface(water);
    EXPECT_EQ(repair.what, "");
    EXPECT_FALSE(repair.degenerate);
    EXPECT_GT(repair.more.size(), 50u);
    EXPECT_NEAR(drawn_m2(water, repair) / said, 1, 1e-9);
    EXPECT_NEAR(drawn_m2(water, repair), said, 1e-3);
    EXPECT_TRUE(holds(water, repair, 11'951, -7'999));
    EXPECT_FALSE(holds(water, repair, 10'050, -9'800)) << "an island";
    EXPECT_FALSE(holds(water, repair, 17'500, -8'000)) << "land";
}

TEST(RingCells, it_faces_as_its_shore_and_may_hang_on_a_slope) {
    data::Surface water = lake();
    const double said = surface_area_m2(water);
    const auto tilt = [](data::Ring& ring) {
        for (glm::dvec3& p : ring) p = {p.x, 0.6 * p.y, -0.8 * p.y};
    };
    tilt(water.outer);
    for (data::Ring& hole : water.holes) tilt(hole);
    const glm::dvec3 normal = glm::normalize(newell_normal(water.outer));
    const SurfaceRepair repair = clean_surface(water);
    EXPECT_NEAR(drawn_m2(water, repair) / said, 1, 1e-9);
    for (const data::Surface& part : repair.more) {
        ASSERT_GT(glm::dot(newell_normal(part.outer), normal), 0);
        for (const glm::dvec3& p : part.outer) ASSERT_NEAR(0.8 * p.y + 0.6 * p.z, 0, 1e-6);
    }
}

TEST(RingCells, islands_that_overlap_or_reach_ashore_are_taken_off_once) {
    data::Surface pond;
    for (int i = 0; i < 400; ++i) pond.outer.emplace_back(i * 0.25, 0, 0);
    pond.outer.insert(pond.outer.end(), {{100, 0, 0}, {100, 100, 0}});
    for (int i = 400; i-- > 0;) pond.outer.emplace_back(i * 0.25, 100, 0);
    const auto square = [](double x, double y, double edge) {
        return data::Ring{{x, y, 0}, {x + edge, y, 0}, {x + edge, y + edge, 0}, {x, y + edge, 0}};
    };
    pond.holes = {square(40, 40, 20), square(50, 50, 20), square(90, 90, 20), square(200, 200, 5)};
    const RingCells cells = cut_into_cells(pond, FacePlane({0, 0, 0}, {0, 0, 1}));
    EXPECT_GT(cells.parts.size(), 1u);
    EXPECT_NEAR(cells.outline_m2, 10'000, 1e-6);
    EXPECT_NEAR(cells.left_m2, 10'000 - 700 - 100, 1e-6);
    double drawn = 0;
    for (const data::Surface& part : cells.parts) drawn += drawn_m2(part);
    EXPECT_NEAR(drawn, 10'000 - 700 - 100, 1e-6);
}

TEST(RingCells, a_comb_is_cut_and_a_scribble_is_not) {
    data::Ring comb, scribble;
    std::mt19937 random(5);
    std::uniform_real_distribution<double> any(0, 1000);
    for (int i = 0; i < 20'000; ++i) {
        comb.emplace_back(i * 0.01, i % 2 * 100.0, 0);
        scribble.emplace_back(any(random), any(random), 0);
    }
    comb.emplace_back(0, 500, 0);
    const FacePlane plane({0, 0, 0}, {0, 0, 1});
    data::Surface surface;
    surface.outer = comb;
    double drawn = 0;
    for (const data::Surface& part : cut_into_cells(surface, plane).parts) drawn += drawn_m2(part);
    EXPECT_NEAR(drawn, std::abs(flat_area_m2(comb, plane)), 1e-4);
    surface.outer = scribble;
    EXPECT_TRUE(cut_into_cells(surface, plane).parts.empty());
}

}  // namespace
}  // namespace twin::scene
