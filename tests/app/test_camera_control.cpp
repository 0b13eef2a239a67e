#include "app/camera_control.h"

#include <cmath>
#include <memory>
#include <span>
#include <vector>

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

/// A block of 20 by 20 m, 12 m high, on flat ground at height 0, with walls that look outwards.
class CameraBesideAHouse : public ::testing::Test {
  protected:
    CameraBesideAHouse() : sight(tiles, layers) {
        auto house = std::make_shared<twin::data::Tile>();
        const auto quad = [&](glm::vec3 a, glm::vec3 b, glm::vec3 c, glm::vec3 d) {
            const auto first = static_cast<std::uint32_t>(house->mesh.vertices.size());
            for (const glm::vec3& corner : {a, b, c, d}) {
                twin::data::MeshVertex vertex;
                vertex.x = corner.x, vertex.y = corner.y, vertex.z = corner.z;
                vertex.object = 7;
                house->mesh.vertices.push_back(vertex);
                house->bounds.add(glm::dvec3(corner));
            }
            for (const std::uint32_t corner : {0u, 1u, 2u, 0u, 2u, 3u}) house->mesh.triangles.push_back(first + corner);
        };
        quad({-10, -10, 0}, {10, -10, 0}, {10, -10, 12}, {-10, -10, 12});
        quad({10, -10, 0}, {10, 10, 0}, {10, 10, 12}, {10, -10, 12});
        quad({10, 10, 0}, {-10, 10, 0}, {-10, 10, 12}, {10, 10, 12});
        quad({-10, 10, 0}, {-10, -10, 0}, {-10, -10, 12}, {-10, 10, 12});
        quad({-10, -10, 12}, {10, -10, 12}, {10, 10, 12}, {-10, 10, 12});
        tiles.push_back(house);
        layers.resize(1);
        twin::base::Box3 extent;
        extent.add({-500, -500, 0});
        extent.add({500, 500, 12});
        control.set_city(nullptr, extent);
        control.set_obstacles(&sight);
        control.set_viewport(width_px, height_px);
    }
    void stand(const CityPoint& at, double heading_rad, CameraMode mode) {
        twin::scene::Camera camera;
        camera.position = at;
        camera.heading_rad = heading_rad;
        camera.pitch_rad = 0;
        control.jump(camera);
        control.set_mode(mode);
        run(3);
    }
    void go(double forward, double seconds, bool fast = true) {
        MoveKeys keys;
        keys.forward = forward;
        keys.fast = fast;
        control.hold(keys);
        run(seconds);
        control.hold({});
    }
    void run(double seconds) {
        for (double t = 0; t < seconds; t += 1.0 / 30) control.update(1.0 / 30);
    }
    const CityPoint& eye() const { return control.camera().position; }
    bool inside() const { return std::fabs(eye().x_m) < 10 && std::fabs(eye().y_m) < 10 && eye().z_m < 12; }

    twin::scene::Sight::Tiles tiles;
    std::vector<twin::scene::LayerState> layers;
    twin::scene::Sight sight;
    CameraControl control;
};

TEST_F(CameraBesideAHouse, AWallIsSeenFromOutsideAndARoofFromWithin) {
    const auto wall = sight.first_hit({0, -50, 5}, {0, 50, 5});
    ASSERT_TRUE(wall);
    EXPECT_NEAR(wall->distance_m, 40, 1e-6);
    EXPECT_NEAR(wall->normal.y, -1, 1e-6);
    EXPECT_FALSE(wall->inside);
    EXPECT_EQ(wall->object, 7u);
    EXPECT_FALSE(sight.blocked({0, -50, 5}, {0, 50, 5}, 7)) << "a house does not hide itself";
    EXPECT_FALSE(sight.blocked({0, -50, 13}, {0, 50, 13})) << "above the roof the view is free";
    EXPECT_NEAR(sight.roof_over({3, 3, 1}).value_or(0), 12, 1e-4);
    EXPECT_FALSE(sight.roof_over({30, 3, 1}));
    layers[0].visible = false;
    EXPECT_FALSE(sight.blocked({0, -50, 5}, {0, 50, 5})) << "what is hidden hides nothing";
}

