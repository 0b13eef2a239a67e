#include "app/importer/importer.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <map>
#include <set>

#include <glm/geometric.hpp>

#include "app/importer/city_json.h"
#include "app/importer/coordinates.h"
#include "app/importer/open_thing.h"
#include "data/city_file/city_file.h"
#include "data/import_file.h"
#include "data/keys.h"

namespace twin::app {
namespace {

namespace fs = std::filesystem;
using data::Feature;
using data::FeatureKind;
using data::HeightMode;

struct Folder {
    fs::path path = fs::temp_directory_path() / ("twin_importer_" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    fs::path operator/(const std::string& name) const { return path / name; }
    fs::path file(const std::string& name, const std::string& text = "x") const {
        std::ofstream(path / name) << text;
        return path / name;
    }
    std::set<std::string> names() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(path)) names.insert(entry.path().filename().string());
        return names;
    }
};

/// What the files of a test hold, by file name; a name that is not here fails like a broken file.
struct Bookshelf {
    std::map<std::string, data::CollectingSink> files;

    data::CollectingSink& operator[](const std::string& name) { return files[name]; }
    FileReader reader() {
        return [this](const fs::path& file, const std::string&, const data::SourceOptions&, const base::WorkerLimits&,
                      data::SourceSink& sink, const base::ProgressSink& progress) -> base::Result<void> {
            const auto found = files.find(file.filename().string());
            if (found == files.end()) return base::Error{file.string() + ": reading: the reader crashed"};
            if (!found->second.crs_claim.text.empty()) sink.crs(found->second.crs_claim);
            for (const Feature& feature : found->second.features) sink.feature(Feature(feature));
            for (const data::HeightGrid& grid : found->second.grids) sink.height_grid(data::HeightGrid(grid));
            for (const auto& recording : found->second.recordings) sink.traffic(data::TrafficRecording(recording));
            for (const auto& complaint : found->second.complaints) sink.complain(complaint);
            if (progress && !progress({"reading", 1, 1, found->second.features.size()}))
                return base::Error{"cancelled"};
            return {};
        };
    }
};

/// Reads real files in this process, without a worker.
base::Result<void> read_here(const fs::path& path, const std::string& format, const data::SourceOptions& options,
                             const base::WorkerLimits&, data::SourceSink& sink, const base::ProgressSink&) {
    const auto file = data::MappedFile::open(path);
    if (!file.ok()) return file.error();
    const data::Source* source = format.empty() ? data::recognise(file.value().input()) : data::source_named(format);
    if (!source) return base::Error{path.string() + ": not recognised"};
    data::CollectingSink collected(path.parent_path());
    const auto done = source->read(file.value().input(), options, collected);
    sink.crs(collected.crs_claim);
    for (Feature& feature : collected.features) sink.feature(std::move(feature));
    for (data::HeightGrid& grid : collected.grids) sink.height_grid(std::move(grid));
    for (data::TrafficRecording& recording : collected.recordings) sink.traffic(std::move(recording));
    for (base::Complaint& complaint : collected.complaints) sink.complain(std::move(complaint));
    return done;
}

/// A block of 10 m with a flat roof.
/// Frame: EPSG:25832.
Feature block(const std::string& id, double east, double north, double ground_m, double height_m = 10) {
    Feature building;
    building.kind = FeatureKind::building;
    building.id = id;
    building.heights = HeightMode::absolute;
    const auto corner = [&](int i, double z) {
        return glm::dvec3(east + (i == 1 || i == 2 ? 10 : 0), north + (i >= 2 ? 10 : 0), z);
    };
    const double top = ground_m + height_m;
    building.surfaces.push_back(
        {data::SurfaceKind::roof, "", {corner(0, top), corner(1, top), corner(2, top), corner(3, top)}, {}});
    building.surfaces.push_back({data::SurfaceKind::ground,
                                 "",
                                 {corner(3, ground_m), corner(2, ground_m), corner(1, ground_m), corner(0, ground_m)},
                                 {}});
    for (int i = 0; i < 4; ++i)
        building.surfaces.push_back(
            {data::SurfaceKind::wall,
             "",
             {corner(i, ground_m), corner((i + 1) % 4, ground_m), corner((i + 1) % 4, top), corner(i, top)},
             {}});
    return building;
}

Feature street(const std::string& id, const std::string& name, double lon, double lat) {
    Feature way;
    way.kind = FeatureKind::street;
    way.id = id;
    way.attributes.set(data::keys::name, name);
    way.attributes.set(data::keys::street_class, std::string("residential"));
    way.lines.push_back({{{lon, lat, 0}, {lon + 0.001, lat, 0}}, {1, 2}});
    return way;
}

void fill_utm(data::CollectingSink& file) {
    file.crs_claim.text = "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH";
    file.features = {block("A", 410100, 5477100, 250), block("B", 410200, 5477100, 252)};
}

void fill_streets(data::CollectingSink& file) {
    file.crs_claim.text = "EPSG:4326";
    file.features = {street("way/1", "Pariser Straße", 7.758, 49.44), street("way/2", "Mühlstraße", 7.76, 49.441)};
}

std::shared_ptr<data::CityFile> open_city(const fs::path& path) {
    auto city = data::CityFile::open(path);
    EXPECT_TRUE(city.ok()) << (city.ok() ? "" : city.error().message);
    return city.ok() ? *city : nullptr;
}

std::map<std::string, Feature> features_of(const data::CityFile& city) {
    std::vector<FeatureKind> kinds;
    for (int i = 0; i < data::feature_kind_count; ++i) kinds.push_back(static_cast<FeatureKind>(i));
    std::map<std::string, Feature> features;
    EXPECT_TRUE(city.visit(kinds, [&](std::uint32_t, const Feature& feature) { features[feature.id] = feature; }).ok());
    return features;
}

bool has_complaint(const data::ImportReport& report, base::ComplaintKind kind, const std::string& words) {
    for (const data::ReportItem& item : report.items)
        if (item.complaint.kind == kind &&
            (item.complaint.what + " " + item.complaint.why).find(words) != std::string::npos)
            return true;
    return false;
}

class AnImport : public testing::Test {
  protected:
    base::Result<ImportResult> import(const std::vector<fs::path>& sources, const fs::path& recipe = {}) {
        ImportRequest request;
        request.sources = sources;
        request.recipe = recipe;
        request.output = folder / "city.gpkg";
        request.read = shelf.reader();
        return import_city(request, {});
    }
    std::shared_ptr<data::CityFile> city() { return open_city(folder / "city.gpkg"); }

