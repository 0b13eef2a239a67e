#include "app/camera_control.h"

#include <cmath>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

namespace {

using twin::app::CameraControl;
using twin::app::CameraMode;
using twin::app::MoveKeys;
using twin::base::CityPoint;

constexpr int width_px = 1280, height_px = 720;
constexpr double aspect = static_cast<double>(width_px) / height_px;

/// Hills of 120 m on a 30 m grid, 6 km square.
twin::data::Terrain hills() {
    twin::data::Terrain terrain;
    terrain.x0_m = terrain.y0_m = -3000;
    terrain.step_m = 30;
    terrain.columns = terrain.rows = 201;
    for (int j = 0; j < terrain.rows; ++j)
        for (int i = 0; i < terrain.columns; ++i)
            terrain.heights_m.push_back(static_cast<float>(240 + 60 * std::sin(i * 0.11) + 60 * std::cos(j * 0.13)));
    return terrain;
}

class CameraOverHills : public ::testing::Test {
  protected:
    CameraOverHills() : terrain(hills()) {
        extent.add({-2500, -2500, 120});
        extent.add({2500, 2500, 400});
        control.set_city(&terrain, extent);
        control.set_viewport(width_px, height_px);
        twin::scene::Camera camera;
        camera.position = {0, -1500, 900};
        camera.pitch_rad = -0.5;
        camera.heading_rad = 0.2;
        control.jump(camera);
    }
    glm::dvec2 on_screen(const CityPoint& point) const {
        glm::dvec2 screen;
        EXPECT_TRUE(control.camera().project(point, aspect, screen));
        return {screen.x * width_px, screen.y * height_px};
    }
    double above_ground() const {
        const CityPoint& at = control.camera().position;
        return at.z_m - terrain.height_at(at.x_m, at.y_m);
    }
    void run(double seconds) {
        for (double t = 0; t < seconds; t += 1.0 / 60) control.update(1.0 / 60);
    }

