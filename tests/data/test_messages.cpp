#include "data/messages.h"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "data/traffic_bytes.h"

namespace twin::data {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr float nan_f = std::numeric_limits<float>::quiet_NaN();

Feature town_hall() {
    Feature feature;
    feature.kind = FeatureKind::building;
    feature.id = "Rathaus";
    feature.parent_id = "Innenstadt";
    feature.heights = HeightMode::absolute;
    feature.lod = 2;
    feature.attributes.set("name", std::string("Rathaus Kaiserslautern"));
    feature.attributes.set("storeys", std::int64_t{25});
    feature.attributes.set("height_m", 84.5);
    feature.attributes.set("outline_only", false);
    feature.attributes.set("nothing", AttributeValue{});
    Surface roof;
    roof.kind = SurfaceKind::roof;
    roof.id = "roof_1";
    roof.outer = {{0, 0, 84}, {30, 0, 84}, {30, 30, 84}, {0, 30, 84}};
    roof.holes = {{{10, 10, 84}, {10, 20, 84}, {20, 20, 84}}};
    roof.colour = 0xFF2040C0;
    roof.texture = 0;
    roof.texture_places = {{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0.3f, 0.3f}, {0.3f, 0.6f}, {0.6f, 0.6f}};
    feature.surfaces = {roof};
    feature.textures = {"dach.jpg"};
    feature.lines = {{{{0, 0, 0}, {1, 2, 3}}, {17, 4'000'000'000}}};
    feature.points = {{5, 6, 7}};
    feature.point_nodes = {99};
    ModelMesh mesh;
    mesh.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    mesh.normals = {{0, 0, 1}, {0, 0, 1}, {0, 0, 1}};
    mesh.colours = {1, 2, 3};
    mesh.triangles = {0, 1, 2};
    mesh.texture = 0;
    mesh.texture_places = {{0, 0}, {1, 0}, {0, 1}};
    feature.models = {mesh};
    return feature;
}

messages::CheckedFeature through(const Feature& feature, bool* readable = nullptr) {
    ByteWriter out;
    messages::write(out, feature);
    ByteReader in(out.bytes());
    auto checked = messages::read_feature(in);
    if (readable) *readable = in.ok() && in.at_end();
    return checked;
}

TEST(Messages, AFeatureArrivesAsItWasSent) {
    const Feature sent = town_hall();
    bool readable = false;
    const auto checked = through(sent, &readable);
    ASSERT_TRUE(readable);
    ASSERT_TRUE(checked.usable);
    EXPECT_TRUE(checked.complaints.empty());
    const Feature& got = checked.feature;
    EXPECT_EQ(got.kind, sent.kind);
    EXPECT_EQ(got.id, sent.id);
    EXPECT_EQ(got.parent_id, sent.parent_id);
    EXPECT_EQ(got.heights, sent.heights);
    EXPECT_EQ(got.lod, 2);
    EXPECT_TRUE(
        std::equal(got.attributes.begin(), got.attributes.end(), sent.attributes.begin(), sent.attributes.end()));
    ASSERT_EQ(got.surfaces.size(), 1u);
    EXPECT_EQ(got.surfaces[0].kind, SurfaceKind::roof);
    EXPECT_EQ(got.surfaces[0].id, "roof_1");
    EXPECT_EQ(got.surfaces[0].outer, sent.surfaces[0].outer);
    EXPECT_EQ(got.surfaces[0].holes, sent.surfaces[0].holes);
    EXPECT_EQ(got.surfaces[0].colour, 0xFF2040C0u);
    EXPECT_EQ(got.surfaces[0].texture, 0);
    EXPECT_EQ(got.surfaces[0].texture_places, sent.surfaces[0].texture_places);
    EXPECT_EQ(got.textures, sent.textures);
    EXPECT_EQ(got.models[0].texture, 0);
    EXPECT_EQ(got.models[0].texture_places, sent.models[0].texture_places);
    EXPECT_EQ(got.lines[0].points, sent.lines[0].points);
    EXPECT_EQ(got.lines[0].nodes, sent.lines[0].nodes);
    EXPECT_EQ(got.points, sent.points);
    EXPECT_EQ(got.point_nodes, sent.point_nodes);
    EXPECT_EQ(got.models[0].positions, sent.models[0].positions);
    EXPECT_EQ(got.models[0].normals, sent.models[0].normals);
    EXPECT_EQ(got.models[0].colours, sent.models[0].colours);
    EXPECT_EQ(got.models[0].triangles, sent.models[0].triangles);
}

TEST(Messages, APointThatIsNoNumberDropsItsObjectAndIsReported) {
    for (const double bad : {nan, std::numeric_limits<double>::infinity(), 1e300}) {
        Feature feature = town_hall();
        feature.surfaces[0].holes[0][1].z = bad;
        const auto checked = through(feature);
        EXPECT_FALSE(checked.usable);
        ASSERT_EQ(checked.complaints.size(), 1u);
        EXPECT_EQ(checked.complaints[0].kind, base::ComplaintKind::skipped);
        EXPECT_EQ(checked.complaints[0].object, "Rathaus");
    }
    Feature feature = town_hall();
    feature.lines[0].points[0].x = nan;
    EXPECT_FALSE(through(feature).usable);
    feature = town_hall();
    feature.points[0].y = nan;
    EXPECT_FALSE(through(feature).usable);
    feature = town_hall();
    feature.models[0].positions[2].y = nan;
    EXPECT_FALSE(through(feature).usable);
}

TEST(Messages, ATriangleBeyondTheVerticesDropsItsObject) {
    Feature feature = town_hall();
    feature.models[0].triangles = {0, 1, 3};
    EXPECT_FALSE(through(feature).usable);
    feature.models[0].triangles = {0, 1};
    EXPECT_FALSE(through(feature).usable);
}

TEST(Messages, NodeIdsThatDoNotMatchDropTheirObject) {
    Feature feature = town_hall();
    feature.lines[0].nodes.push_back(5);
    EXPECT_FALSE(through(feature).usable);
    feature = town_hall();
    feature.point_nodes.push_back(5);
    EXPECT_FALSE(through(feature).usable);
}

TEST(Messages, BadNormalsAreReplacedNotTheMesh) {
    Feature feature = town_hall();
    feature.models[0].normals = {{0, 0, 5}, {nan_f, 0, 0}, {0, 0, 1}};
    const auto checked = through(feature);
    ASSERT_TRUE(checked.usable);
    ASSERT_EQ(checked.complaints.size(), 1u);
    EXPECT_EQ(checked.complaints[0].kind, base::ComplaintKind::repaired);
    for (const glm::vec3& normal : checked.feature.models[0].normals) EXPECT_EQ(normal, glm::vec3(0, 0, 1));
}

TEST(Messages, ATextureThatDoesNotFitIsTakenOffNotTheSurface) {
    Feature no_such_picture = town_hall(), too_few_places = town_hall(), place_nowhere = town_hall();
    no_such_picture.surfaces[0].texture = 1;
    too_few_places.surfaces[0].texture_places.pop_back();
    place_nowhere.surfaces[0].texture_places[2].y = nan_f;
    for (const Feature& feature : {no_such_picture, too_few_places, place_nowhere}) {
        const auto checked = through(feature);
        ASSERT_TRUE(checked.usable);
        EXPECT_EQ(checked.complaints.size(), 1u);
        EXPECT_EQ(checked.feature.surfaces[0].texture, -1);
        EXPECT_TRUE(checked.feature.surfaces[0].texture_places.empty());
        EXPECT_EQ(checked.feature.surfaces[0].outer.size(), 4u);
    }
}

TEST(Messages, AFewBytesCannotClaimMuchMemory) {
    ByteWriter out;
    out.put(FeatureKind::building);
    out.put(HeightMode::flat);
    out.put(std::int8_t{-1});
    for (int i = 0; i < 3; ++i) out.put_count(0);
    out.put_count(20'000'000);
    const std::vector<std::byte> nothing(220'000'000);
    out.put_raw(nothing.data(), nothing.size());
    ByteReader in(out.bytes());
    EXPECT_TRUE(messages::read_feature(in).feature.surfaces.empty());
    EXPECT_FALSE(in.ok());
}

TEST(Messages, TextIsValidUtf8WhateverWasSent) {
    Feature feature = town_hall();
    feature.id =
        "Stra\xDF"
        "e";
    feature.attributes.set("name", std::string("B\xFC"
                                               "ro\0x",
                                               6));
    feature.attributes.set("speed", nan);
    const auto checked = through(feature);
    EXPECT_EQ(checked.feature.id,
              "Stra\xEF\xBF\xBD"
              "e");
    EXPECT_EQ(checked.feature.attributes.text("name"), "B\xEF\xBF\xBDrox");
    EXPECT_EQ(checked.feature.attributes.text("speed", "not said"), "not said");
}

TEST(Messages, CutAnywhereTheBytesAreRefused) {
    ByteWriter out;
    messages::write(out, town_hall());
    for (std::size_t size = 0; size < out.bytes().size(); ++size) {
        ByteReader in(out.bytes().first(size));
        messages::read_feature(in);
        EXPECT_FALSE(in.ok()) << size;
    }
}

TEST(Messages, RandomDamageNeverBreaksAPromise) {
    ByteWriter out;
    messages::write(out, town_hall());
    std::mt19937 random(49);
    for (int round = 0; round < 20'000; ++round) {
        std::vector<std::byte> bytes(out.bytes().begin(), out.bytes().end());
        for (int flips = 0; flips < 3; ++flips) bytes[random() % bytes.size()] = static_cast<std::byte>(random());
        ByteReader in(bytes);
        const auto checked = messages::read_feature(in);
        if (!in.ok() || !checked.usable) continue;
        EXPECT_LT(static_cast<int>(checked.feature.kind), feature_kind_count);
        for (const ModelMesh& mesh : checked.feature.models)
            for (const std::uint32_t index : mesh.triangles) ASSERT_LT(index, mesh.positions.size());
        for (const Surface& surface : checked.feature.surfaces)
            for (const glm::dvec3& p : surface.outer) ASSERT_TRUE(std::isfinite(p.x + p.y + p.z));
    }
}

TEST(Messages, AHeightGridArrivesRowByRow) {
    HeightGrid sent;
    sent.columns = 3;
    sent.rows = 2;
    sent.transform = {410000, 10, 0, 5478000, 0, -10};
    sent.heights_m = {230, 231, nan_f, 1e30f, -INFINITY, 240};
    ByteWriter head;
    messages::write_grid_head(head, sent);
    ByteReader in(head.bytes());
    HeightGrid got = messages::read_grid_head(in);
    ASSERT_TRUE(in.ok());
    const auto rows = std::as_bytes(std::span(sent.heights_m));
    EXPECT_TRUE(messages::append_rows(got, rows.first(8)));
    EXPECT_FALSE(messages::complete(got));
    EXPECT_TRUE(messages::append_rows(got, rows.subspan(8)));
    EXPECT_TRUE(messages::complete(got));
    EXPECT_FALSE(messages::append_rows(got, rows.first(4)));
    EXPECT_EQ(messages::void_absurd_heights(got), 2u);
    EXPECT_EQ(got.transform, sent.transform);
    EXPECT_EQ(got.at(0, 0), 230);
    EXPECT_EQ(got.at(2, 1), 240);
    EXPECT_TRUE(std::isnan(got.at(2, 0)));
    EXPECT_TRUE(std::isnan(got.at(0, 1)));
    EXPECT_TRUE(std::isnan(got.at(1, 1)));
}

TEST(Messages, AGridOfImpossibleSizeIsRefused) {
    for (const auto& [columns, rows] :
         {std::pair(0, 5), {-3, 5}, {2'000'000'000, 2'000'000'000}, {1'000'000, 1'000'000}}) {
        HeightGrid grid;
        grid.columns = columns;
        grid.rows = rows;
        ByteWriter out;
        messages::write_grid_head(out, grid);
        ByteReader in(out.bytes());
        messages::read_grid_head(in);
        EXPECT_FALSE(in.ok());
    }
    HeightGrid flat;
    flat.columns = flat.rows = 2;
    flat.transform = {0, nan, 0, 0, 0, -1};
    ByteWriter out;
    messages::write_grid_head(out, flat);
    ByteReader in(out.bytes());
    messages::read_grid_head(in);
    EXPECT_FALSE(in.ok());
}

TEST(Messages, ARecordingKeepsItsGoodVehicles) {
    TrafficRecording sent;
    sent.name = "rush hour";
    sent.origin = {410000, 5477000};
    sent.end_s = 60;
    sent.interval_begin_s = {0, 30};
    VehicleTrack good{.id = "bus 1",
                      .kind = VehicleKind::bus,
                      .time_s = {0, 1},
                      .offset_m = {{0, 0}, {5, 0}},
                      .speed_ms = {5, 5},
                      .heading_deg = {90, 90}};
    VehicleTrack ragged = good, backwards = good, nowhere = good;
    ragged.id = "ragged";
    ragged.speed_ms.pop_back();
    backwards.id = "backwards";
    backwards.time_s = {1, 0};
    nowhere.id = "nowhere";
    nowhere.offset_m[1].x = nan_f;
    sent.vehicles = {good, ragged, backwards, nowhere};
    EdgeSeries edge;
    edge.id = "e1";
    edge.course_m = {{0, 0}, {100, 0}};
    edge.speed_ms = {13, nan_f};
    EdgeSeries short_edge = edge;
    short_edge.id = "e2";
    short_edge.speed_ms = {13};
    sent.edges = {edge, short_edge};
    ByteWriter out;
    put_traffic(out, sent);
    ByteReader in(out.bytes());
    std::vector<base::Complaint> complaints;
    const TrafficRecording got = get_traffic(in, complaints);
    ASSERT_TRUE(in.ok());
    EXPECT_TRUE(in.at_end());
    ASSERT_EQ(got.vehicles.size(), 1u);
    EXPECT_EQ(got.vehicles[0].id, "bus 1");
    EXPECT_EQ(got.vehicles[0].kind, VehicleKind::bus);
    EXPECT_EQ(got.vehicles[0].offset_m, good.offset_m);
    ASSERT_EQ(got.edges.size(), 1u);
    EXPECT_TRUE(std::isnan(got.edges[0].speed_ms[1]));
    EXPECT_EQ(complaints.size(), 4u);
    EXPECT_EQ(got.origin, sent.origin);
}

TEST(Messages, AnOrderArrivesWithAllOptions) {
    messages::Order sent;
    sent.file_name = "stadt.gml";
    sent.format = "citygml";
    sent.options.lod = 2;
    sent.options.mapping = {{"height_m", "HOEHE"}, {"name", "=Haus"}};
    sent.options.up_axis = 'y';
    sent.options.unit_m = 0.001;
    sent.options.more = {{"net", "stadt.net.xml"}};
    sent.limits.cpu_seconds = 17;
    ByteWriter out;
    messages::write(out, sent);
    ByteReader in(out.bytes());
    const messages::Order got = messages::read_order(in);
    EXPECT_TRUE(in.ok() && in.at_end());
    EXPECT_EQ(got.file_name, sent.file_name);
    EXPECT_EQ(got.format, sent.format);
    EXPECT_EQ(got.options.lod, 2);
    EXPECT_EQ(got.options.mapping, sent.options.mapping);
    EXPECT_EQ(got.options.up_axis, 'y');
    EXPECT_EQ(got.options.unit_m, 0.001);
    EXPECT_EQ(got.options.more, sent.options.more);
    EXPECT_EQ(got.limits.cpu_seconds, 17);
}

}  // namespace
}  // namespace twin::data