    Folder folder;
    Bookshelf shelf;
};

TEST_F(AnImport, PutsFilesOfSeveralSystemsIntoOneCity) {
    fill_utm(shelf["a.gml"]);
    fill_streets(shelf["b.osm"]);
    const auto result = import({folder.file("a.gml"), folder.file("b.osm")});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(result.value().objects, 4u);
    EXPECT_EQ(result.value().warnings(), 0u);
    EXPECT_GT(result.value().triangles, 20u);
    const auto file = city();
    ASSERT_TRUE(file);
    EXPECT_EQ(file->frame().horizontal, "EPSG:25832");
    EXPECT_EQ(file->frame().vertical, "DHHN2016");
    EXPECT_EQ(file->meta("crs_how"), "declared");
    EXPECT_EQ(file->meta("name"), "city");
    const auto features = features_of(*file);
    const glm::dvec3 corner = features.at("A").surfaces[0].outer[0];
    EXPECT_EQ(corner + glm::dvec3(file->frame().origin_m, 0), glm::dvec3(410100, 5477100, 260));
    // 7.758 E, 49.44 N is 409,961.1 / 5,477,111.9 in UTM zone 32.
    const glm::dvec3 begin = features.at("way/1").lines[0].points[0] + glm::dvec3(file->frame().origin_m, 0);
    EXPECT_NEAR(begin.x, 409961.1, 0.5);
    EXPECT_NEAR(begin.y, 5477111.9, 0.5);
    EXPECT_FALSE(file->search("pariser", 5).empty());
}

TEST_F(AnImport, GoesOnWithoutABrokenFile) {
    fill_utm(shelf["a.gml"]);
    const auto result = import({folder.file("a.gml"), folder.file("broken.gml"), folder / "missing.gml"});
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value().objects, 2u);
    ASSERT_EQ(result.value().errors.size(), 2u);
    EXPECT_EQ(result.value().warnings(), 2u);
    EXPECT_TRUE(has_complaint(*city()->report(), base::ComplaintKind::warning, "broken.gml"));
}

