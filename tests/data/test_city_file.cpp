#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>

#include "data/city_file/city_file.h"
#include "data/keys.h"

namespace twin::data {
namespace {

namespace fs = std::filesystem;

/// A folder that goes with the test.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("twin_city_file_" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    fs::path operator/(const char* name) const { return path / name; }
};

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

class ACityFile : public testing::Test {
  protected:
    void SetUp() override {
        write_city(folder / "city.gpkg");
        auto opened = CityFile::open(folder / "city.gpkg");
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        city = *opened;
    }
    Folder folder;
    std::shared_ptr<CityFile> city;
};

TEST_F(ACityFile, GivesABuildingBackExactly) {
    Feature found;
    const FeatureKind kinds[] = {FeatureKind::building};
    int count = 0;
    ASSERT_TRUE(city->visit(kinds,
                            [&](std::uint32_t number, const Feature& feature) {
                                if (number == 2) found = feature;
                                ++count;
                            })
                    .ok());
    EXPECT_EQ(count, 2);
    const Feature hall = town_hall();
    EXPECT_EQ(found.id, hall.id);
    EXPECT_EQ(found.heights, hall.heights);
    EXPECT_EQ(found.lod, 2);
    ASSERT_EQ(found.surfaces.size(), 2u);
    EXPECT_EQ(found.surfaces[0].outer, hall.surfaces[0].outer);
    EXPECT_EQ(found.surfaces[0].holes, hall.surfaces[0].holes);
    EXPECT_EQ(found.surfaces[0].kind, SurfaceKind::roof);
    EXPECT_EQ(found.surfaces[0].id, "roof_1");
    ASSERT_EQ(found.attributes.size(), hall.attributes.size());
    EXPECT_TRUE(std::equal(found.attributes.begin(), found.attributes.end(), hall.attributes.begin()));
}

TEST_F(ACityFile, KeepsTheTopologyOfStreets) {
    const FeatureKind kinds[] = {FeatureKind::street};
    std::vector<Feature> streets;
    ASSERT_TRUE(city->visit(kinds, [&](std::uint32_t, const Feature& feature) { streets.push_back(feature); }).ok());
    ASSERT_EQ(streets.size(), 4u);
    EXPECT_EQ(streets[0].lines[0].nodes, (std::vector<std::int64_t>{7000000001, 7000000002}));
    EXPECT_EQ(streets[1].lines[0].points[0], glm::dvec3(310, 0, 0));
}

TEST_F(ACityFile, KnowsWhatAClickNeeds) {
    const auto hall = city->object(2);
    ASSERT_TRUE(hall.ok()) << hall.error().message;
    EXPECT_EQ(hall->kind, FeatureKind::building);
    EXPECT_EQ(hall->attributes.text(keys::name), "Rathaus");
    EXPECT_EQ(hall->parts, std::vector<std::uint32_t>{1});
    EXPECT_NEAR(hall->bounds.max.z, 320.5, 1e-9);
    ASSERT_EQ(hall->complaints.size(), 1u);
    EXPECT_EQ(hall->complaints[0].what, "repeated point removed");
    EXPECT_EQ(city->object(1)->parent, 2u);
    EXPECT_EQ(city->object(1)->complaints.size(), 1u) << "a part shows what was repaired in its building";
    EXPECT_FALSE(city->object(4711).ok());
}

TEST_F(ACityFile, LaysFlatThingsOnTheTerrain) {
    const auto way = city->object(3);
    ASSERT_TRUE(way.ok());
    EXPECT_NEAR(way->bounds.min.z, 240 + 100, 0.01);
    EXPECT_NEAR(way->bounds.max.z, 240 + 130, 0.01);
}

TEST_F(ACityFile, GivesTerrainTileAndTrafficBack) {
    const auto terrain = city->terrain();
    ASSERT_TRUE(terrain.ok()) << terrain.error().message;
    EXPECT_EQ(terrain->heights_m, slope().heights_m);
    EXPECT_TRUE(terrain->measured);
    EXPECT_NEAR(terrain->height_at(0, 0), 340, 1e-6);

    ASSERT_EQ(city->tiles().size(), 1u);
    const auto tile = city->read_tile(city->tiles()[0]);
    ASSERT_TRUE(tile.ok()) << tile.error().message;
    const Tile expected = roof_tile(2);
    EXPECT_EQ(tile->column, -1);
    EXPECT_EQ(tile->origin, expected.origin);
    ASSERT_EQ(tile->mesh.vertices.size(), expected.mesh.vertices.size());
    EXPECT_EQ(std::memcmp(tile->mesh.vertices.data(), expected.mesh.vertices.data(), 300 * sizeof(MeshVertex)), 0);
    ASSERT_EQ(tile->mesh.triangles.size(), expected.mesh.triangles.size());
    for (std::size_t i = 0; i < expected.mesh.triangles.size(); i += 3) {
        // The same triangle with the same winding, whichever corner comes first.
        std::array<std::uint32_t, 3> a{expected.mesh.triangles[i], expected.mesh.triangles[i + 1],
                                       expected.mesh.triangles[i + 2]};
        std::array<std::uint32_t, 3> b{tile->mesh.triangles[i], tile->mesh.triangles[i + 1],
                                       tile->mesh.triangles[i + 2]};
        std::rotate(a.begin(), std::min_element(a.begin(), a.end()), a.end());
        std::rotate(b.begin(), std::min_element(b.begin(), b.end()), b.end());
        ASSERT_EQ(a, b);
    }
    ASSERT_EQ(tile->plants.size(), 1u);
    EXPECT_EQ(tile->plants[0].object, 4u);

    const auto traffic = city->traffic();
    ASSERT_TRUE(traffic.ok());
    ASSERT_EQ(traffic->size(), 1u);
    EXPECT_EQ((*traffic)[0].vehicles[0].kind, VehicleKind::van);
    EXPECT_EQ((*traffic)[0].edges[0].name, "Pariser Straße");
}

TEST_F(ACityFile, KeepsLayersFrameAndReport) {
    ASSERT_EQ(city->layers().size(), 6u);
    EXPECT_EQ(city->layers()[1].name, "buildings");
    EXPECT_EQ(city->layers()[3].name, "buildings_2");
    EXPECT_EQ(city->layers()[1].objects, 2u);
    EXPECT_EQ(city->layers()[1].crs.vertical, "DHHN2016");
    EXPECT_EQ(city->frame().origin_m, glm::dvec2(410000, 5477000));
    EXPECT_EQ(city->frame().convergence_rad, -0.0165);
    EXPECT_EQ(city->meta("name"), "Kaiserslautern");
    EXPECT_EQ(city->objects_by_kind().at("Building"), 2u);
    EXPECT_EQ(city->objects_by_kind().at("BuildingPart"), 1u);
    EXPECT_EQ(city->report()->items.size(), 2u);
    EXPECT_EQ(city->report(1)->items.size(), 1u);
    EXPECT_NEAR(city->extent().max.x, 9100, 1e-9);
}

TEST_F(ACityFile, FindsAStreetOnceInEachTown) {
    const auto hits = city->search("pariser strasse", 10);
    ASSERT_EQ(hits.size(), 2u);
    EXPECT_EQ(hits[0].kind, "street");
    EXPECT_EQ(hits[0].name, "Pariser Straße");
    EXPECT_EQ(city->search("Pariser Str.", 10).size(), 2u);
    EXPECT_EQ(city->search("Pariser Straße 12", 10).size(), 2u) << "the street stands in for an unknown house number";
    ASSERT_FALSE(city->search("muehl", 10).empty());
    EXPECT_EQ(city->search("MÜHLSTRASSE", 10)[0].name, "Mühlstraße");
    EXPECT_TRUE(city->search("", 10).empty());
    EXPECT_TRUE(city->search("%", 10).empty());
    EXPECT_TRUE(city->search("xyz'; DROP TABLE twin_search", 10).empty());
}

TEST_F(ACityFile, PutsTheHitOnTheStreetItself) {
    const auto hits = city->search("Pariser", 10);
    ASSERT_FALSE(hits.empty());
    const auto& hit = hits[0].position.x_m < 5000 ? hits[0] : hits[1];
    EXPECT_NEAR(hit.position.y_m, 0, 1e-9);
    EXPECT_NEAR(hit.position.x_m, 150, 1e-9);
    EXPECT_NEAR(hit.extent_m, 411, 1.5);
}

TEST_F(ACityFile, FindsAddressesAndNamedBuildings) {
    const auto named = city->search("rathaus", 10);
    ASSERT_EQ(named.size(), 1u) << "the same building from two sources is one hit";
    EXPECT_EQ(named[0].kind, "building");
    const auto address = city->search("brandt platz 1", 10);
    ASSERT_EQ(address.size(), 1u);
    EXPECT_EQ(address[0].kind, "address");
    EXPECT_EQ(address[0].object, 2u);
}

TEST_F(ACityFile, IsAGeoPackageForOtherPrograms) {
    GDALAllRegister();
    const std::string path = (folder / "city.gpkg").string();
    auto* vectors = GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR);
    ASSERT_NE(vectors, nullptr);
    OGRLayer* buildings = vectors->GetLayerByName("buildings");
    ASSERT_NE(buildings, nullptr);
    EXPECT_EQ(buildings->GetFeatureCount(), 2);
    EXPECT_EQ(buildings->GetGeomType(), wkbMultiPolygon25D);
    EXPECT_EQ(vectors->GetLayerByName("streets")->GetGeomType(), wkbMultiLineString25D);
    EXPECT_EQ(vectors->GetLayerByName("trees")->GetGeomType(), wkbPoint25D);
    EXPECT_EQ(vectors->GetLayerByName("twin_tile"), nullptr) << "the program's own tables stay out of the way";
    ASSERT_NE(buildings->GetSpatialRef(), nullptr);
    EXPECT_STREQ(buildings->GetSpatialRef()->GetAuthorityCode(nullptr), "25832");

