#include <cmath>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "app/importer/coordinates.h"
#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

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

TEST_F(AnImport, TellsWhatItKeepsWithoutABodyApartFromWhatItLeavesOut) {
    fill_utm(shelf["a.gml"]);
    Feature sign;
    sign.kind = data::FeatureKind::generic;
    sign.id = "sign";
    sign.points = {{410100, 5477100, 250}};
    shelf["a.gml"].features.push_back(sign);
    const auto result = import({folder.file("a.gml")});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_TRUE(has_complaint(result.value().report, base::ComplaintKind::undrawn, "no body of its own"));
    EXPECT_EQ(result.value().report.count(base::ComplaintKind::skipped), 0u);
    EXPECT_TRUE(features_of(*city()).contains("sign"));
    const auto kept = city()->report();
    ASSERT_TRUE(kept.ok());
    EXPECT_EQ(kept.value().count(base::ComplaintKind::undrawn), 1u) << "the city file remembers the kind";
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

}  // namespace
}  // namespace twin::app::test
