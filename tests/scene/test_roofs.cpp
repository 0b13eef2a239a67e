#include "scene/builders/roofs.h"

#include <cmath>
#include <random>
#include <string>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "scene/builders/roof_skeleton.h"
#include "scene/builders/roof_wings.h"

namespace twin::scene {
namespace {

data::Surface outline(data::Ring outer, data::Ring hole = {}) {
    data::Surface surface;
    surface.outer = std::move(outer);
    if (!hole.empty()) surface.holes.push_back(std::move(hole));
    return surface;
}

/// Height of the highest face above a place; NaN where there is none.
double height_at(const std::vector<glm::dvec3>& faces, double x, double y) {
    double best = NAN;
    const glm::dvec2 p(x, y);
    for (std::size_t i = 0; i + 2 < faces.size(); i += 3) {
        const glm::dvec2 a(faces[i]), b(faces[i + 1]), c(faces[i + 2]);
        const double area = cross(b - a, c - a);
        const double u = cross(b - p, c - p) / area, v = cross(c - p, a - p) / area, w = 1 - u - v;
        if (!(area > 0) || u < -1e-9 || v < -1e-9 || w < -1e-9) continue;
        best = std::fmax(best, u * faces[i].z + v * faces[i + 1].z + w * faces[i + 2].z);
    }
    return best;
}

double plan_area_m2(const std::vector<glm::dvec3>& faces) {
    double sum = 0;
    for (std::size_t i = 0; i + 2 < faces.size(); i += 3)
        sum += cross(glm::dvec2(faces[i + 1] - faces[i]), glm::dvec2(faces[i + 2] - faces[i])) / 2;
    return sum;
}

double volume_m3(const Shell& shell) {
    double sum = 0;
    for (const auto* part : {&shell.walls, &shell.roof, &shell.floor})
        for (std::size_t i = 0; i + 2 < part->size(); i += 3)
            sum += glm::dot((*part)[i], glm::cross((*part)[i + 1], (*part)[i + 2])) / 6;
    return sum;
}

RoofPlan plan(RoofShape shape, double height_m = 4) {
    RoofPlan made;
    made.shape = shape;
    made.eaves_z_m = 6;
    made.height_m = height_m;
    return made;
}

const data::Ring l_house = {{0, 0, 0}, {16, 0, 0}, {16, 7, 0}, {8, 7, 0}, {8, 12, 0}, {0, 12, 0}};

TEST(Roofs, an_l_shaped_gable_has_two_ridges) {
    const Shell shell = raise_shell(outline(l_house), 0, plan(RoofShape::gabled), true);
    ASSERT_FALSE(shell.roof_is_flat);
    EXPECT_NEAR(plan_area_m2(shell.roof), 16 * 7 + 8 * 5, 1e-6);
    // One pitch: the broader wing is as high as given, the narrower one lower.
    EXPECT_NEAR(height_at(shell.roof, 4, 9), 10, 1e-6) << "ridge of the wing to the north";
    EXPECT_NEAR(height_at(shell.roof, 4, 11.99), 10, 1e-6) << "it runs out above its gable";
    EXPECT_NEAR(height_at(shell.roof, 12, 3.5), 9.5, 1e-6) << "ridge of the wing to the east";
    EXPECT_NEAR(height_at(shell.roof, 15.99, 3.5), 9.5, 1e-6);
    EXPECT_NEAR(height_at(shell.roof, 12, 6.999), 6, 2e-3) << "eaves";
    EXPECT_NEAR(height_at(shell.roof, 8, 7), 6, 1e-6) << "the valley begins in the inner corner";
    EXPECT_NEAR(height_at(shell.roof, 1, 1), 7, 1e-6) << "the outer corner is hipped";
    EXPECT_TRUE(closes(shell.walls, shell.roof));
}

TEST(Roofs, a_t_has_three_gables_and_a_block_with_a_yard_a_ridge_all_around) {
    const data::Ring t = {{0, 0, 0}, {20, 0, 0}, {20, 8, 0}, {14, 8, 0}, {14, 15, 0}, {6, 15, 0}, {6, 8, 0}, {0, 8, 0}};
    const Shell house = raise_shell(outline(t), 0, plan(RoofShape::gabled), true);
    for (const glm::dvec2& ridge :
         {glm::dvec2(0.01, 4), glm::dvec2(19.99, 4), glm::dvec2(10, 14.99), glm::dvec2(10, 9)})
        EXPECT_NEAR(height_at(house.roof, ridge.x, ridge.y), 10, 1e-2) << ridge.x << " " << ridge.y;
    EXPECT_NEAR(plan_area_m2(house.roof), 20 * 8 + 8 * 7, 1e-6);

    const data::Ring outer = {{0, 0, 0}, {40, 0, 0}, {40, 40, 0}, {0, 40, 0}};
    const data::Ring yard = {{10, 10, 0}, {10, 30, 0}, {30, 30, 0}, {30, 10, 0}};
    const Shell block = raise_shell(outline(outer, yard), 0, plan(RoofShape::gabled), true);
    EXPECT_NEAR(plan_area_m2(block.roof), 1200, 1e-6);
    EXPECT_NEAR(height_at(block.roof, 5, 20), 10, 1e-6);
    EXPECT_NEAR(height_at(block.roof, 35, 12), 10, 1e-6);
    EXPECT_NEAR(height_at(block.roof, 9.999, 20), 6, 1e-2);
    EXPECT_TRUE(std::isnan(height_at(block.roof, 20, 20))) << "the yard stays open";
}

TEST(Roofs, a_hip_over_any_convex_outline_is_as_high_as_it_is_far_from_the_wall) {
    const data::Ring hexagon = {{0, 0, 0}, {10, -2, 0}, {18, 3, 0}, {17, 9, 0}, {8, 12, 0}, {-2, 7, 0}};
    const auto skeleton = RoofSkeleton::over(outline(hexagon));
    ASSERT_TRUE(skeleton);
    const double depth = RoofSkeleton::depth_m(skeleton->faces());
    const Shell shell = raise_shell(outline(hexagon), 0, plan(RoofShape::hipped, depth), true);
    for (double x = 0; x < 17; x += 1.7)
        for (double y = -1; y < 11; y += 1.3) {
            double nearest = 1e9;
            for (std::size_t i = 0; i < hexagon.size(); ++i) {
                const glm::dvec2 a(hexagon[i]), b(hexagon[(i + 1) % hexagon.size()]);
                nearest = std::min(nearest, cross(glm::normalize(b - a), glm::dvec2(x, y) - a));
            }
            if (nearest < 0.01) continue;
            EXPECT_NEAR(height_at(shell.roof, x, y), 6 + nearest, 1e-6);
        }
}

TEST(Roofs, close_over_a_thousand_outlines_of_lot) {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> any(0, 1);
    int special = 0;
    for (int round = 0; round < 1000; ++round) {
        data::Ring ring;
        const int corners = 5 + round % 12;
        for (int i = 0; i < corners; ++i) {
            const double angle = (i + 0.6 * any(random)) * 6.283185307 / corners, far = 6 + 9 * any(random);
            ring.emplace_back(far * std::cos(angle), far * std::sin(angle), 0);
        }
        const RoofShape shape = std::vector{RoofShape::gabled, RoofShape::hipped, RoofShape::half_hipped,
                                            RoofShape::mansard, RoofShape::round}[round % 5];
        const data::Surface surface = outline(ring);
        const Shell shell = raise_shell(surface, 0, plan(shape), true);
        EXPECT_TRUE(closes(shell.walls, shell.roof)) << round;
        EXPECT_NEAR(plan_area_m2(shell.roof), plan_area_m2(shell.floor) * -1, 1e-2) << round;
        double high = 0;
        for (const glm::dvec3& p : shell.roof) high = std::max(high, p.z);
        EXPECT_LE(high, 10 + 1e-6) << round;
        std::vector<glm::dvec3> walls, roof;
        if (raise_wings(surface, 0, plan(shape), walls, roof)) ++special;
    }
    EXPECT_GT(special, 900) << "the fallback is for the few";
}

TEST(Roofs, a_saltbox_has_one_pitch_and_two_eaves) {
    RoofPlan saltbox = plan(RoofShape::saltbox);
    saltbox.has_direction = true;
    saltbox.direction_rad = 3.14159265358979323846;  // down to the south
    const Shell shell = raise_shell(outline({{0, 0, 0}, {12, 0, 0}, {12, 9, 0}, {0, 9, 0}}), 0, saltbox, true);
    EXPECT_NEAR(height_at(shell.roof, 6, 0.001), 6, 1e-2);
    EXPECT_NEAR(height_at(shell.roof, 6, 6), 10, 1e-6) << "the ridge";
    EXPECT_NEAR(height_at(shell.roof, 6, 8.999), 8, 1e-2);
    EXPECT_NEAR(volume_m3(shell), 12 * (9 * 6 + 6 * 4 / 2.0 + 3 * 3), 1e-6);
}

TEST(Roofs, crossed_gables_have_a_gable_on_each_side) {
    const Shell shell =
        raise_shell(outline({{0, 0, 0}, {12, 0, 0}, {12, 8, 0}, {0, 8, 0}}), 0, plan(RoofShape::cross_gabled), true);
    for (const glm::dvec2& top : {glm::dvec2(6, 0.001), glm::dvec2(6, 7.999), glm::dvec2(0.001, 4), glm::dvec2(6, 4)})
        EXPECT_NEAR(height_at(shell.roof, top.x, top.y), 10, 1e-2);
    EXPECT_NEAR(height_at(shell.roof, 0.001, 0.001), 6, 1e-2);
    EXPECT_NEAR(volume_m3(shell), 12 * 8 * (6 + 4 * 2 / 3.0), 1e-6);
}

TEST(Roofs, a_dome_is_no_higher_than_its_roof_and_no_wider_than_its_walls) {
    for (const RoofShape shape : {RoofShape::dome, RoofShape::pyramidal, RoofShape::cone}) {
        for (const data::Ring& ring : {l_house, data::Ring{{0, 0, 0}, {10, 0, 0}, {10, 10, 0}, {0, 10, 0}}}) {
            const Shell shell = raise_shell(outline(ring), 0, plan(shape), true);
            double high = 0;
            for (const glm::dvec3& p : shell.roof) {
                high = std::max(high, p.z);
                EXPECT_TRUE(p.x > -1e-9 && p.y > -1e-9 && p.x < 16.01 && p.y < 12.01);
            }
            EXPECT_NEAR(high, 10, 1e-6);
        }
    }
}

TEST(Roofs, a_wall_drawn_in_pieces_is_one_wall) {
    const data::Ring ring = {{0, 0, 0}, {5, 0, 0}, {12, 0, 0}, {12, 3, 0}, {12, 8, 0}, {0, 8, 0}};
    const Shell shell = raise_shell(outline(ring), 0, plan(RoofShape::gabled), true);
    EXPECT_NEAR(height_at(shell.roof, 0.001, 4), 10, 1e-2);
    EXPECT_NEAR(volume_m3(shell), 12 * 8 * 8, 1e-6);
}

}  // namespace
}  // namespace twin::scene
