#include "scene/builders/solid_check.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "scene/builders/polygons.h"
#include "scene/builders/solid_repair.h"
#include "scene/builders/solids.h"

namespace twin::scene {
namespace {

using data::SurfaceKind;

data::Surface face(SurfaceKind kind, data::Ring ring) {
    data::Surface surface;
    surface.kind = kind;
    surface.outer = std::move(ring);
    return surface;
}

/// Outwards: ground, roof, south, east, north, west.
data::Feature unit_cube(double x = 0, double y = 0, double z = 0) {
    data::Feature cube;
    cube.kind = data::FeatureKind::building;
    cube.id = "cube";
    cube.heights = data::HeightMode::absolute;
    const auto at = [&](double i, double j, double k) { return glm::dvec3(x + i, y + j, z + k); };
    cube.surfaces = {face(SurfaceKind::ground, {at(0, 0, 0), at(0, 1, 0), at(1, 1, 0), at(1, 0, 0)}),
                     face(SurfaceKind::roof, {at(0, 0, 1), at(1, 0, 1), at(1, 1, 1), at(0, 1, 1)}),
                     face(SurfaceKind::wall, {at(0, 0, 0), at(1, 0, 0), at(1, 0, 1), at(0, 0, 1)}),
                     face(SurfaceKind::wall, {at(1, 0, 0), at(1, 1, 0), at(1, 1, 1), at(1, 0, 1)}),
                     face(SurfaceKind::wall, {at(1, 1, 0), at(0, 1, 0), at(0, 1, 1), at(1, 1, 1)}),
                     face(SurfaceKind::wall, {at(0, 1, 0), at(0, 0, 0), at(0, 0, 1), at(0, 1, 1)})};
    return cube;
}

std::vector<const data::Surface*> faces_of(const std::vector<data::Surface>& surfaces) {
    std::vector<const data::Surface*> faces;
    for (const data::Surface& surface : surfaces) faces.push_back(&surface);
    return faces;
}

SolidCheck check(const data::Feature& body) {
    return check_solid(faces_of(body.surfaces));
}

struct Mended {
    RepairedBody body;
    std::vector<base::Complaint> complaints;