    twin::data::Terrain terrain;
    twin::base::Box3 extent;
    CameraControl control;
};

TEST_F(CameraOverHills, GroundUnderTheCursorLiesOnTheTerrainAndUnderTheCursor) {
    for (const glm::dvec2 cursor : {glm::dvec2(640, 360), glm::dvec2(200, 500), glm::dvec2(1200, 650)}) {
        const auto ground = control.ground_under(cursor);
        ASSERT_TRUE(ground);
        EXPECT_NEAR(ground->z_m, terrain.height_at(ground->x_m, ground->y_m), 0.01);
        EXPECT_LT(glm::length(on_screen(*ground) - cursor), 0.01);
    }
}

TEST_F(CameraOverHills, AboveTheHorizonThereIsNoGround) {
    twin::scene::Camera camera = control.camera();
    camera.pitch_rad = 0.4;
    control.jump(camera);
    EXPECT_FALSE(control.ground_under({640, 100}));
}

TEST_F(CameraOverHills, ZoomKeepsTheGroundUnderTheCursorFixed) {
    const glm::dvec2 cursor(900, 520);
    const CityPoint ground = *control.ground_under(cursor);
    const double before_m = glm::length(ground.vec() - control.camera().position.vec());
    control.zoom(cursor, 5);
    for (int frame = 0; frame < 90; ++frame) {
        control.update(1.0 / 60);
        EXPECT_LT(glm::length(on_screen(ground) - cursor), 1.0);
    }
    EXPECT_LT(glm::length(ground.vec() - control.camera().position.vec()), before_m * 0.5);
}

TEST_F(CameraOverHills, PanKeepsTheGrabbedPointUnderTheCursor) {
    const glm::dvec2 cursor(640, 500);
    const CityPoint ground = *control.ground_under(cursor);
    control.begin_pan(cursor);
    for (const glm::dvec2 next : {glm::dvec2(700, 480), glm::dvec2(500, 560), glm::dvec2(420, 600)}) {
        control.drag(next);
        EXPECT_LT(glm::length(on_screen(ground) - next), 1.0);
    }
}

TEST_F(CameraOverHills, OrbitKeepsThePivotsDistanceAndItsPlaceOnScreen) {
    const glm::dvec2 cursor(800, 450);
    const CityPoint pivot = *control.ground_under(cursor);
    const double distance_m = glm::length(pivot.vec() - control.camera().position.vec());
    control.begin_orbit(cursor);
    glm::dvec2 at = cursor;
    for (int i = 0; i < 200; ++i) {
        at += glm::dvec2(7, i % 3 ? 2 : -5);
        control.drag(at);
        EXPECT_NEAR(glm::length(pivot.vec() - control.camera().position.vec()), distance_m, distance_m * 1e-9);
        EXPECT_LT(glm::length(on_screen(pivot) - cursor), 1.0);
        EXPECT_GE(above_ground(), CameraControl::clearance_m - 1e-9);
    }
}

TEST_F(CameraOverHills, TheCameraIsNeverBelowTheGround) {
    MoveKeys keys;
    keys.up = -1;
    keys.forward = 1;
    keys.fast = true;
    control.hold(keys);
    for (int frame = 0; frame < 1200; ++frame) {
        control.update(1.0 / 60);
        ASSERT_GE(above_ground(), CameraControl::clearance_m - 1e-6);
    }
    control.hold({});
    for (int i = 0; i < 40; ++i) {
        control.zoom({640, 600}, 8);
        run(0.2);
        ASSERT_GE(above_ground(), CameraControl::clearance_m - 1e-6);
    }
}

TEST_F(CameraOverHills, TheCameraIsNeverLostOutsideTheCity) {
    MoveKeys keys;
    keys.forward = keys.up = 1;
    keys.fast = true;
    control.hold(keys);
    run(300);
    control.hold({});
    run(5);
    const CityPoint& at = control.camera().position;
    EXPECT_LT(std::fabs(at.x_m), 2500 + 3750 + 1);
    EXPECT_LT(std::fabs(at.y_m), 2500 + 3750 + 1);
    EXPECT_LE(above_ground(), CameraControl::ceiling_m + 1);
}

TEST_F(CameraOverHills, AFlightEndsExactlyWhereItWasSentAndTakesTheShortWayRound) {
    twin::scene::Camera target = control.camera();
    target.position = {1200, 800, 500};
    target.heading_rad = -3.0;
    target.pitch_rad = -0.9;
    twin::scene::Camera start = control.camera();
    start.heading_rad = 3.0;
    control.jump(start);
    control.fly_to(target);
    while (control.flying()) {
        control.update(1.0 / 60);
        EXPECT_GT(std::fabs(control.camera().heading_rad), 2.9);
    }
    EXPECT_EQ(control.camera().position, target.position);
    EXPECT_DOUBLE_EQ(control.camera().heading_rad, target.heading_rad);
}

TEST_F(CameraOverHills, WalkersEyesAre170CentimetresAboveTheHills) {
    control.set_mode(CameraMode::walk);
    run(4);
    EXPECT_NEAR(above_ground(), CameraControl::eye_height_m, 0.02);
    MoveKeys keys;
    keys.forward = 1;
    keys.fast = true;
    control.hold(keys);
    const CityPoint before = control.camera().position;
    for (int frame = 0; frame < 600; ++frame) {
        control.update(1.0 / 60);
        EXPECT_NEAR(above_ground(), CameraControl::eye_height_m, 0.25);
    }
    EXPECT_GT(glm::length(control.camera().position.vec() - before.vec()), 60);
}

TEST_F(CameraOverHills, FacingNorthKeepsTheMiddleOfThePicture) {
    twin::scene::Camera camera = control.camera();
    camera.heading_rad = 2.0;
    control.jump(camera);
    const CityPoint middle = *control.ground_under({640, 360});
    control.face_north();
    run(2);
    EXPECT_NEAR(control.camera().heading_rad, 0, 1e-12);
    EXPECT_LT(glm::length(on_screen(middle) - glm::dvec2(640, 360)), 1.0);
}

TEST_F(CameraOverHills, AtRestNothingMoves) {
    run(1);
    EXPECT_FALSE(control.update(1.0 / 60));
}

}  // namespace
