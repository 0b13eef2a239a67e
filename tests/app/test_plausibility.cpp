#include "app/importer/plausibility.h"

#include <cmath>

#include <gtest/gtest.h>

#include "app/importer/coordinates.h"
#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

using Outcome = Judgement::Outcome;
using Points = std::vector<glm::dvec3>;

constexpr base::GeoPoint town{49.4436, 7.7653};

data::CrsInfo crs(const std::string& text) {
    const auto info = data::understand_crs({.text = text});
    EXPECT_TRUE(info.ok()) << text;
    return info.ok() ? *info : data::CrsInfo{};
}

Judgement judged(const Points& sample, const std::string& label, const Neighbourhood& around = {}) {
    CrsJudge judge;
    return judge.judge(sample, crs(label), around);
}

TEST(Plausibility, ATrueLabelIsLeftInPeace) {
    for (const auto& [label, point] : {std::pair<const char*, glm::dvec3>{"EPSG:25832", {410500, 5477500, 0}},
                                       {"EPSG:4326", {7.7653, 49.4436, 0}},
                                       {"EPSG:31467", {3410539, 5479251, 0}},
                                       {"EPSG:4647", {32410500, 5477500, 0}},
                                       {"EPSG:3857", {864434, 6350463, 0}}}) {
        const Judgement judgement = judged({point}, label, {town, true, "EPSG:25832"});
        EXPECT_EQ(judgement.outcome, Outcome::fits) << label << ": " << judgement.what << judgement.why;
        EXPECT_TRUE(judgement.crs.axes_settled);
        EXPECT_FALSE(judgement.crs.swap_axes);
    }
}

TEST(Plausibility, ZonesReachBeyondTheirEdges) {
    // All of Bavaria is surveyed in zone 32, Passau (13.46 E) lies in zone 33.
    const Judgement judgement = judged({{828000, 5388000, 0}}, "EPSG:25832", {{{48.574, 13.46}}, true, "EPSG:25832"});
    EXPECT_EQ(judgement.outcome, Outcome::fits) << judgement.why;
}

TEST(Plausibility, AxesTheOtherWayRoundAreExchanged) {
    const Judgement utm = judged({{5477500, 410500, 0}}, "EPSG:25832");
    EXPECT_EQ(utm.outcome, Outcome::repaired);
    EXPECT_TRUE(utm.crs.swap_axes);
    EXPECT_EQ(utm.what, "easting and northing exchanged");
    const Judgement etrs = judged({{49.4436, 7.7653, 0}}, "EPSG:4258");
    EXPECT_EQ(etrs.outcome, Outcome::repaired);
    EXPECT_EQ(etrs.what, "latitude and longitude exchanged");
    // 49 E 7 N lies off Somalia: used as declared and doubted; the other files show for sure that it is wrong.
    const Judgement alone = judged({{49.4436, 7.7653, 0}}, "EPSG:4326");
    EXPECT_EQ(alone.outcome, Outcome::doubtful);
    EXPECT_FALSE(alone.crs.swap_axes);
    EXPECT_EQ(judged({{7.7653, 49.4436, 0}}, "EPSG:4326").outcome, Outcome::fits);
    EXPECT_EQ(judged({{49.4436, 7.7653, 0}}, "EPSG:4326", {town, true, ""}).outcome, Outcome::repaired);
    EXPECT_EQ(judged({{49.4436, 7.7653, 0}}, "EPSG:4326", {town, false, ""}).outcome, Outcome::doubtful);
}

TEST(Plausibility, ZoneNumbersOfEastingsComeAndGo) {
    const Judgement before = judged({{32410500, 5477500, 0}}, "EPSG:25832");
    EXPECT_EQ(before.outcome, Outcome::repaired);
    EXPECT_EQ(before.crs.east_offset, 32e6);
    const Judgement missing = judged({{410500, 5477500, 0}}, "EPSG:4647");
    EXPECT_EQ(missing.outcome, Outcome::repaired);
    EXPECT_EQ(missing.crs.east_offset, -32e6);
}

TEST(Plausibility, DegreesLabelledAsMetresAreRead) {
    const Judgement degrees = judged({{7.7653, 49.4436, 0}, {7.7660, 49.4440, 0}}, "EPSG:25832+7837");
    EXPECT_EQ(degrees.outcome, Outcome::repaired);
    EXPECT_EQ(degrees.crs.horizontal, "EPSG:4258");
    EXPECT_EQ(degrees.crs.vertical, "DHHN2016");
    EXPECT_FALSE(degrees.crs.swap_axes);
    EXPECT_TRUE(judged({{49.4436, 7.7653, 0}}, "EPSG:25832").crs.swap_axes);
}

TEST(Plausibility, MetresLabelledAsDegreesAskForTheRecipe) {
    const Judgement alone = judged({{410500, 5477500, 0}}, "EPSG:4326");
    EXPECT_EQ(alone.outcome, Outcome::impossible);
    EXPECT_NE(alone.why.find("are metres; they fit EPSG:25832"), std::string::npos) << alone.why;
    EXPECT_EQ(alone.proposal, "EPSG:25832");
    const Judgement beside = judged({{410500, 5477500, 0}}, "EPSG:4326", {town, true, "EPSG:25832"});
    EXPECT_EQ(beside.outcome, Outcome::repaired) << "beside the others in their own system: no chance";
    EXPECT_EQ(beside.crs.horizontal, "EPSG:25832");
    EXPECT_EQ(beside.crs.how, "assumed");
}

TEST(Plausibility, FeetAreNamed) {
    const double foot_m = 0.3048;
    const Judgement feet = judged({{2683000 / foot_m, 1247500 / foot_m, 0}}, "EPSG:2056");
    EXPECT_EQ(feet.outcome, Outcome::impossible);
    EXPECT_NE(feet.why.find("only when they are feet"), std::string::npos) << feet.why;
}