    double volume() const { return volume_m3(faces_of(body.surfaces)); }
    std::string told(base::ComplaintKind kind) const {
        std::string text;
        for (const base::Complaint& each : complaints)
            if (each.kind == kind) text += each.what + "|";
        return text;
    }
};

Mended mend(const data::Feature& body) {
    Mended mended;
    mended.body = repair_body(body, data::Terrain(), mended.complaints);
    return mended;
}

TEST(SolidCheck, a_whole_cube_is_closed_and_nothing_is_told) {
    const data::Feature cube = unit_cube(38000, -12000, 240);
    EXPECT_TRUE(check(cube).closed);
    const Mended mended = mend(cube);
    EXPECT_TRUE(mended.complaints.empty());
    EXPECT_NEAR(mended.volume(), 1, 1e-9);
}

TEST(SolidCheck, a_cube_without_its_ground_is_closed_and_has_a_volume_of_one) {
    data::Feature cube = unit_cube(5, 5, 100);
    cube.surfaces.erase(cube.surfaces.begin());
    const Mended mended = mend(cube);
    EXPECT_NEAR(mended.volume(), 1, 1e-9);
    ASSERT_EQ(mended.body.surfaces.size(), 6u);
    EXPECT_EQ(mended.body.surfaces.back().kind, SurfaceKind::ground);
    EXPECT_LT(newell_normal(mended.body.surfaces.back().outer).z, 0);
    EXPECT_EQ(mended.told(base::ComplaintKind::repaired),
              "closed by a ground surface of 1.00 m2; volume 1.00 m3; area 5.00 m2 to 6.00 m2|");
    EXPECT_TRUE(mended.told(base::ComplaintKind::warning).empty());
}

TEST(SolidCheck, a_cube_without_a_wall_stays_open_by_four_metres) {
    data::Feature cube = unit_cube();
    cube.surfaces.pop_back();
    const SolidCheck found = check(cube);
    EXPECT_FALSE(found.closed);
    EXPECT_NEAR(found.open_m, 4, 1e-9);
    EXPECT_EQ(mend(cube).told(base::ComplaintKind::warning), "not closed: 4.00 m of edges belong to one surface only|");
}

TEST(SolidCheck, an_attic_set_upon_a_house_is_no_gap) {
    data::Feature house = unit_cube();
    const data::Feature attic = unit_cube(0.2, 0.2, 0.9);
    house.surfaces.insert(house.surfaces.end(), attic.surfaces.begin() + 1, attic.surfaces.end());
    const SolidCheck found = check(house);
    EXPECT_EQ(found.pieces, 2);
    EXPECT_NEAR(found.open_m, 4, 1e-9);
    EXPECT_TRUE(mend(house).complaints.empty());
}

TEST(SolidCheck, a_tube_without_roof_and_ground_is_open_at_both_ends) {
    data::Feature cube = unit_cube();
    cube.surfaces.erase(cube.surfaces.begin(), cube.surfaces.begin() + 2);
    const SolidCheck found = check(cube);
    EXPECT_FALSE(found.closed);
    EXPECT_NEAR(found.open_m, 8, 1e-9);
}

TEST(SolidCheck, a_face_given_twice_counts_once) {
    data::Feature cube = unit_cube();
    cube.surfaces.push_back(cube.surfaces[1]);
    std::rotate(cube.surfaces.back().outer.begin(), cube.surfaces.back().outer.begin() + 1,
                cube.surfaces.back().outer.end());
    const Mended mended = mend(cube);
    EXPECT_EQ(mended.body.surfaces.size(), 6u);
    EXPECT_NEAR(mended.volume(), 1, 1e-9);
    const std::string told = mended.told(base::ComplaintKind::repaired);
    EXPECT_NE(told.find("1 surface given twice removed"), std::string::npos) << told;
    EXPECT_NE(told.find("area 7.00 m2 to 6.00 m2"), std::string::npos) << told;
}

TEST(SolidCheck, faces_that_look_inwards_are_turned) {
    data::Feature cube = unit_cube();
    for (const std::size_t i : {1u, 4u}) std::reverse(cube.surfaces[i].outer.begin(), cube.surfaces[i].outer.end());
    EXPECT_EQ(check(cube).turned, (std::vector<std::size_t>{1, 4}));
    const Mended mended = mend(cube);
    EXPECT_NEAR(mended.volume(), 1, 1e-9);
    EXPECT_NE(mended.told(base::ComplaintKind::repaired).find("2 surfaces turned to face outwards"), std::string::npos);
}

TEST(SolidCheck, most_faces_may_look_inwards_and_the_body_still_comes_right) {
    data::Feature cube = unit_cube();
    for (std::size_t i = 0; i < 5; ++i) std::reverse(cube.surfaces[i].outer.begin(), cube.surfaces[i].outer.end());
    EXPECT_NEAR(mend(cube).volume(), 1, 1e-9);
}

TEST(SolidCheck, a_wall_in_two_pieces_beside_a_whole_roof_is_closed) {
    data::Feature cube = unit_cube();
    cube.surfaces.erase(cube.surfaces.begin() + 2);
    cube.surfaces.push_back(face(SurfaceKind::wall, {{0, 0, 0}, {0.5, 0, 0}, {0.5, 0, 1}, {0, 0, 1}}));
    cube.surfaces.push_back(face(SurfaceKind::wall, {{0.5, 0, 0}, {1, 0, 0}, {1, 0, 1}, {0.5, 0, 1}}));
    EXPECT_TRUE(check(cube).closed);
    EXPECT_TRUE(mend(cube).complaints.empty());
}

TEST(SolidCheck, corners_half_a_millimetre_apart_meet) {
    data::Feature cube = unit_cube();
    cube.surfaces[3].outer[1] += glm::dvec3(0.0003, -0.0004, 0);
    EXPECT_TRUE(check(cube).closed);
}

TEST(SolidCheck, a_courtyard_stays_open_to_the_sky_when_the_ground_is_closed) {
    data::Feature house;
    house.kind = data::FeatureKind::building;
    house.id = "court";
    house.heights = data::HeightMode::absolute;
    const data::Ring outer = {{0, 0, 0}, {9, 0, 0}, {9, 9, 0}, {0, 9, 0}};
    const data::Ring court = {{3, 3, 0}, {3, 6, 0}, {6, 6, 0}, {6, 3, 0}};
    const glm::dvec3 up(0, 0, 2);
    for (const data::Ring& ring : {outer, court})
        for (std::size_t i = 0; i < 4; ++i) {
            const glm::dvec3 &a = ring[i], &b = ring[(i + 1) % 4];
            house.surfaces.push_back(face(SurfaceKind::wall, {a, b, b + up, a + up}));
        }
    data::Surface roof = face(SurfaceKind::roof, outer);
    roof.holes = {court};
    for (glm::dvec3& p : roof.outer) p += up;
    for (glm::dvec3& p : roof.holes[0]) p += up;
    house.surfaces.push_back(roof);
    const Mended mended = mend(house);
    EXPECT_NEAR(mended.volume(), (81 - 9) * 2, 1e-9);
    EXPECT_EQ(mended.body.surfaces.back().holes.size(), 1u);
}

TEST(SolidCheck, a_face_off_its_plane_is_measured_told_and_drawn) {
    data::Feature cube = unit_cube();
    for (data::Surface& surface : cube.surfaces)
        for (glm::dvec3& p : surface.outer) {
            p *= 10;
            if (p == glm::dvec3(10, 10, 10)) p.z += 0.2;
        }
    const Mended mended = mend(cube);
    EXPECT_EQ(mended.body.surfaces.size(), 6u);
    // The roof's corners lie 5 cm above and below its mean plane.
    EXPECT_EQ(mended.told(base::ComplaintKind::warning), "1 surface is not flat by up to 0.05 m|");
}

TEST(SolidCheck, a_face_without_an_area_is_left_out_and_told) {
    data::Feature cube = unit_cube();
    cube.surfaces.push_back(face(SurfaceKind::wall, {{0, 0, 0}, {1, 0, 0}, {0.5, 0, 0}}));
    const Mended mended = mend(cube);
    EXPECT_EQ(mended.body.surfaces.size(), 6u);
    EXPECT_NE(mended.told(base::ComplaintKind::skipped).find("1 of 7 surfaces left out"), std::string::npos);
}

TEST(SolidCheck, holes_turn_against_their_outline) {
    data::Surface roof = face(SurfaceKind::roof, {{0, 0, 0}, {9, 0, 0}, {9, 9, 0}, {0, 9, 0}});
    roof.holes = {{{3, 3, 0}, {6, 3, 0}, {6, 6, 0}, {3, 6, 0}}, {{1, 1, 0}, {1, 2, 0}, {2, 2, 0}}};
    EXPECT_EQ(turn_holes(roof), 1);
    for (const data::Ring& hole : roof.holes) EXPECT_LT(newell_normal(hole).z, 0);
}

TEST(SolidCheck, a_roof_without_an_edge_to_stand_on_is_not_infinitely_high) {
    data::Feature roof;
    roof.kind = data::FeatureKind::building_part;
    roof.id = "roof";
    roof.heights = data::HeightMode::absolute;
    roof.surfaces = {face(SurfaceKind::roof, {{0, 0, 8}, {9, 0, 8}, {9, 9, 8}, {0, 9, 8}})};
    TileAssembler out;
    std::vector<base::Complaint> complaints;
    EXPECT_TRUE(build_solid(roof, TriangleStyle(), data::Terrain(), out, complaints));
    for (const base::Complaint& each : complaints) EXPECT_EQ(each.what.find("inf"), std::string::npos) << each.what;
}

TEST(SolidCheck, nonsense_does_not_crash) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    data::Feature body = unit_cube();
    body.surfaces[0].outer[0].x = nan;
    body.surfaces[1].outer[2] = {1e308, -1e308, 1e308};
    body.surfaces[2].outer.resize(2);
    body.surfaces[3].outer.clear();
    body.surfaces[4].holes = {{}, {{nan, nan, nan}}, body.surfaces[4].outer, body.surfaces[4].outer};
    const Mended mended = mend(body);
    for (const data::Surface& surface : mended.body.surfaces)
        for (const glm::dvec3& p : triangulate(surface)) EXPECT_TRUE(std::isfinite(p.x + p.y + p.z));
}

}  // namespace
}  // namespace twin::scene
