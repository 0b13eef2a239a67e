#include <cmath>

#include <gtest/gtest.h>

#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

/// A town on a slope: the ground rises by 2 cm per metre to the east, blocks of 12 m stand on it every 40 m.
/// Frame: EPSG:25832.
constexpr double west = 410000, north = 5477200;

double ground_at(double east) {
    return 230 + 0.02 * (east - west);
}
double height_of(int i) {
    return 4 + 1.75 * i;
}
double west_of(int i) {
    return west + 14 + 40 * i;
}
bool in_block(double east, double y, int i) {
    return east >= west_of(i) && east < west_of(i) + 12 && y < north - 40 && y > north - 52;
}

constexpr int blocks = 5;

data::HeightGrid raster(double step_m, bool with_houses, data::GridMeaning meaning) {
    data::HeightGrid grid;
    grid.columns = static_cast<int>(240 / step_m);
    grid.rows = static_cast<int>(120 / step_m);
    grid.transform = {west - 10, step_m, 0, north, 0, -step_m};
    grid.meaning = meaning;
    for (int row = 0; row < grid.rows; ++row)
        for (int column = 0; column < grid.columns; ++column) {
            const double east = west - 10 + (column + 0.5) * step_m, y = north - (row + 0.5) * step_m;
            double height = meaning == data::GridMeaning::above_ground ? 0 : ground_at(east);
            for (int i = 0; with_houses && i < blocks; ++i)
                if (in_block(east, y, i))
                    height = height_of(i) + (meaning == data::GridMeaning::above_ground
                                                 ? ground_at(west_of(i)) - ground_at(east)
                                                 : ground_at(west_of(i)));
            grid.heights_m.push_back(static_cast<float>(height));
        }
    return grid;
}

Feature footprint(int i) {
    Feature house;
    house.kind = FeatureKind::building;
    house.id = "house " + std::to_string(i);
    data::Surface outline;
    outline.kind = data::SurfaceKind::footprint;
    const double x = west_of(i), y = north - 52;
    outline.outer = {{x, y, 0}, {x + 12, y, 0}, {x + 12, y + 12, 0}, {x, y + 12, 0}};
    house.surfaces.push_back(outline);
    return house;
}

class ATownWithASurfaceModel : public AnImport {
  protected:
    void SetUp() override {
        for (const char* name : {"dgm.tif", "dom.tif", "town.shp"}) shelf[name].crs_claim.text = "EPSG:25832";
        shelf["dgm.tif"].grids = {raster(1, false, data::GridMeaning::ground)};
        for (int i = 0; i < blocks; ++i) shelf["town.shp"].features.push_back(footprint(i));
    }
    void run(std::vector<const char*> names) {
        std::vector<fs::path> files;
        for (const char* name : names) files.push_back(folder.file(name));
        const auto done = import(files);
        ASSERT_TRUE(done.ok()) << done.error().message;
        report = done->report;
        houses = features_of(*city());
    }
    void expect_all_heights() {
        for (int i = 0; i < blocks; ++i) {
            const Feature& house = houses.at("house " + std::to_string(i));
            EXPECT_NEAR(house.attributes.number(data::keys::height_m), height_of(i), 0.1) << i;
            EXPECT_EQ(house.attributes.text("height_source"), "surface model");
            EXPECT_EQ(("," + house.attributes.text(data::keys::assumed)).find(",height_m"), std::string::npos);
        }
        EXPECT_TRUE(has_complaint(report, base::ComplaintKind::repaired, "5 buildings got their height"));
    }

    data::ImportReport report;
    std::map<std::string, Feature> houses;
};

TEST_F(ATownWithASurfaceModel, KnowsTheHeightsOfItsHousesWithinTenCentimetres) {
    shelf["dom.tif"].grids = {raster(0.5, true, data::GridMeaning::surface)};
    run({"dgm.tif", "dom.tif", "town.shp"});
    expect_all_heights();
    const auto terrain = city()->terrain();
    const glm::dvec2 origin = city()->frame().origin_m;
    EXPECT_NEAR(terrain->height_at(west_of(4) + 6 - origin.x, north - 46 - origin.y), ground_at(west_of(4) + 6), 0.1)
        << "a surface model is never the ground";
}

TEST_F(ATownWithASurfaceModel, HeightsAboveTheGroundSayTheSame) {
    shelf["dom.tif"].grids = {raster(0.5, true, data::GridMeaning::above_ground)};
    run({"dgm.tif", "dom.tif", "town.shp"});
    expect_all_heights();
}

TEST_F(ATownWithASurfaceModel, KeepsStatedHeights) {
    shelf["dom.tif"].grids = {raster(0.5, true, data::GridMeaning::surface)};
    shelf["town.shp"].features[0].attributes.set(data::keys::height_m, 33.0);
    run({"dgm.tif", "dom.tif", "town.shp"});
    EXPECT_DOUBLE_EQ(houses.at("house 0").attributes.number(data::keys::height_m), 33);
    EXPECT_FALSE(houses.at("house 0").attributes.has("height_source"));
    EXPECT_TRUE(has_complaint(report, base::ComplaintKind::repaired, "4 buildings got their height"));
}

TEST_F(ATownWithASurfaceModel, WithoutATerrainItSaysNothing) {
    shelf["dom.tif"].grids = {raster(0.5, true, data::GridMeaning::surface)};
    run({"dom.tif", "town.shp"});
    EXPECT_FALSE(houses.at("house 0").attributes.has("height_source"));
    EXPECT_TRUE(has_complaint(report, base::ComplaintKind::skipped, "surface model not used"));
}

TEST_F(ATownWithASurfaceModel, AHouseBuiltSinceThenKeepsItsAssumedHeight) {
    shelf["dom.tif"].grids = {raster(0.5, false, data::GridMeaning::surface)};
    run({"dgm.tif", "dom.tif", "town.shp"});
    EXPECT_NE(houses.at("house 0").attributes.text(data::keys::assumed).find("height_m"), std::string::npos);
    EXPECT_TRUE(has_complaint(report, base::ComplaintKind::warning, "do not stand out"));
}

}  // namespace
}  // namespace twin::app::test