TEST_F(AnImport, OfNothingLeavesNothing) {
    const auto result = import({folder.file("broken.gml")});
    ASSERT_FALSE(result.ok());
    EXPECT_NE(result.error().message.find("broken.gml"), std::string::npos);
    EXPECT_EQ(folder.names(), (std::set<std::string>{"broken.gml"}));
    EXPECT_FALSE(import({}).ok());
    EXPECT_FALSE(import({folder / "*.xyz"}).ok());
}

TEST_F(AnImport, KeepsTheOldCityWhenItFails) {
    fill_utm(shelf["a.gml"]);
    ASSERT_TRUE(import({folder.file("a.gml")}).ok());
    ASSERT_FALSE(import({folder.file("broken.gml")}).ok());
    EXPECT_EQ(city()->objects_by_kind().at("Building"), 2u);
}

TEST_F(AnImport, CanBeCancelledAtAnyStepWithoutATrace) {
    fill_utm(shelf["a.gml"]);
    fill_streets(shelf["b.osm"]);
    ImportRequest request;
    request.sources = {folder.file("a.gml"), folder.file("b.osm")};
    request.output = folder / "city.gpkg";
    request.read = shelf.reader();
    bool completed = false;
    int step = 0;
    for (; step < 100 && !completed; ++step) {
        int left = step;
        const auto result = import_city(request, [&](const base::Progress&) { return left-- > 0; });
        completed = result.ok();
        EXPECT_EQ(folder.names().contains("city.gpkg"), completed) << step;
        EXPECT_FALSE(folder.names().contains("city.gpkg.part")) << step;
    }
    EXPECT_TRUE(completed);
    EXPECT_GT(step, 6);
}

TEST_F(AnImport, TellsProgressThatOnlyGrows) {
    fill_utm(shelf["a.gml"]);
    fill_streets(shelf["b.osm"]);
    ImportRequest request;
    request.sources = {folder.file("a.gml", std::string(1000, 'x')), folder.file("b.osm", std::string(3000, 'x'))};
    request.output = folder / "city.gpkg";
    request.read = shelf.reader();
    std::vector<base::Progress> told;
    ASSERT_TRUE(import_city(request, [&](const base::Progress& progress) {
                    told.push_back(progress);
                    return true;
                }).ok());
    for (std::size_t i = 1; i < told.size(); ++i) EXPECT_GE(told[i].bytes_done, told[i - 1].bytes_done);
    EXPECT_EQ(told.back().bytes_total, 4000u);
    EXPECT_EQ(told.back().bytes_done, 4000u);
    EXPECT_EQ(told.back().objects, 4u);
}

TEST_F(AnImport, LeavesOutWhatLiesNowhereOrFarAway) {
    fill_utm(shelf["a.gml"]);
    shelf["a.gml"].features.push_back(block("nan", NAN, 5477100, 250));
    shelf["a.gml"].features.push_back(block("far", 810100, 5477100, 250));
    const auto result = import({folder.file("a.gml")});
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value().objects, 2u);
    EXPECT_TRUE(has_complaint(result.value().report, base::ComplaintKind::skipped, "nowhere"));
    EXPECT_TRUE(has_complaint(result.value().report, base::ComplaintKind::skipped, "km from the rest"));
}

