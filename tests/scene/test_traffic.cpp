#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include <gtest/gtest.h>

#include "scene/traffic/playback.h"
#include "scene/traffic/speed_scale.h"
#include "scene/traffic/street_ribbons.h"
#include "scene/traffic/traffic_overlay.h"

namespace twin::scene {
namespace {

constexpr double pi = 3.14159265358979323846;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

data::Terrain hill() {
    data::Terrain terrain;
    terrain.x0_m = -2000;
    terrain.y0_m = -2000;
    terrain.step_m = 50;
    terrain.columns = terrain.rows = 81;
    terrain.measured = true;
    for (int j = 0; j < terrain.rows; ++j)
        for (int i = 0; i < terrain.columns; ++i) terrain.heights_m.push_back(200 + 0.1f * (50.f * i - 2000));
    return terrain;
}

/// Eight to nine in the morning; a car drives 600 m east in a minute, then turns from 350 to 10 degrees.
data::TrafficRecording drive() {
    data::TrafficRecording recording;
    recording.origin = {100, 200};
    recording.begin_s = 8 * 3600;
    recording.end_s = 9 * 3600;
    data::VehicleTrack car;
    car.id = "car";
    car.time_s = {28'800, 28'860, 28'870};
    car.offset_m = {{0, 0}, {600, 0}, {600, 0}};
    car.speed_ms = {10, 10, 0};
    car.heading_deg = {90, 350, 10};
    recording.vehicles.push_back(car);
    data::VehicleTrack bus = car;
    bus.id = "bus";
    bus.kind = data::VehicleKind::bus;
    recording.vehicles.push_back(bus);
    return recording;
}

data::EdgeSeries street(const char* id, std::vector<glm::vec2> course, std::vector<float> speeds,
                        std::vector<float> flows) {
    data::EdgeSeries edge;
    edge.id = id;
    edge.free_speed_ms = 10;
    edge.course_m = std::move(course);
    edge.speed_ms = std::move(speeds);
    edge.flow_vehh = std::move(flows);
    return edge;
}

/// One street that is jammed in the first half hour and free in the second, and its other direction.
data::TrafficRecording speeds() {
    data::TrafficRecording recording;
    recording.begin_s = 28'800;
    recording.end_s = 32'400;
    recording.interval_begin_s = {28'800, 30'600};
    recording.edges.push_back(street("east", {{0, 0}, {100, 0}}, {1, 10}, {1800, 100}));
    recording.edges.push_back(street("west", {{100, 0}, {0, 0}}, {10, nan}, {100, nan}));
    return recording;
}

/// UTC of a local time of day in Berlin's winter.
UtcSeconds winter(double hour) {
    return 1'705'276'800.0 + (hour - 1) * 3600;  // 2024-01-15
}

std::unique_ptr<TrafficOverlay> overlay_of(data::TrafficRecording recording, const data::Terrain& terrain) {
    auto overlay = std::make_unique<TrafficOverlay>();
    TrafficMaterial material;
    material.recordings.push_back(std::move(recording));
    material.terrain = &terrain;
    material.credit = "a simulation";
    overlay->adopt(std::move(material));
    return overlay;
}

TEST(Traffic, HalfTheTimeIsHalfTheWay) {
    VehiclePose pose;
    const auto recording = drive();
    ASSERT_TRUE(pose_at(recording.vehicles[0], 28'830, pose));
    EXPECT_NEAR(pose.offset_m.x, 300, 1e-6);
    EXPECT_NEAR(pose.speed_ms, 10, 1e-6);
    EXPECT_FALSE(pose_at(recording.vehicles[0], 28'799, pose));
    EXPECT_FALSE(pose_at(recording.vehicles[0], 28'871, pose));
}

TEST(Traffic, TurnsGoTheShortWay) {
    VehiclePose pose;
    const auto recording = drive();
    ASSERT_TRUE(pose_at(recording.vehicles[0], 28'865, pose));
    EXPECT_NEAR(std::remainder(pose.heading_rad, 2 * pi), 0, 1e-6);  // from 350 over 0 to 10 degrees
}

TEST(Traffic, VehiclesStandOnTheGround) {
    const data::Terrain terrain = hill();
    auto overlay = overlay_of(drive(), terrain);
    const OverlayDrawing& drawing = overlay->look(winter(8 + 30.0 / 3600));
    ASSERT_EQ(drawing.bodies.size(), 2u);
    EXPECT_NEAR(drawing.bodies[0].position.x_m, 400, 1e-3);
    EXPECT_NEAR(drawing.bodies[0].position.z_m, 240, 1e-3);
    EXPECT_GT(drawing.bodies[1].length_m, drawing.bodies[0].length_m);
    EXPECT_NE(drawing.bodies[1].colour, drawing.bodies[0].colour);
    overlay->show_vehicles = false;
    EXPECT_TRUE(overlay->look(winter(8 + 30.0 / 3600)).bodies.empty());
}

TEST(Traffic, AfterTheLastHourTheFirstBegins) {
    const data::Terrain terrain = hill();
    auto overlay = overlay_of(drive(), terrain);
    for (const double hour : {8.0, 15.0, 0.0}) {
        const OverlayDrawing& drawing = overlay->look(winter(hour + 15.0 / 3600));
        ASSERT_EQ(drawing.bodies.size(), 2u) << hour;
        EXPECT_NEAR(drawing.bodies[0].position.x_m, 250, 1e-3) << hour;
        const auto values = overlay->values();
        ASSERT_FALSE(values.empty());
        EXPECT_EQ(values[0].value, "08:00:15");
    }
}

TEST(Traffic, ValuesCountWhatMoves) {
    const data::Terrain terrain = hill();
    auto overlay = overlay_of(drive(), terrain);
    overlay->look(winter(8 + 30.0 / 3600));
    const auto values = overlay->values();
    const auto named = [&](const char* label) {
        const auto found =
            std::find_if(values.begin(), values.end(), [&](const OverlayValue& v) { return v.label.en == label; });
        return found == values.end() ? std::string("none") : found->value + found->unit;
    };
    EXPECT_EQ(named("Vehicles on the road"), "2");
    EXPECT_EQ(named("Mean speed"), "36km/h");
    EXPECT_EQ(overlay->credit(), "a simulation");
}

struct Ribbon {
    std::uint32_t colour = 0;
    double south = 1e9, north = -1e9;
    std::size_t corners = 0;
};
Ribbon ribbon_of(const data::Mesh& mesh, std::uint32_t colour) {
    Ribbon ribbon;
    ribbon.colour = colour;
    for (const data::MeshVertex& vertex : mesh.vertices) {
        if (vertex.colour != colour) continue;
        ribbon.south = std::min(ribbon.south, static_cast<double>(vertex.y));
        ribbon.north = std::max(ribbon.north, static_cast<double>(vertex.y));
        ++ribbon.corners;
    }
    return ribbon;
}

TEST(Traffic, JammedStreetIsRedAndWide) {
    const data::Terrain terrain = hill();
    auto overlay = overlay_of(speeds(), terrain);
    const OverlayDrawing& drawing = overlay->look(winter(8.1));
    ASSERT_EQ(drawing.meshes.size(), 1u);
    const Ribbon red = ribbon_of(drawing.meshes[0].mesh, 0xFF1C19D7);
    const Ribbon blue = ribbon_of(drawing.meshes[0].mesh, 0xFFB67B2C);
    ASSERT_GT(red.corners, 0u);
    ASSERT_GT(blue.corners, 0u);
    EXPECT_GT(red.north - red.south, 2 * (blue.north - blue.south));
    // Each on its right half: eastbound in the south, westbound in the north.
    EXPECT_LT(red.north, 0);
    EXPECT_GT(blue.south, 0);
}

TEST(Traffic, RibbonsLieOnTheGroundFacingUp) {
    const data::Terrain terrain = hill();
    const auto recording = speeds();
    const data::Mesh mesh = StreetRibbons(recording).build(0, terrain, {0, 0, 200});
    ASSERT_FALSE(mesh.empty());
    for (const data::MeshVertex& v : mesh.vertices) {
        EXPECT_NEAR(v.z + 200, terrain.height_at(v.x, v.y), 0.01);
        EXPECT_EQ(v.material, static_cast<std::uint8_t>(data::Material::overlay));
        EXPECT_EQ(v.colour >> 24, 255u);
    }
    for (std::size_t i = 0; i < mesh.triangles.size(); i += 3) {
        const auto &a = mesh.vertices[mesh.triangles[i]], &b = mesh.vertices[mesh.triangles[i + 1]],
                   &c = mesh.vertices[mesh.triangles[i + 2]];
        EXPECT_GE((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x), -1e-3f);
    }
}

TEST(Traffic, StreetsAreRepaintedOnlyWhenTheIntervalChanges) {
    const data::Terrain terrain = hill();
    auto overlay = overlay_of(speeds(), terrain);
    const auto version = overlay->look(winter(8.1)).meshes[0].version;
    EXPECT_EQ(overlay->look(winter(8.2)).meshes[0].version, version);
    const auto& later = overlay->look(winter(8.6)).meshes[0];
    EXPECT_NE(later.version, version);
    EXPECT_EQ(ribbon_of(later.mesh, 0xFF1C19D7).corners, 0u);  // The jam is over,
    EXPECT_GT(ribbon_of(later.mesh, 0xFFB67B2C).corners, 0u);  // and the other direction has no figure.
    EXPECT_EQ(ribbon_of(later.mesh, unknown_speed_colour()).corners, 0u);
}

TEST(Traffic, ScaleRunsFromRedToBlueWithoutGreen) {
    EXPECT_EQ(speed_colour(0.0), 0xFF1C19D7u);
    EXPECT_EQ(speed_colour(0.29), 0xFF1C19D7u);
    EXPECT_EQ(speed_colour(1.2), 0xFFB67B2Cu);
    EXPECT_EQ(speed_colour(std::nan("")), unknown_speed_colour());
    EXPECT_LT(ribbon_width_m(100), ribbon_width_m(1000));
    EXPECT_DOUBLE_EQ(ribbon_width_m(1800), ribbon_width_m(5000));
}

TEST(Traffic, LegendNamesWhatIsThere) {
    const data::Terrain terrain = hill();
    const Legend streets = overlay_of(speeds(), terrain)->legend();
    EXPECT_EQ(streets.unit, "%");
    EXPECT_GE(streets.entries.size(), 5u);
    const Legend vehicles = overlay_of(drive(), terrain)->legend();
    ASSERT_EQ(vehicles.entries.size(), 2u);
    EXPECT_EQ(vehicles.entries[0].label.de, "Pkw");
}

TEST(Traffic, WithoutRecordingNothingShows) {
    TrafficOverlay overlay;
    EXPECT_FALSE(overlay.available());
    EXPECT_TRUE(overlay.look(0).meshes.empty());
    EXPECT_TRUE(overlay.values().empty());
    EXPECT_EQ(overlay.credit(), "");
}

}  // namespace
}  // namespace twin::scene
