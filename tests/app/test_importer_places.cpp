#include <cmath>

#include <gtest/gtest.h>

#include "app/importer/city_json.h"
#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

/// Real files at their true places.
class TruePlaces : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists(TWIN_DATA_ROOT)) GTEST_SKIP() << "no data at " TWIN_DATA_ROOT;
    }
    std::shared_ptr<data::CityFile> import(const fs::path& source) {
        ImportRequest request;
        request.sources = {fs::path(TWIN_DATA_ROOT) / source};
        request.output = folder / "city.gpkg";
        request.read = read_here;
        const auto result = import_city(request, {});
        EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().message);
        return result.ok() ? open_city(folder / "city.gpkg") : nullptr;
    }
    static void expect_box(const data::CityFile& city, double west, double south, double east, double north,
                           double within_deg) {
        const auto info = describe_city(city);
        ASSERT_TRUE(info.ok());
        const auto& box = (*info)["extent"]["wgs84"];
        EXPECT_NEAR(box[0].get<double>(), west, within_deg);
        EXPECT_NEAR(box[1].get<double>(), south, within_deg);
        EXPECT_NEAR(box[2].get<double>(), east, within_deg);
        EXPECT_NEAR(box[3].get<double>(), north, within_deg);
    }
    Folder folder;
};

TEST_F(TruePlaces, YokosukaLiesInTheCellOfTheJapaneseGridThatItsNameSays) {
    // Grid square 5239-75-19 of JIS X 0410: 35.25833 to 35.26667 N, 139.7375 to 139.75 E.
    const auto city = import("citygml/plateau-japan/yokosuka-shi/udx/bldg/52397519_bldg_6697_op.gml");
    ASSERT_TRUE(city);
    const auto info = describe_city(*city);
    const auto& box = (*info)["extent"]["wgs84"];
    EXPECT_GT(box[0].get<double>(), 139.7375 - 0.001);
    EXPECT_GT(box[1].get<double>(), 35.25833 - 0.001);
    EXPECT_LT(box[2].get<double>(), 139.75 + 0.001);
    EXPECT_LT(box[3].get<double>(), 35.26667 + 0.001);
    EXPECT_EQ(city->frame().horizontal, "EPSG:32654");
    EXPECT_EQ(city->layers().back().crs.vertical, "EPSG:6695") << "heights above Tokyo Bay";
}

TEST_F(TruePlaces, DelftAndZurichLieInTheirTowns) {
    // Boxes of the files' vertices by `cs2cs EPSG:28992 EPSG:4258` and `cs2cs EPSG:2056 EPSG:4258` (PROJ 9.1.1).
    const auto delft = import("cityjson/cjio/delft.json");
    ASSERT_TRUE(delft);
    expect_box(*delft, 4.3620, 52.0106, 4.3697, 52.0136, 0.0003);
    EXPECT_EQ(delft->frame().vertical, "EPSG:5709") << "NAP";
    const auto zurich = import("cityjson/cjio/zurich/zurich_subset_lod2.json");
    ASSERT_TRUE(zurich);
    expect_box(*zurich, 8.4736, 47.3339, 8.5971, 47.4223, 0.002);
    EXPECT_EQ(zurich->layers().back().crs.how, "declared");
}

}  // namespace
}  // namespace twin::app::test