TEST_F(AnImport, KeepsOneOfTwoObjectsWithOneId) {
    fill_utm(shelf["a.gml"]);
    fill_utm(shelf["b.gml"]);
    shelf["b.gml"].features[1].id = "C";
    const std::string gml =
        "<?xml version=\"1.0\"?>\n<core:CityModel xmlns:core=\"http://www.opengis.net/citygml/2.0\">";
    const auto result = import({folder.file("a.gml", gml), folder.file("b.gml", gml)});
    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result.value().objects, 3u);
    EXPECT_TRUE(has_complaint(result.value().report, base::ComplaintKind::skipped, "it was in a.gml before"));
    EXPECT_EQ(city()->layers().size(), 2u) << "tiles of one survey share their layer";
}

TEST_F(AnImport, SaysWhichReferenceSystemItAssumed) {
    fill_utm(shelf["a.gml"]);
    shelf["a.gml"].crs_claim.text.clear();
    const auto result = import({folder.file("a.gml")});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_TRUE(has_complaint(result.value().report, base::ComplaintKind::assumed, "EPSG:25832"));
    EXPECT_EQ(city()->meta("crs_how"), "assumed");
}

TEST_F(AnImport, LetsTheRecipeOverruleTheFile) {
    fill_utm(shelf["a.gml"]);
    for (Feature& feature : shelf["a.gml"].features)
        visit_coordinates(feature, [](glm::dvec3& p) { p.x += 32'000'000; });
    const auto recipe =
        folder.file("city.toml",
                    "[city]\nname = \"Testdorf\"\ncrs = \"EPSG:25832\"\n[[source]]\npath = \"a.gml\"\ncrs = "
                    "\"EPSG:4647\"\ncredit = \"© Amt\"\nlicence = \"CC0\"\nprovenance = \"measured\"\n");
    folder.file("a.gml");
    const auto result = import({recipe});
    ASSERT_TRUE(result.ok()) << result.error().message;
    const auto file = city();
    EXPECT_EQ(file->meta("name"), "Testdorf");
    EXPECT_EQ(file->meta("crs_how"), "recipe");
    const glm::dvec3 corner = features_of(*file).at("A").surfaces[0].outer[0];
    EXPECT_NEAR(corner.x + file->frame().origin_m.x, 410100, 0.01);
    const data::LayerInfo& buildings = file->layers()[1];
    EXPECT_EQ(buildings.source, "© Amt");
    EXPECT_EQ(buildings.provenance, data::Provenance::measured);
    EXPECT_EQ(buildings.crs.how, "recipe");
}

TEST_F(AnImport, LaysGroundUnderBuildingsWhereNoTerrainIsGiven) {
    auto& file = shelf["a.gml"];
    file.crs_claim.text = "EPSG:25832";
    for (int i = 0; i < 20; ++i)
        file.features.push_back(block("b" + std::to_string(i), 410000 + 100 * i, 5477000, 250 + 5 * i));
    ASSERT_TRUE(import({folder.file("a.gml")}).ok());
    const auto built = city();
    const auto terrain = built->terrain();
    ASSERT_TRUE(terrain.ok());
    EXPECT_FALSE(terrain->measured);
    const glm::dvec2 origin = built->frame().origin_m;
    EXPECT_NEAR(terrain->height_at(410005 - origin.x, 5477005 - origin.y), 250, 8);
    EXPECT_NEAR(terrain->height_at(411905 - origin.x, 5477005 - origin.y), 345, 8);
    EXPECT_TRUE(has_complaint(*built->report(), base::ComplaintKind::assumed, "no terrain model"));
}

