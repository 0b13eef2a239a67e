#include "tests/data/city_file_fixture.h"

#include "data/keys.h"

namespace twin::data::test {

CityFrame kaiserslautern() {
    CityFrame frame;
    frame.origin_m = {410000, 5477000};
    frame.origin_geo = {49.4397, 7.7576};
    frame.convergence_rad = -0.0165;
    return frame;
}

/// A slope that rises 1 m on 10 m towards the east.
Terrain slope() {
    Terrain terrain;
    terrain.x0_m = -1000;
    terrain.y0_m = -500;
    terrain.step_m = 10;
    terrain.columns = 301;
    terrain.rows = 201;
    terrain.measured = true;
    for (int j = 0; j < terrain.rows; ++j)
        for (int i = 0; i < terrain.columns; ++i) terrain.heights_m.push_back(240.0f + static_cast<float>(i));
    return terrain;
}

Feature town_hall() {
    Feature hall;
    hall.kind = FeatureKind::building;
    hall.id = "DERPLP001";
    hall.heights = HeightMode::absolute;
    hall.lod = 2;
    hall.attributes.set(keys::name, std::string("Rathaus"));
    hall.attributes.set(keys::address, std::string("Willy-Brandt-Platz 1, 67657 Kaiserslautern"));
    hall.attributes.set(keys::height_m, 84.2);
    hall.attributes.set(keys::storeys, std::int64_t{24});
    hall.attributes.set("listed", true);
    hall.attributes.set("quote\"d", std::string("a\\b\nc"));
    hall.attributes.set("nothing", std::monostate{});
    Surface roof;
    roof.kind = SurfaceKind::roof;
    roof.id = "roof_1";
    roof.outer = {{100.123456789, 200, 320.5}, {130, 200, 320.5}, {130, 230, 320.5}, {100, 230, 320.5}};
    roof.holes = {{{110, 210, 320.5}, {110, 220, 320.5}, {120, 220, 320.5}, {120, 210, 320.5}}};
    Surface wall;
    wall.kind = SurfaceKind::wall;
    wall.outer = {{100, 200, 236.3}, {130, 200, 236.3}, {130, 200, 320.5}, {100, 200, 320.5}};
    hall.surfaces = {roof, wall};
    return hall;
}

Feature street(const std::string& id, const std::string& name, double x, double y, double length) {
    Feature way;
    way.kind = FeatureKind::street;
    way.id = id;
    way.attributes.set(keys::name, name);
    way.attributes.set(keys::street_class, std::string("residential"));
    way.lines.push_back({{{x, y, 0}, {x + length, y, 0}}, {7000000001, 7000000002}});
    return way;
}

Feature tree(double x, double y) {
    Feature plant;
    plant.kind = FeatureKind::tree;
    plant.id = "node/1";
    plant.points = {{x, y, 0}};
    plant.point_nodes = {1};
    return plant;
}

Tile roof_tile(int layer) {
    Tile tile;
    tile.content = TileContent::buildings;
    tile.layer = layer;
    tile.column = -1;
    tile.row = 3;
    tile.origin = {-512, 1536, 240};
    for (int i = 0; i < 300; ++i) {
        MeshVertex vertex;
        vertex.x = static_cast<float>(i) * 1.25f;
        vertex.y = static_cast<float>(i % 7);
        vertex.z = 9.5f;
        vertex.normal[1] = static_cast<std::int8_t>(i % 100 - 50);
        vertex.material = static_cast<std::uint8_t>(Material::roof);
        vertex.colour = 0xFF203040u + static_cast<unsigned>(i);
        vertex.object = 1;
        tile.mesh.vertices.push_back(vertex);
        tile.bounds.add(tile.origin.vec() + glm::dvec3(vertex.x, vertex.y, vertex.z));
    }
    for (std::uint32_t i = 0; i + 2 < 300; ++i)
        tile.mesh.triangles.insert(tile.mesh.triangles.end(), {i, i + 1, i + 2});
    tile.plants.push_back({1, 2, 3, 12, 7, PlantKind::needleleaved, 9, 0, 4});
    return tile;
}

TrafficRecording rush_hour() {
    TrafficRecording recording;
    recording.name = "rush hour";
    recording.origin = {12, 34};
    recording.begin_s = 7 * 3600;
    recording.end_s = 8 * 3600;
    recording.interval_begin_s = {25200, 27000};
    VehicleTrack car;
    car.id = "car.1";
    car.kind = VehicleKind::van;
    car.time_s = {0, 1};
    car.offset_m = {{0, 0}, {10, 1}};
    car.speed_ms = {10, 10};
    car.heading_deg = {90, 84};
    recording.vehicles.push_back(car);
    EdgeSeries edge;
    edge.id = "e1";
    edge.name = "Pariser Straße";
    edge.course_m = {{0, 0}, {100, 0}};
    edge.speed_ms = {8, 5};
    edge.flow_vehh = {700, 900};
    recording.edges.push_back(edge);
    return recording;
}

LayerInfo layer_of(const char* kind) {
    LayerInfo info;
    info.kind = kind;
    info.source = "© Testamt";
    info.licence = "dl-de/by-2-0";
    info.date = "2026-01-01";
    info.crs = {"EPSG:25832", "DHHN2016", "declared", "", false, false, 1};
    info.operation = "noop";
    return info;
}

/// Writes a small city with one thing of each kind of table.
void write_city(const fs::path& path) {
    auto created = CityFileWriter::create(path, kaiserslautern());
    ASSERT_TRUE(created.ok()) << created.error().message;
    CityFileWriter& writer = **created;
    writer.set_meta("name", "Kaiserslautern");
    const int ground = *writer.add_layer(layer_of("terrain"));
    ASSERT_TRUE(writer.add_terrain(ground, slope()).ok());
    const int buildings = *writer.add_layer(layer_of("buildings"));
    const int streets = *writer.add_layer(layer_of("streets"));
    const int more_buildings = *writer.add_layer(layer_of("buildings"));
    const int trees = *writer.add_layer(layer_of("trees"));
    const int traffic = *writer.add_layer(layer_of("traffic"));

    Feature part = town_hall();
    part.kind = FeatureKind::building_part;
    part.id = "DERPLP001_1";
    part.parent_id = "DERPLP001";
    part.attributes.erase(keys::name);
    part.attributes.erase(keys::address);
    EXPECT_EQ(*writer.add_feature(buildings, part), 1u) << "a part may come before its building";
    EXPECT_EQ(*writer.add_feature(buildings, town_hall()), 2u);
    ASSERT_TRUE(writer.add_feature(streets, street("way/1", "Pariser Straße", 0, 0, 300)).ok());
    ASSERT_TRUE(writer.add_feature(streets, street("way/2", "Pariser Straße", 310, 0, 100)).ok());
    ASSERT_TRUE(writer.add_feature(streets, street("way/3", "Mühlstraße", 0, 100, 100)).ok());
    ASSERT_TRUE(writer.add_feature(streets, street("way/4", "Pariser Straße", 9000, 9000, 100)).ok());
    ASSERT_TRUE(writer.add_feature(more_buildings, town_hall()).ok());
    ASSERT_TRUE(writer.add_feature(trees, tree(50, 60)).ok());
    ASSERT_TRUE(writer.add_tile(roof_tile(buildings)).ok());
    ASSERT_TRUE(writer.add_traffic(traffic, rush_hour()).ok());
    ImportReport report;
    report.items.push_back(
        {{base::ComplaintKind::repaired, "DERPLP001", "repeated point removed", "twice"}, "a.gml", 2});
    report.items.push_back({{base::ComplaintKind::assumed, "a.gml", "CRS", "not said"}, "a.gml", 0});
    ASSERT_TRUE(writer.add_report(report).ok());
    const auto finished = writer.finish();
    ASSERT_TRUE(finished.ok()) << finished.error().message;
}

}  // namespace twin::data::test
