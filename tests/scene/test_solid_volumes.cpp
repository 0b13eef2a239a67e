#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "scene/builders/solid_volume.h"

/// Volumes against values worked out by hand.
namespace twin::scene {
namespace {

data::Surface face(data::Ring outer, std::vector<data::Ring> holes = {}) {
    data::Surface surface;
    surface.kind = data::SurfaceKind::wall;
    surface.outer = std::move(outer);
    surface.holes = std::move(holes);
    return surface;
}

data::Feature body(std::vector<data::Surface> surfaces) {
    data::Feature feature;
    feature.kind = data::FeatureKind::building;
    feature.id = "body";
    feature.heights = data::HeightMode::absolute;
    feature.surfaces = std::move(surfaces);
    return feature;
}

/// A prism over an outline (counter-clockwise) from z = low to z = high, looking outwards.
data::Feature prism(const std::vector<glm::dvec2>& outline, double low, double high) {
    data::Ring floor, ceiling;
    std::vector<data::Surface> faces;
    for (std::size_t i = 0; i < outline.size(); ++i) {
        const glm::dvec2 a = outline[i], b = outline[(i + 1) % outline.size()];
        floor.emplace_back(outline[outline.size() - 1 - i], low);
        ceiling.emplace_back(a, high);
        faces.push_back(face({{a, low}, {b, low}, {b, high}, {a, high}}));
    }
    faces.push_back(face(floor));
    faces.push_back(face(ceiling));
    return body(std::move(faces));
}

data::Feature moved(data::Feature feature, const glm::dvec3& by) {
    for (data::Surface& surface : feature.surfaces) {
        for (glm::dvec3& p : surface.outer) p += by;
        for (data::Ring& hole : surface.holes)
            for (glm::dvec3& p : hole) p += by;
    }
    return feature;
}

data::Feature turned_over(data::Feature feature) {
    for (data::Surface& surface : feature.surfaces) std::reverse(surface.outer.begin(), surface.outer.end());
    return feature;
}

data::Feature together(data::Feature a, const data::Feature& b) {
    a.surfaces.insert(a.surfaces.end(), b.surfaces.begin(), b.surfaces.end());
    return a;
}

void expect_volume(const data::Feature& feature, double expected) {
    const auto volume = closed_volume_m3(feature);
    ASSERT_TRUE(volume.has_value());
    EXPECT_NEAR(*volume / expected, 1, 1e-9);
}

const std::vector<glm::dvec2> square = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};

TEST(SolidVolumes, a_cube_of_one_metre_holds_one_cubic_metre_wherever_it_stands) {
    expect_volume(prism(square, 0, 1), 1);
    expect_volume(moved(prism(square, 0, 1), {4000, -3000, 250}), 1);
}

TEST(SolidVolumes, an_l_and_a_tower_have_the_area_of_their_outline_times_their_height) {
    expect_volume(prism({{0, 0}, {6, 0}, {6, 2}, {2, 2}, {2, 5}, {0, 5}}, 10, 13), (6 * 2 + 2 * 3) * 3);
    std::vector<glm::dvec2> round;
    constexpr int corners = 24;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * M_PI * i / corners;
        round.emplace_back(3 * std::cos(angle), 3 * std::sin(angle));
    }
    expect_volume(prism(round, 0, 40), corners / 2.0 * 9 * std::sin(2 * M_PI / corners) * 40);
}

TEST(SolidVolumes, a_hole_through_a_cube_is_not_part_of_it) {
    // 4 x 4 x 2 with a shaft of 1 x 2 from above to below.
    data::Feature cube = prism({{0, 0}, {4, 0}, {4, 4}, {0, 4}}, 0, 2);
    const std::vector<glm::dvec2> shaft = {{1, 1}, {2, 1}, {2, 3}, {1, 3}};
    data::Ring below, above;
    for (std::size_t i = 0; i < 4; ++i) {
        const glm::dvec2 a = shaft[i], b = shaft[(i + 1) % 4];
        below.emplace_back(a, 0.0);
        above.emplace_back(shaft[3 - i], 2.0);
        cube.surfaces.push_back(face({{b, 0}, {a, 0}, {a, 2}, {b, 2}}));
    }
    cube.surfaces[4].holes = {below};
    cube.surfaces[5].holes = {above};
    expect_volume(cube, 4 * 4 * 2 - 1 * 2 * 2);
}

TEST(SolidVolumes, a_house_under_a_gable_and_a_tetrahedron) {
    // 10 x 8, eaves at 6, ridge at 9 along x.
    const glm::dvec3 a(0, 0, 0), b(10, 0, 0), c(10, 8, 0), d(0, 8, 0), up(0, 0, 6), r(0, 4, 9), s(10, 4, 9);
    expect_volume(body({face({a, d, c, b}), face({a, b, b + up, a + up}), face({c, d, d + up, c + up}),
                        face({b, c, c + up, s, b + up}), face({d, a, a + up, r, d + up}), face({a + up, b + up, s, r}),
                        face({c + up, d + up, r, s})}),
                  10 * 8 * 6 + 10 * 8 * 3 / 2.0);
    const glm::dvec3 o(0, 0, 0), x(1, 0, 0), y(0, 2, 0), z(0, 0, 3);
    expect_volume(body({face({o, y, x}), face({o, x, z}), face({x, y, z}), face({o, z, y})}), 1 * 2 * 3 / 6.0);
}

TEST(SolidVolumes, two_shells_count_both_and_one_inside_out_counts_the_same) {
    expect_volume(together(prism(square, 0, 1), moved(prism(square, 0, 2), {5, 0, 0})), 3);
    expect_volume(turned_over(prism(square, 0, 2)), 2);
    data::Feature one_wrong = prism(square, 0, 1);
    std::reverse(one_wrong.surfaces[2].outer.begin(), one_wrong.surfaces[2].outer.end());
    expect_volume(one_wrong, 1);
}

TEST(SolidVolumes, what_is_open_has_none_and_a_missing_ground_is_closed_first) {
    data::Feature no_wall = prism(square, 0, 1);
    no_wall.surfaces.erase(no_wall.surfaces.begin());
    EXPECT_FALSE(closed_volume_m3(no_wall));
    note_volume(no_wall);
    EXPECT_FALSE(no_wall.attributes.has(data::keys::volume_m3));
    data::Feature no_ground = prism(square, 0, 1);
    no_ground.surfaces.erase(no_ground.surfaces.begin() + 4);
    expect_volume(no_ground, 1);
    note_volume(no_ground);
    EXPECT_EQ(no_ground.attributes.number(data::keys::volume_m3), 1);
    no_ground.attributes.set(data::keys::volume_m3, 7.0);
    note_volume(no_ground);
    EXPECT_EQ(no_ground.attributes.number(data::keys::volume_m3), 7);
}

}  // namespace
}  // namespace twin::scene