TEST(Plausibility, AWrongZoneIsToldAndTheRightOneProposed) {
    // Zone 32's numbers under the label of zone 33 lie 430 km east.
    const Judgement judgement = judged({{410500, 5477500, 0}}, "EPSG:25833", {town, true, "EPSG:25832"});
    EXPECT_EQ(judgement.outcome, Outcome::doubtful);
    EXPECT_NE(judgement.what.find("km from the other files"), std::string::npos) << judgement.what;
    EXPECT_EQ(judgement.proposal, "EPSG:25832");
    // Gauss-Krüger's label on UTM numbers (seen in a model of Ingolstadt) fits nowhere.
    const Judgement label = judged({{678103, 5403806, 0}}, "EPSG:31468");
    EXPECT_EQ(label.outcome, Outcome::impossible);
    EXPECT_NE(label.why.find("they fit EPSG:25832"), std::string::npos) << label.why;
}

TEST_F(AnImport, ExchangesAxesAndSaysSo) {
    fill_utm(shelf["a.gml"]);
    for (Feature& feature : shelf["a.gml"].features)
        visit_coordinates(feature, [](glm::dvec3& p) { std::swap(p.x, p.y); });
    fill_streets(shelf["streets.json"]);
    for (Feature& feature : shelf["streets.json"].features)
        visit_coordinates(feature, [](glm::dvec3& p) { std::swap(p.x, p.y); });
    fill_utm(shelf["b.gml"]);
    for (Feature& feature : shelf["b.gml"].features) feature.id += "b";
    const auto result = import({folder.file("a.gml"), folder.file("b.gml"), folder.file("streets.json")});
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_TRUE(has_complaint(result->report, base::ComplaintKind::repaired, "easting and northing exchanged"));
    EXPECT_TRUE(has_complaint(result->report, base::ComplaintKind::repaired, "latitude and longitude exchanged"));
    const auto file = city();
    const auto features = features_of(*file);
    EXPECT_NEAR(features.at("A").surfaces[0].outer[0].x + file->frame().origin_m.x, 410100, 10.01);
    EXPECT_NEAR(features.at("A").surfaces[0].outer[0].y + file->frame().origin_m.y, 5477100, 10.01);
    const glm::dvec3 start = features.at("way/1").lines[0].points[0];
    EXPECT_NEAR(start.x + file->frame().origin_m.x, 409961.1, 1);  // 7.758 E, 49.44 N
    EXPECT_NEAR(start.y + file->frame().origin_m.y, 5477111.9, 1);
}

TEST_F(AnImport, LeavesOutAFileWhoseLabelFitsNowhereAndWritesTheRecipeLine) {
    fill_utm(shelf["a.gml"]);
    shelf["a.gml"].crs_claim.text = "EPSG:4326";
    const auto result = import({folder.file("a.gml")});
    ASSERT_FALSE(result.ok());
    const std::string line = "source = [{path = \"a.gml\", crs = \"EPSG:25832\"}]";
    EXPECT_NE(result.error().message.find(line), std::string::npos) << result.error().message;
    // The line is a recipe as it stands.
    const auto again = import({folder.file("city.toml", line + "\n")});
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again->objects, 2u);
}

TEST_F(AnImport, ReadsTheReferenceSystemBesideTheFile) {
    fill_utm(shelf["a.xyz"]);
    shelf["a.xyz"].crs_claim.text.clear();
    for (Feature& feature : shelf["a.xyz"].features)
        visit_coordinates(feature, [](glm::dvec3& p) {  // the same place in Berlin's zone
            p.x += -24228.7177 - 410500;
            p.y += 5501975.2007 - 5477500;
        });
    folder.file(
        "a.prj",
        R"(PROJCS["ETRS_1989_UTM_Zone_33N",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",15.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]])");
    const auto result = import({folder.file("a.xyz")});
    ASSERT_TRUE(result.ok()) << result.error().message;
    const auto file = city();
    EXPECT_EQ(file->layers().back().crs.horizontal, "EPSG:25833");
    EXPECT_NE(file->layers().back().crs.note.find("a.prj"), std::string::npos);
    EXPECT_EQ(file->meta("crs_how"), "declared");
}

TEST_F(AnImport, OfOnePlaceInTwoSystemsCoincidesWithinTwoCentimetres) {
    // Numbers of tests/data/test_crs_places.cpp: the same point in UTM and sea level, and in degrees and ellipsoidal.
    auto& utm = shelf["utm.gml"];
    utm.crs_claim.text = "EPSG:25832+5773";
    utm.features = {block("utm", 410500, 5477500, 240.5)};
    auto& degrees = shelf["degrees.gml"];
    degrees.crs_claim = {.text = "urn:ogc:def:crs:EPSG::4979", .xy_order = false};
    degrees.features = {block("degrees", 0, 0, 0)};
    visit_coordinates(degrees.features[0], [](glm::dvec3& p) { p = {49.443570382, 7.765346017, 289.183427}; });
    degrees.features[0].surfaces[0].outer[1].x += 0.0001;
    degrees.features[0].surfaces[0].outer[2].y += 0.0001;
    const auto result = import({folder.file("utm.gml"), folder.file("degrees.gml")});
    ASSERT_TRUE(result.ok()) << result.error().message;
    const auto features = features_of(*city());
    const glm::dvec3 a = features.at("utm").surfaces[1].outer[3], b = features.at("degrees").surfaces[0].outer[0];
    EXPECT_NEAR(a.x, b.x, 0.02);
    EXPECT_NEAR(a.y, b.y, 0.02);
    EXPECT_NEAR(a.z, b.z, 0.02);
}

}  // namespace
}  // namespace twin::app::test
