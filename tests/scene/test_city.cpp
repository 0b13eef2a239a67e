#include "scene/city.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <numbers>
#include <set>

#include <glm/geometric.hpp>

namespace twin::scene {
namespace {

namespace fs = std::filesystem;

struct CityOnDisk {
    fs::path folder = fs::temp_directory_path() / ("twin_city_" + std::to_string(::getpid()));
    fs::path file = folder / "city.gpkg";
    CityOnDisk() { fs::create_directories(folder); }
    ~CityOnDisk() { fs::remove_all(folder); }
};

data::Tile tile_at(data::TileContent content, int layer, int column, int row) {
    data::Tile tile;
    tile.content = content;
    tile.layer = layer;
    tile.column = column;
    tile.row = row;
    tile.origin = {column * data::tile_size_m, row * data::tile_size_m, 250};
    for (int i = 0; i < 3; ++i) {
        data::MeshVertex vertex;
        vertex.x = static_cast<float>(100 + 50 * i);
        vertex.y = static_cast<float>(100 + 50 * (i % 2));
        tile.mesh.vertices.push_back(vertex);
        tile.mesh.triangles.push_back(static_cast<std::uint32_t>(i));
        tile.bounds.add(tile.origin.vec() + glm::dvec3(vertex.x, vertex.y, vertex.z));
    }
    return tile;
}

data::LayerInfo layer_of(const char* kind, data::Provenance provenance, const char* source, const char* licence) {
    data::LayerInfo layer;
    layer.kind = kind;
    layer.provenance = provenance;
    layer.source = source;
    layer.licence = licence;
    return layer;
}

data::Feature house(const char* id, double x, double y) {
    data::Feature feature;
    feature.kind = data::FeatureKind::building;
    feature.id = id;
    feature.heights = data::HeightMode::absolute;
    feature.surfaces.push_back(
        {data::SurfaceKind::roof, "", {{x, y, 250}, {x + 20, y, 250}, {x + 20, y + 20, 260}}, {}});
    return feature;
}

/// Twenty tiles of ground, streets and houses along a line towards the east.
void write_city(const fs::path& path, const char* home = nullptr) {
    data::CityFrame frame;
    frame.origin_m = {410000, 5477000};
    frame.origin_geo = {49.4397, 7.7576};
    frame.convergence_rad = -0.0165;
    auto created = data::CityFileWriter::create(path, frame);
    ASSERT_TRUE(created.ok()) << created.error().message;
    auto& writer = **created;
    if (home) writer.set_meta("home", home);
    writer.set_meta("start_time", "2026-06-21T15:00");
    const int ground =
        *writer.add_layer(layer_of("terrain", data::Provenance::measured, "© Landesamt", "dl-de/by-2-0"));
    data::Terrain terrain;
    terrain.columns = terrain.rows = 3;
    terrain.step_m = 6000;
    terrain.x0_m = terrain.y0_m = -1000;
    terrain.heights_m.assign(9, 250.0f);
    ASSERT_TRUE(writer.add_terrain(ground, terrain).ok());
    const int houses = *writer.add_layer(layer_of("buildings", data::Provenance::invented, "Stadtzwilling", "CC0"));
    const int plans = *writer.add_layer(layer_of("projects", data::Provenance::planned, "Stadt", ""));
    const int streets =
        *writer.add_layer(layer_of("streets", data::Provenance::official, "© Landesamt", "dl-de/by-2-0"));
    ASSERT_TRUE(writer.add_feature(houses, house("a", 0, 0)).ok());
    ASSERT_TRUE(writer.add_feature(houses, house("b", 9000, 1000)).ok());
    ASSERT_TRUE(writer.add_feature(plans, house("p", 10, 10)).ok());
    ASSERT_TRUE(writer.add_feature(streets, house("s", 10, 10)).ok());
    for (int column = 19; column >= 0; --column) {
        ASSERT_TRUE(writer.add_tile(tile_at(data::TileContent::buildings, houses, column, 0)).ok());
        ASSERT_TRUE(writer.add_tile(tile_at(data::TileContent::ground, streets, column, 0)).ok());
        ASSERT_TRUE(writer.add_tile(tile_at(data::TileContent::terrain, ground, column, 0)).ok());
    }
    const auto finished = writer.finish();
    ASSERT_TRUE(finished.ok()) << finished.error().message;
}

std::unique_ptr<City> open_city(const fs::path& path) {
    auto city = City::open(path);
    EXPECT_TRUE(city.ok()) << (city.ok() ? "" : city.error().message);
    return city.ok() ? std::move(city).value() : nullptr;
}

TEST(ACity, AdoptsTheGroundFirstAndThenWhatIsNear) {
    const CityOnDisk disk;
    write_city(disk.file);
    const auto city = open_city(disk.file);
    ASSERT_TRUE(city);
    EXPECT_EQ(city->completeness(), 0);
    const base::CityPoint east(19 * 512 + 100, 100, 300);
    EXPECT_FALSE(city->adopt_tiles(east, 0)) << "a spent budget stops after a few tiles";
    EXPECT_LE(city->tiles().size(), 8u);
    EXPECT_GE(city->tiles().size(), 1u);
    EXPECT_TRUE(city->adopt_tiles(east, 10));
    ASSERT_EQ(city->tiles().size(), 60u);
    EXPECT_EQ(city->completeness(), 1);
    for (int i = 0; i < 20; ++i) EXPECT_EQ(city->tiles()[i]->content, data::TileContent::terrain);
    EXPECT_EQ(city->tiles()[20]->column, 19);
    EXPECT_EQ(city->tiles()[20]->content, data::TileContent::ground);
    EXPECT_EQ(city->tiles()[59]->column, 0);
}

TEST(ACity, GivesEachTileASerialOfItsOwn) {
    const CityOnDisk disk;
    write_city(disk.file);
    std::set<std::uint64_t> serials;
    for (int i = 0; i < 2; ++i) {
        const auto city = open_city(disk.file);
        ASSERT_TRUE(city);
        city->adopt_tiles({}, 10);
        for (const auto& tile : city->tiles()) serials.insert(tile->serial);
    }
    EXPECT_EQ(serials.size(), 120u);
    EXPECT_FALSE(serials.contains(0));
}

TEST(ACity, ShowsAllOfABoxAndNotMuchMore) {
    const CityOnDisk disk;
    write_city(disk.file);
    const auto city = open_city(disk.file);
    ASSERT_TRUE(city);
    for (const double aspect : {0.5, 1.0, 16.0 / 9.0, 3.0}) {
        base::Box3 box;
        box.add(glm::dvec3(-200, 300, 240));
        box.add(glm::dvec3(900, 700, 330));
        const Camera camera = city->fit(box, aspect);
        EXPECT_LT(camera.position.y_m, 300) << "from the south";
        double nearest_edge = 1;
        for (int corner = 0; corner < 8; ++corner) {
            const base::CityPoint p(corner & 1 ? 900 : -200, corner & 2 ? 700 : 300, corner & 4 ? 330 : 240);
            glm::dvec2 screen;
            ASSERT_TRUE(camera.project(p, aspect, screen));
            for (const double s : {screen.x, screen.y}) {
                EXPECT_GE(s, 0);
                EXPECT_LE(s, 1);
                nearest_edge = std::min({nearest_edge, s, 1 - s});
            }
        }
        EXPECT_LT(nearest_edge, 0.1) << aspect;
    }
}

TEST(ACity, StartsWhereItsFileSays) {
    const CityOnDisk disk;
    write_city(disk.file, "49.4397 7.7576 420.5 30 -20");
    const auto city = open_city(disk.file);
    ASSERT_TRUE(city);
    const Camera home = city->home();
    EXPECT_NEAR(home.position.z_m, 420.5, 1e-9);
    EXPECT_NEAR(home.position.x_m, -68.6, 0.1) << "easting 409,931.4 of EPSG:25832";
    EXPECT_NEAR(home.position.y_m, 79.0, 0.1);
    EXPECT_NEAR(home.pitch_rad, -20 * std::numbers::pi / 180, 1e-12);
    EXPECT_NEAR(home.heading_rad, 30 * std::numbers::pi / 180 + 0.0165, 1e-12) << "grid north lies west of true north";
}

TEST(ACity, WithoutAHomeShowsWhereMostIsBuilt) {
    const CityOnDisk disk;
    write_city(disk.file);
    const auto city = open_city(disk.file);
    ASSERT_TRUE(city);
    glm::dvec2 screen;
    EXPECT_TRUE(city->home().project({1600, 300, 250}, 16.0 / 9.0, screen));
    EXPECT_GE(screen.x, 0);
    EXPECT_TRUE(city->home().project({7900, 300, 250}, 16.0 / 9.0, screen));
    EXPECT_LE(screen.x, 1);
    EXPECT_LT(city->home().position.z_m, city->fit(city->extent(), 16.0 / 9.0).position.z_m);
}

TEST(ACity, CreditsWhatIsVisible) {
    const CityOnDisk disk;
    write_city(disk.file);
    const auto city = open_city(disk.file);
    ASSERT_TRUE(city);
    const std::vector<std::string> all{"© Landesamt (dl-de/by-2-0)", "Stadtzwilling (CC0), schematisch, erfunden",
                                       "Stadt, geplant"};
    auto credits = city->credits();
    credits.resize(std::min<std::size_t>(credits.size(), 3));
    std::vector<std::string> german;
    for (const Words& line : credits) german.push_back(line.de);
    ASSERT_EQ(german, all);
    EXPECT_EQ(credits[1].en, "Stadtzwilling (CC0), schematic, invented");
    city->layer_states()[2].visible = false;
    for (const Words& line : city->credits()) EXPECT_EQ(line.de.find("erfunden"), std::string::npos);
}

TEST(ACity, MarksWhatIsInventedOrPlanned) {
    const CityOnDisk disk;
    write_city(disk.file);
    const auto city = open_city(disk.file);
    ASSERT_TRUE(city);
    ASSERT_EQ(city->layer_states().size(), 5u);
    EXPECT_FALSE(city->layer_states()[1].invented);
    EXPECT_TRUE(city->layer_states()[2].invented);
    EXPECT_TRUE(city->layer_states()[3].invented);
    EXPECT_FALSE(city->layer_states()[4].invented);
}

TEST(ACity, LooksTheSameAtTheSameTime) {
    const CityOnDisk disk;
    write_city(disk.file);
    const auto city = open_city(disk.file);
    ASSERT_TRUE(city);
    city->adopt_tiles({}, 10);
    city->selected = 7;
    const FrameView view = city->look(city->home(), 1280, 720, {});
    EXPECT_EQ(view.tiles.size(), 60u);
    EXPECT_EQ(view.layers.size(), 5u);
    EXPECT_EQ(view.selected, 7u);
    EXPECT_EQ(view.time, city->time);
    // 15:00 summer time in Kaiserslautern: half past one by the sun, which stands high in the south-south-west.
    EXPECT_NEAR(view.sun.elevation_deg, 59, 3);
    EXPECT_GT(view.sun.azimuth_deg, 200);
    EXPECT_LT(view.sun.azimuth_deg, 240);
    EXPECT_NEAR(glm::length(view.sun_direction), 1, 1e-9);
    EXPECT_EQ(city->look(city->home(), 1280, 720, {}).sun_direction, view.sun_direction);
}

TEST(ACity, ThatIsNoneSaysSo) {
    EXPECT_FALSE(City::open("/no/such/city.gpkg").ok());
}

}  // namespace
}  // namespace twin::scene