TEST_F(AnImport, StandsAModelOnTheGroundAndTurnsItFromTrueNorth) {
    fill_utm(shelf["a.gml"]);
    for (Feature& feature : shelf["a.gml"].features)
        visit_coordinates(feature, [](glm::dvec3& p) { p.z = p.z > 255 ? 310 : 300; });
    Feature arrow;
    arrow.kind = FeatureKind::model;
    arrow.id = "arrow";
    arrow.heights = HeightMode::above_ground;
    data::ModelMesh mesh;
    mesh.positions = {{0, 0, 0}, {0, 10, 0}, {1, 0, 2}};  // from its origin 10 m along its own north
    mesh.normals.assign(3, glm::vec3(0, 1, 0));
    mesh.colours.assign(3, 0xFFFFFFFF);
    mesh.triangles = {0, 1, 2};
    arrow.models = {mesh};
    shelf["arrow.obj"].features = {arrow};
    folder.file("a.gml");
    folder.file("arrow.obj");
    const auto recipe = folder.file("city.toml",
                                    "[[source]]\npath = \"a.gml\"\n[[source]]\npath = \"arrow.obj\"\n"
                                    "[source.place]\nposition = [7.7597, 49.4402]\nheading_deg = 90\nscale = 3\n");
    const auto result = import({recipe});
    ASSERT_TRUE(result.ok()) << result.error().message;
    const auto file = city();
    const Feature placed = features_of(*file).at("arrow");
    EXPECT_EQ(placed.heights, HeightMode::absolute);
    const auto& positions = placed.models[0].positions;
    EXPECT_NEAR(positions[0].z, file->terrain()->height_at(positions[0].x, positions[0].y), 0.05);
    EXPECT_NEAR(positions[2].z - positions[0].z, 6, 1e-6);
    const glm::dvec3 along = positions[1] - positions[0];
    EXPECT_NEAR(glm::length(along), 30, 1e-6);
    // East of true north is, on the grid, turned by the convergence: 0.94 degrees clockwise more here.
    const auto geo = data::GeoConverter::make(file->frame());
    const auto from = geo.value().to_geo(base::CityPoint(positions[0])),
               to = geo.value().to_geo(base::CityPoint(positions[1]));
    EXPECT_NEAR(to.lat_deg, from.lat_deg, 1e-7);
    EXPECT_GT(to.lon_deg, from.lon_deg);
    EXPECT_NEAR(placed.models[0].normals[0].x, 1, 0.001);
}

TEST_F(AnImport, PutsAModelWithoutAPlaceIntoTheMiddle) {
    fill_utm(shelf["a.gml"]);
    Feature box = block("box", 0, 0, 0, 3);
    box.kind = FeatureKind::model;
    shelf["box.obj"].features = {box};
    const auto result = import({folder.file("a.gml"), folder.file("box.obj")});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_TRUE(has_complaint(result.value().report, base::ComplaintKind::assumed, "middle of the city"));
    const auto file = city();
    const glm::dvec3 corner = features_of(*file).at("box").surfaces[0].outer[0];
    EXPECT_NEAR(corner.x + file->frame().origin_m.x, 410150, 100);
    EXPECT_NEAR(corner.z, 254, 3);
}

TEST_F(AnImport, LowersEllipsoidalHeightsToTheSea) {
    fill_utm(shelf["a.gml"]);
    shelf["a.gml"].crs_claim.text = "EPSG:25832";
    const auto recipe = folder.file("city.toml", "[[source]]\npath = \"a.gml\"\nheights = \"ellipsoidal\"\n");
    folder.file("a.gml");
    const auto result = import({recipe});
    ASSERT_TRUE(result.ok()) << result.error().message;
    // The geoid lies 48 m above the ellipsoid in Kaiserslautern.
    EXPECT_NEAR(features_of(*city()).at("A").surfaces[0].outer[0].z, 260 - 48, 1.5);
}

TEST_F(AnImport, BringsTrafficIntoTheCityFrame) {
    fill_utm(shelf["a.gml"]);
    auto& file = shelf["fcd.xml"];
    file.crs_claim.text = "EPSG:4326";
    data::TrafficRecording recording;
    recording.name = "fcd";
    recording.origin = {7.75, 49.44};
    data::VehicleTrack car;
    car.id = "car";
    car.time_s = {0, 1};
    car.offset_m = {{0.008f, 0}, {0.0081f, 0}};
    car.speed_ms = {10, 10};
    car.heading_deg = {90, 90};
    recording.vehicles.push_back(car);
    file.recordings.push_back(recording);
    ASSERT_TRUE(import({folder.file("a.gml"), folder.file("fcd.xml")}).ok());
    const auto built = city();
    const auto traffic = built->traffic();
    ASSERT_TRUE(traffic.ok());
    ASSERT_EQ(traffic->size(), 1u);
    const auto& placed = traffic->front();
    const glm::dvec2 at = placed.origin + glm::dvec2(placed.vehicles[0].offset_m[0]) + built->frame().origin_m;
    EXPECT_NEAR(at.x, 409961.1, 1);  // 7.758 E, 49.44 N
    EXPECT_NEAR(at.y, 5477111.9, 1);
    EXPECT_NEAR(glm::distance(placed.vehicles[0].offset_m[0], placed.vehicles[0].offset_m[1]), 7.25, 0.1);
}

