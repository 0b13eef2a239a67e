#include "app/importer/height_check.h"

#include <cmath>

#include <gtest/gtest.h>

#include "app/importer/city_json.h"
#include "app/importer/coordinates.h"
#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

using Cause = HeightCheck::Cause;

constexpr double geoid_m = 48.1;

/// A hundred houses on a slope from 230 to 250 m, with a little noise; `change` makes them wrong.
template <class Change>
HeightCheck checked(const Change& change) {
    std::vector<BaseHeight> heights;
    for (int i = 0; i < 100; ++i) {
        BaseHeight height{230 + 0.2 * i + 0.3 * std::sin(i), 230 + 0.2 * i};
        change(height);
        heights.push_back(height);
    }
    return check_heights(heights, geoid_m);
}

TEST(HeightCheck, MedianAndQuartilesAreThoseOfTheBases) {
    const HeightCheck check = check_heights({{101, 100}, {102, 100}, {103, 100}, {104, 100}, {205, 100}}, {});
    EXPECT_EQ(check.buildings, 5u);
    EXPECT_DOUBLE_EQ(check.median_m, 3);
    EXPECT_DOUBLE_EQ(check.lower_quartile_m, 2);
    EXPECT_DOUBLE_EQ(check.upper_quartile_m, 4);
    EXPECT_DOUBLE_EQ(check.spread_m(), 2);
    EXPECT_EQ(check_heights({}, geoid_m).buildings, 0u);
    EXPECT_EQ(check_heights({{NAN, 1}, {1, INFINITY}}, geoid_m).buildings, 0u);
}

TEST(HeightCheck, NamesTheLikelyCause) {
    EXPECT_EQ(checked([](BaseHeight&) {}).cause, Cause::none);
    EXPECT_EQ(checked([](BaseHeight& h) { h.base_m += 1.2; }).cause, Cause::none) << "plinths";
    EXPECT_EQ(checked([](BaseHeight& h) { h.base_m += 47; }).cause, Cause::buildings_ellipsoidal);
    EXPECT_EQ(checked([](BaseHeight& h) { h.terrain_m += 48; }).cause, Cause::terrain_ellipsoidal);
    EXPECT_EQ(checked([](BaseHeight& h) { h.base_m /= 0.3048; }).cause, Cause::buildings_in_feet);
    EXPECT_EQ(checked([](BaseHeight& h) { h.terrain_m /= 0.3048; }).cause, Cause::terrain_in_feet);
    EXPECT_EQ(checked([](BaseHeight& h) { h.base_m = 0; }).cause, Cause::from_ground);
    EXPECT_EQ(checked([](BaseHeight& h) { h.base_m += 12; }).cause, Cause::constant);
    EXPECT_EQ(checked([](BaseHeight& h) { h.base_m += 20 + 30 * std::sin(h.terrain_m * 40); }).cause, Cause::scatter);
    EXPECT_EQ(check_heights({{112, 100}, {112, 100}}, geoid_m).cause, Cause::few);
}

TEST(HeightCheck, SurvivesItsJson) {
    const HeightCheck check = checked([](BaseHeight& h) { h.base_m += 47; });
    const auto again = parse_height_check(to_json(check));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->buildings, 100u);
    EXPECT_NEAR(again->median_m, check.median_m, 0.001);
    EXPECT_EQ(again->cause, Cause::buildings_ellipsoidal);
    for (const char* text : {"", "[]", "{}", "{\"buildings\":-1}", "{\"buildings\":\"x\",\"median_m\":null}"})
        EXPECT_FALSE(parse_height_check(text)) << text;
}

/// A plane of 250 m under the blocks of fill_utm().
data::HeightGrid plane(float height_m) {
    data::HeightGrid grid;
    grid.columns = grid.rows = 100;
    grid.transform = {409650, 10, 0, 5477650, 0, -10};
    grid.heights_m.assign(100 * 100, height_m);
    return grid;
}

class HeightsOfAnImport : public AnImport {
  protected:
    nlohmann::ordered_json imported(double lift_m) {
        fill_utm(shelf["a.gml"]);
        auto& features = shelf["a.gml"].features;
        for (int i = 0; i < 10; ++i) features.push_back(block("c" + std::to_string(i), 410000 + 30 * i, 5477200, 250));
        for (Feature& feature : features) visit_coordinates(feature, [&](glm::dvec3& p) { p.z += lift_m; });
        shelf["dgm.tif"].crs_claim.text = "EPSG:25832+7837";
        shelf["dgm.tif"].grids = {plane(250)};
        const auto result = import({folder.file("a.gml"), folder.file("dgm.tif")});
        EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
        if (!result.ok()) return {};
        report = result->report;
        return *describe_city(*city());
    }
    data::ImportReport report;
};

TEST_F(HeightsOfAnImport, AreInTheReportAndInInfo) {
    const auto info = imported(0.5);
    EXPECT_EQ(info["height_check"]["buildings"], 12);
    EXPECT_NEAR(info["height_check"]["median_m"].get<double>(), 0.5, 0.01);
    EXPECT_EQ(info["height_check"]["cause"], "none");
    EXPECT_TRUE(has_complaint(report, base::ComplaintKind::assumed, "bases of 12 buildings lie 0.50 m"));
    const auto& crs = info["layers"].back()["crs"];
    EXPECT_EQ(crs["horizontal"], "EPSG:25832");
    EXPECT_EQ(crs["how"], "declared");
    EXPECT_EQ(crs["accuracy_m"], 0.0);
    EXPECT_NE(describe_city_in_words(info).find("bases of 12 buildings"), std::string::npos);
}

TEST_F(HeightsOfAnImport, AGeoidErrorOf47MetresIsNamed) {
    const auto info = imported(47);
    EXPECT_EQ(info["height_check"]["cause"], "buildings_ellipsoidal");
    EXPECT_TRUE(has_complaint(report, base::ComplaintKind::warning, "height of the geoid"));
}

TEST_F(HeightsOfAnImport, AreNotComparedWithAGuessedTerrain) {
    fill_utm(shelf["a.gml"]);
    ASSERT_TRUE(import({folder.file("a.gml")}).ok());
    EXPECT_TRUE((*describe_city(*city()))["height_check"].is_null());
}

}  // namespace
}  // namespace twin::app::test