    OGREnvelope extent;
    ASSERT_EQ(buildings->GetExtent(&extent), OGRERR_NONE);
    EXPECT_NEAR(extent.MinX, 410100, 0.2);
    EXPECT_NEAR(extent.MaxY, 5477230, 0.01);
    OGRFeature* hall = buildings->GetFeature(2);
    ASSERT_NE(hall, nullptr);
    EXPECT_STREQ(hall->GetFieldAsString("name"), "Rathaus");
    EXPECT_NEAR(hall->GetGeometryRef()->toMultiPolygon()->getGeometryRef(0)->get_Area(), 800, 2);
    OGRFeature::DestroyFeature(hall);
    OGRFeature* plant = vectors->GetLayerByName("trees")->GetNextFeature();
    EXPECT_NEAR(plant->GetGeometryRef()->toPoint()->getZ(), 345, 0.01);
    OGRFeature::DestroyFeature(plant);
    GDALClose(vectors);

    auto* raster = GDALDataset::Open(path.c_str(), GDAL_OF_RASTER);
    ASSERT_NE(raster, nullptr);
    double transform[6];
    ASSERT_EQ(raster->GetGeoTransform(transform), CE_None);
    const auto height_at = [&](double x, double y) {
        float height = 0;
        const int column = static_cast<int>((410000 + x - transform[0]) / transform[1]);
        const int row = static_cast<int>((5477000 + y - transform[3]) / transform[5]);
        EXPECT_EQ(raster->GetRasterBand(1)->RasterIO(GF_Read, column, row, 1, 1, &height, 1, 1, GDT_Float32, 0, 0),
                  CE_None);
        return height;
    };
    EXPECT_EQ(raster->GetRasterBand(1)->GetRasterDataType(), GDT_Float32);
    EXPECT_NEAR(height_at(0, 0), 340, 1e-3);
    EXPECT_NEAR(height_at(1990, 1490), 539, 1e-3);
    EXPECT_NEAR(height_at(-1000, -500), 240, 1e-3);
    GDALClose(raster);
}