TEST_F(CameraBesideAHouse, AWalkerStopsAtTheWallAndGoesAlongIt) {
    stand({0, -20, 1.7}, 0, CameraMode::walk);
    go(1, 6);
    EXPECT_NEAR(eye().y_m, -10 - CameraControl::elbow_room_m, 0.1);
    stand({0, -20, 1.7}, 0.7, CameraMode::walk);
    for (int i = 0; i < 200; ++i) {
        go(1, 0.05);
        ASSERT_FALSE(inside());
    }
    EXPECT_GT(eye().x_m, 15) << "past the corner";
}

TEST_F(CameraBesideAHouse, WhoLandsOnARoofStandsInTheStreet) {
    stand({2, 3, 60}, 0, CameraMode::walk);
    EXPECT_FALSE(inside());
    EXPECT_NEAR(eye().z_m, CameraControl::eye_height_m, 0.05);
    EXPECT_LT(std::hypot(eye().x_m, eye().y_m), 40);
}

TEST_F(CameraBesideAHouse, FlyingAtStreetLevelEndsAtTheWallToo) {
    stand({0, -20, 5}, 0, CameraMode::fly);
    go(1, 6, false);
    EXPECT_LT(eye().y_m, -10);
    EXPECT_FALSE(inside());
}

TEST_F(CameraBesideAHouse, AMapPulledIntoAHouseComesOutThroughItsRoof) {
    twin::scene::Camera camera;
    camera.position = {0, 0, 4};
    control.jump(camera);
    run(2);
    EXPECT_GT(eye().z_m, 13);
    EXPECT_FALSE(control.update(1.0 / 60)) << "and rests there";
}

TEST_F(CameraBesideAHouse, ZoomingGoesToTheRoofUnderTheCursorAndNotThroughIt) {
    twin::scene::Camera camera;
    camera.position = {0, 0, 100};
    camera.pitch_rad = -1.55;
    control.jump(camera);
    const auto under = control.surface_under({640, 360});
    ASSERT_TRUE(under);
    EXPECT_NEAR(under->z_m, 12, 0.01);
    for (int i = 0; i < 20; ++i) {
        control.zoom({640, 360}, 3);
        run(0.3);
    }
    EXPECT_GT(eye().z_m, 12);
}

TEST_F(CameraBesideAHouse, WalkersDoNotLoseTheCity) {
    stand({400, 0, 1.7}, 1.5708, CameraMode::walk);
    go(1, 60);
    run(3);
    EXPECT_LT(eye().x_m, 500 + 61);
    stand({400, 0, 30}, 1.5708, CameraMode::fly);
    go(1, 60);
    run(3);
    EXPECT_LT(eye().x_m, 500 + 251) << "low over the fields the city is still near";
}

TEST_F(CameraOverHills, AWholeRouteIsSeenFromTheSouthBesideThePanelsAndFromAboveTheGround) {
    control.set_covered(420, 0, 80, 110);
    std::vector<CityPoint> route;
    for (int i = 0; i <= 60; ++i) {
        const double x = -900 + 25.0 * i, y = 300 * std::sin(i * 0.2);
        route.push_back({x, y, terrain.height_at(x, y)});
    }
    for (const std::size_t count : {route.size(), std::size_t(20), std::size_t(2)}) {
        const auto part = std::span(route).first(count);
        const twin::scene::Camera camera = control.framing(part);
        control.jump(camera);
        EXPECT_EQ(control.camera().position, camera.position);
        EXPECT_GE(above_ground(), 9.9);
        EXPECT_NEAR(camera.heading_rad, 0, 1e-12);
        EXPECT_LT(camera.pitch_rad, -0.5);
        for (const CityPoint& point : part) {
            const glm::dvec2 at = on_screen(point);
            EXPECT_GT(at.x, 420);
            EXPECT_LT(at.x, width_px);
            EXPECT_GT(at.y, 80);
            EXPECT_LT(at.y, height_px - 110);
        }
    }
}

}  // namespace
