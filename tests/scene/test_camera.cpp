#include "scene/camera.h"

#include <cmath>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

namespace twin::scene {
namespace {

constexpr double quarter = 1.5707963267948966;

TEST(Camera, looks_north_with_east_on_its_right) {
    Camera camera;
    camera.heading_rad = 0;
    camera.pitch_rad = 0;
    EXPECT_NEAR(camera.forward().y, 1, 1e-12);
    EXPECT_NEAR(camera.right().x, 1, 1e-12);
    EXPECT_NEAR(camera.up().z, 1, 1e-12);
}

TEST(Camera, turns_clockwise_to_the_east) {
    Camera camera;
    camera.heading_rad = quarter;
    camera.pitch_rad = 0;
    EXPECT_NEAR(camera.forward().x, 1, 1e-12);
    EXPECT_NEAR(camera.right().y, -1, 1e-12);
}

TEST(Camera, sees_the_sky_with_positive_pitch) {
    Camera camera;
    camera.pitch_rad = 0.3;
    EXPECT_GT(camera.forward().z, 0);
}

TEST(Camera, depth_is_one_at_the_near_plane_and_falls_to_zero_far_away) {
    Camera camera;
    camera.heading_rad = 0.7;
    camera.pitch_rad = -0.4;
    const glm::mat4 both = camera.projection(1.5) * camera.view_rotation();
    const auto depth = [&](double distance_m) {
        const glm::vec4 clip = both * glm::vec4(glm::vec3(camera.forward() * distance_m), 1);
        EXPECT_NEAR(clip.x / clip.w, 0, 1e-4);
        return clip.z / clip.w;
    };
    EXPECT_NEAR(depth(camera.near_m), 1, 1e-5);
    EXPECT_NEAR(depth(10 * camera.near_m), 0.1, 1e-5);
    EXPECT_GT(depth(100), depth(1000));
    EXPECT_NEAR(depth(1e6), 0, 1e-6);
}

TEST(Camera, a_ray_through_a_pixel_hits_what_is_drawn_there) {
    Camera camera;
    camera.position = {12'345.5, -20'000.25, 300};
    camera.heading_rad = 2.1;
    camera.pitch_rad = -0.6;
    const double aspect = 16.0 / 9;
    for (const glm::dvec2 screen : {glm::dvec2(0.5, 0.5), {0.1, 0.2}, {0.9, 0.05}, {0.0, 1.0}}) {
        const base::CityPoint hit(camera.position.vec() + camera.ray(screen, aspect) * 777.0);
        glm::dvec2 back;
        double distance_m = 0;
        ASSERT_TRUE(camera.project(hit, aspect, back, &distance_m));
        EXPECT_NEAR(back.x, screen.x, 1e-9);
        EXPECT_NEAR(back.y, screen.y, 1e-9);
        EXPECT_NEAR(distance_m, 777, 1e-6);
        const glm::vec4 clip = camera.projection(aspect) * camera.view_rotation() *
                               glm::vec4(glm::vec3(hit.vec() - camera.position.vec()), 1);
        EXPECT_NEAR(clip.x / clip.w, 2 * screen.x - 1, 1e-4);
        EXPECT_NEAR(clip.y / clip.w, 1 - 2 * screen.y, 1e-4);
    }
}

TEST(Camera, what_is_behind_is_not_on_the_screen) {
    Camera camera;
    glm::dvec2 screen;
    EXPECT_FALSE(camera.project(base::CityPoint(camera.forward() * -10.0), 1, screen));
    EXPECT_FALSE(camera.project(base::CityPoint(std::nan(""), 0, 0), 1, screen));
}

}  // namespace
}  // namespace twin::scene