TEST_F(ACityFile, IsSoundInside) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "city.gpkg").c_str(), &database), SQLITE_OK);
    std::string answer;
    for (const char* pragma : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"})
        sqlite3_exec(
            database, pragma,
            [](void* to, int, char** values, char**) {
                *static_cast<std::string*>(to) += values[0] ? values[0] : "null";
                return 0;
            },
            &answer, nullptr);
    sqlite3_close(database);
    EXPECT_EQ(answer, "ok");
}

TEST(CityFileWriting, LeavesNothingWhenItIsNotFinished) {
    const Folder folder;
    {
        auto writer = CityFileWriter::create(folder / "city.gpkg", kaiserslautern());
        ASSERT_TRUE(writer.ok());
        ASSERT_TRUE((*writer)->add_layer(layer_of("buildings")).ok());
        ASSERT_TRUE((*writer)->add_feature(1, town_hall()).ok());
        EXPECT_TRUE(fs::exists(folder / "city.gpkg.part"));
    }
    EXPECT_TRUE(fs::is_empty(folder.path));
}

TEST(CityFileWriting, SaysWhereItCannotWrite) {
    const auto nowhere = CityFileWriter::create("/no/such/folder/city.gpkg", kaiserslautern());
    ASSERT_FALSE(nowhere.ok());
    EXPECT_NE(nowhere.error().message.find("/no/such/folder/city.gpkg"), std::string::npos);
    EXPECT_FALSE(CityFileWriter::create(fs::temp_directory_path(), kaiserslautern()).ok());
}

