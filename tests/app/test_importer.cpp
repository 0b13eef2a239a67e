#include "app/importer/importer.h"

#include <gtest/gtest.h>

#include "app/importer/city_json.h"
#include "app/importer/open_thing.h"
#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

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

}  // namespace
}  // namespace twin::app::test