TEST_F(AnImport, AddsToACityThatIsThere) {
    fill_utm(shelf["a.gml"]);
    shelf["a.gml"].features[0].surfaces.resize(1);
    shelf["a.gml"].features[0].surfaces[0].kind = data::SurfaceKind::footprint;
    shelf["a.gml"].features[0].heights = HeightMode::flat;
    shelf["a.gml"].complaints.push_back({base::ComplaintKind::repaired, "B", "a hole closed", "it was open"});
    const auto recipe = folder.file("city.toml",
                                    "[city]\nname = \"Testdorf\"\nhome = [49.4, 7.7, 400, 20, -30]\n[[source]]\npath = "
                                    "\"a.gml\"\ncredit = \"© Amt\"\nprovenance = \"invented\"\n");
    folder.file("a.gml");
    ASSERT_TRUE(import({recipe}).ok());
    const std::size_t assumed = city()->report()->count(base::ComplaintKind::assumed);
    const glm::dvec2 origin = city()->frame().origin_m;
    fs::rename(folder / "city.gpkg", folder / "old.gpkg");
    fill_streets(shelf["b.osm"]);
    const auto result = import({folder / "old.gpkg", folder.file("b.osm")});
    ASSERT_TRUE(result.ok()) << result.error().message;
    const auto file = city();
    EXPECT_EQ(file->objects_by_kind().at("Building"), 2u);
    EXPECT_EQ(file->objects_by_kind().at("Street"), 2u);
    const glm::dvec3 corner = features_of(*file).at("A").surfaces[0].outer[0];
    EXPECT_NEAR(corner.x + file->frame().origin_m.x, 410100, 1e-6);
    EXPECT_EQ(file->meta("name"), "Testdorf");
    EXPECT_EQ(file->meta("home"), "49.4 7.7 400 20 -30");
    EXPECT_EQ(file->meta("crs_how"), "declared");
    EXPECT_EQ(file->frame().origin_m, origin);
    EXPECT_GE(file->report()->count(base::ComplaintKind::assumed), assumed) << "what was assumed stays assumed";
    EXPECT_EQ(file->report()->count(base::ComplaintKind::repaired), 1u);
    bool found = false;
    for (const data::LayerInfo& layer : file->layers())
        found = found || (layer.kind == "buildings" && layer.source == "© Amt" &&
                          layer.provenance == data::Provenance::invented);
    EXPECT_TRUE(found);
}

TEST_F(AnImport, DescribesItselfInJson) {
    fill_utm(shelf["a.gml"]);
    ASSERT_TRUE(import({folder.file("a.gml")}).ok());
    const auto json = describe_city(*city());
    ASSERT_TRUE(json.ok());
    const auto& description = json.value();
    EXPECT_EQ(description["objects"]["Building"], 2);
    EXPECT_EQ(description["crs"]["horizontal"], "EPSG:25832");
    EXPECT_EQ(description["crs"]["vertical"], "DHHN2016");
    EXPECT_EQ(description["crs"]["how"], "declared");
    EXPECT_NEAR(description["extent"]["wgs84"][0].get<double>(), 7.7599, 0.001);
    EXPECT_NEAR(description["extent"]["wgs84"][3].get<double>(), 49.4399, 0.001);
    EXPECT_NEAR(description["extent"]["max_height_m"].get<double>(), 262, 1e-3);
    EXPECT_GT(description["triangles"], 20);
    EXPECT_EQ(description["layers"][1]["name"], "buildings");
    EXPECT_TRUE(description["report"]["items"].is_array());
    EXPECT_FALSE(describe_city_in_words(description).empty());
}