void expect_refused(const fs::path& path, const char* because) {
    const auto opened = CityFile::open(path);
    ASSERT_FALSE(opened.ok()) << path;
    EXPECT_NE(opened.error().message.find(because), std::string::npos) << opened.error().message;
    EXPECT_NE(opened.error().message.find(path.filename().string()), std::string::npos) << opened.error().message;
}

TEST(CityFileOpening, RefusesWhatIsNoCityFile) {
    const Folder folder;
    expect_refused(folder / "missing.gpkg", "not found");
    expect_refused(folder.path, "folder");
    std::ofstream(folder / "empty.gpkg").close();
    expect_refused(folder / "empty.gpkg", "empty");
    std::ofstream(folder / "text.gpkg") << std::string(5000, 'x');
    expect_refused(folder / "text.gpkg", "no city file");
}

TEST(CityFileOpening, NoticesATruncatedFileAtAnyPlace) {
    const Folder folder;
    write_city(folder / "whole.gpkg");
    std::ifstream in(folder / "whole.gpkg", std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    for (int tenth = 0; tenth < 10; ++tenth) {
        std::ofstream(folder / "cut.gpkg", std::ios::binary) << bytes.substr(0, bytes.size() * tenth / 10);
        EXPECT_FALSE(CityFile::open(folder / "cut.gpkg").ok()) << tenth;
    }
}

TEST(CityFileOpening, SaysWhenAFileIsTooNewOrTooOld) {
    const Folder folder;
    const auto change = [&](const char* sql) {
        write_city(folder / "city.gpkg");
        sqlite3* database = nullptr;
        sqlite3_open((folder / "city.gpkg").c_str(), &database);
        EXPECT_EQ(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
        sqlite3_close(database);
    };
    change("UPDATE twin_meta SET value = '99' WHERE key = 'schema_version'");
    expect_refused(folder / "city.gpkg", "newer");
    change("UPDATE twin_meta SET value = '0' WHERE key = 'schema_version'");
    expect_refused(folder / "city.gpkg", "older");
    change("DROP TABLE twin_search");
    expect_refused(folder / "city.gpkg", "twin_search");
    change("PRAGMA application_id = 0");
    expect_refused(folder / "city.gpkg", "no GeoPackage");
}

TEST(CityFileOpening, SurvivesDamageInside) {
    const Folder folder;
    write_city(folder / "whole.gpkg");
    std::ifstream in(folder / "whole.gpkg", std::ios::binary);
    const std::string whole((std::istreambuf_iterator<char>(in)), {});
    unsigned seed = 7;
    const FeatureKind kinds[] = {FeatureKind::building, FeatureKind::street, FeatureKind::tree};
    for (int round = 0; round < 60; ++round) {
        std::string bytes = whole;
        for (int i = 0; i < 40; ++i) {
            seed = seed * 1664525u + 1013904223u;
            bytes[100 + seed % (bytes.size() - 100)] = static_cast<char>(seed >> 24);
        }
        std::ofstream(folder / "damaged.gpkg", std::ios::binary) << bytes;
        const auto opened = CityFile::open(folder / "damaged.gpkg");
        if (!opened.ok()) continue;
        const CityFile& city = **opened;
        (void)city.terrain().ok();
        for (const auto& entry : city.tiles()) (void)city.read_tile(entry).ok();
        (void)city.traffic().ok();
        (void)city.visit(kinds, [](std::uint32_t, const Feature&) {}).ok();
        (void)city.object(2).ok();
        (void)city.search("pariser", 5);
        (void)city.report().ok();
    }
}

}  // namespace
}  // namespace twin::data