TEST(AThing, IsFoundInTheCacheUntilItChanges) {
    const Folder folder;
    const fs::path file = folder.file("a.geojson", "{}");
    const auto first = cached_city_of(file.string());
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(*first, *cached_city_of(file.string()));
    folder.file("a.geojson", "{ }");
    EXPECT_NE(*first, *cached_city_of(file.string()));
    EXPECT_TRUE(needs_import(file.string()));
    EXPECT_FALSE(needs_import(""));
}

/// Real files, read without a worker.
class RealData : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists(TWIN_DATA_ROOT)) GTEST_SKIP() << "no data at " TWIN_DATA_ROOT;
    }
    std::shared_ptr<data::CityFile> import(const std::vector<fs::path>& sources) {
        ImportRequest request;
        for (const fs::path& source : sources) request.sources.push_back(fs::path(TWIN_DATA_ROOT) / source);
        request.output = folder / "city.gpkg";
        request.read = read_here;
        const auto result = import_city(request, {});
        EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
        return result.ok() ? open_city(folder / "city.gpkg") : nullptr;
    }
    Folder folder;
};

TEST_F(RealData, WeselHas960BuildingsWith259Parts) {
    const auto city = import({"citygml/nrw-wesel-bislich"});
    ASSERT_TRUE(city);
    const auto objects = city->objects_by_kind();
    EXPECT_EQ(objects.at("Building"), 960u);
    EXPECT_EQ(objects.at("BuildingPart"), 259u);
    EXPECT_EQ(city->frame().horizontal, "EPSG:25832");
    EXPECT_EQ(city->frame().vertical, "DHHN2016");
    EXPECT_EQ(city->meta("crs_how"), "declared");
    EXPECT_NEAR(city->extent().min.z, 15, 3) << "the Lower Rhine is flat and low";
}

TEST_F(RealData, KaiserslauternHasItsStreets) {
    const auto city = import({"osm/kaiserslautern/kaiserslautern.osm.gz"});
    ASSERT_TRUE(city);
    EXPECT_GT(city->objects_by_kind().at("Building"), 15000u);
    std::set<std::string> names;
    // Squares and platforms are streets to OpenStreetMap (highway=pedestrian, highway=platform).
    const FeatureKind kinds[] = {FeatureKind::street, FeatureKind::footway,     FeatureKind::cycleway,
                                 FeatureKind::steps,  FeatureKind::street_area, FeatureKind::platform};
    ASSERT_TRUE(city->visit(kinds,
                            [&](std::uint32_t, const Feature& feature) {
                                if (auto name = feature.attributes.text(data::keys::name); !name.empty())
                                    names.insert(name);
                            })
                    .ok());
    EXPECT_GE(names.size(), 640u);
    const auto hits = city->search("pariser straße", 20);
    ASSERT_FALSE(hits.empty());
    EXPECT_EQ(hits[0].kind, "street");
    // The Pariser Straße leaves the centre to the west.
    const auto geo = data::GeoConverter::make(city->frame());
    const auto place = geo.value().to_geo(hits[0].position);
    EXPECT_NEAR(place.lat_deg, 49.443, 0.01);
    EXPECT_NEAR(place.lon_deg, 7.745, 0.02);
}

TEST_F(RealData, BayreuthStandsOnItsHills) {
    const auto city = import({"osm/graphhopper/north-bayreuth.osm.gz", "terrain/srtm-hgt/N49E011.hgt.zip",
                              "terrain/srtm-hgt/N50E011.hgt.zip"});
    ASSERT_TRUE(city);
    const auto terrain = city->terrain();
    ASSERT_TRUE(terrain.ok());
    EXPECT_TRUE(terrain->measured);
    EXPECT_GT(city->extent().max.z - city->extent().min.z, 150);
    EXPECT_GT(city->objects_by_kind().at("Building"), 4000u);
}

}  // namespace
}  // namespace twin::app
