#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogr_spatialref.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "data/sources/gdal_setup.h"
#include "data/sources/raster.h"
#include "tests/data/memory_sink.h"
#include "tests/data/raster_files.h"

namespace {

using namespace twin;
using test::MemorySink;
using test::message_of;
using test::read_text;
using test::tiff;
using test::TiffRecipe;

const data::RasterSource source;

std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream buffer;
    buffer << in.rdbuf();
    return buffer.str();
}

TEST(Raster, AHeightLiesWhereTheFileSaysItDoes) {
    MemorySink sink;
    const auto done = read_text(source, "dgm.tif", tiff({}), sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.grids.size(), 1u);
    const data::HeightGrid& grid = sink.grids[0];
    EXPECT_EQ(grid.columns, 4);
    EXPECT_EQ(grid.rows, 3);
    EXPECT_FLOAT_EQ(grid.at(1, 2), 251);
    EXPECT_EQ(grid.transform, (std::array<double, 6>{410000, 10, 0, 5476000, 0, -10}));
    EXPECT_EQ(sink.claims.at(0).text, "EPSG:25832");
    EXPECT_TRUE(sink.complaints.empty());
}

TEST(Raster, ATurnedRasterStaysTurned) {
    TiffRecipe recipe;
    recipe.transform = {410000, 8, 6, 5476000, 6, -8};
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "dgm.tif", tiff(recipe), sink));
    EXPECT_EQ(sink.grids.at(0).transform, recipe.transform);
}

TEST(Raster, ASecondNoDataValueBesideTheDeclaredOneIsAHoleToo) {
    for (const double second : {-9999.0, -32768.0, -3.4e38, 3.4e38}) {
        TiffRecipe recipe;
        recipe.no_data = second == -9999 ? -32768 : -9999;
        recipe.values[5] = second;
        recipe.values[6] = recipe.no_data;
        MemorySink sink;
        ASSERT_TRUE(read_text(source, "dgm.tif", tiff(recipe), sink));
        const data::HeightGrid& grid = sink.grids.at(0);
        EXPECT_TRUE(std::isnan(grid.at(1, 1))) << second;
        EXPECT_TRUE(std::isnan(grid.at(2, 1))) << second;
        EXPECT_FLOAT_EQ(grid.at(3, 1), 243);
        EXPECT_GE(sink.complaints.size(), 2u) << second;
    }
}

TEST(Raster, ScaleOffsetAndFeetBecomeMetres) {
    TiffRecipe recipe;
    recipe.type = GDT_Int16;
    recipe.values.assign(12, 1000);
    recipe.scale = 0.1;
    recipe.offset = 200;
    recipe.unit = "ft";
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "dgm.tif", tiff(recipe), sink));
    EXPECT_NEAR(sink.grids.at(0).at(0, 0), 300 * 0.3048, 1e-3);
    EXPECT_TRUE(sink.complained("converted to metres"));
}

TEST(Raster, VoidsAreNotHeights) {
    TiffRecipe recipe;
    recipe.no_data = -5;
    recipe.values[3] = -5;
    recipe.values[7] = std::nan("");
    recipe.values[9] = 1e30;
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "dgm.tif", tiff(recipe), sink));
    const data::HeightGrid& grid = sink.grids.at(0);
    EXPECT_TRUE(std::isnan(grid.at(3, 0)));
    EXPECT_TRUE(std::isnan(grid.at(3, 1)));
    EXPECT_TRUE(std::isnan(grid.at(1, 2)));
    EXPECT_TRUE(sink.complained("3 of 12 heights"));
    EXPECT_TRUE(sink.complained("above 9000 m"));
}

TEST(Raster, AForgottenNoDataValueIsRecognised) {
    TiffRecipe recipe;
    recipe.values[0] = -9999;
    recipe.values[1] = -32768;
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "dgm.tif", tiff(recipe), sink));
    EXPECT_TRUE(std::isnan(sink.grids.at(0).at(0, 0)));
    EXPECT_TRUE(std::isnan(sink.grids.at(0).at(1, 0)));
    EXPECT_TRUE(sink.complained("taken as void"));
}

TEST(Raster, NothingButVoidsIsAnError) {
    TiffRecipe recipe;
    recipe.no_data = 0;
    recipe.values.assign(12, 0);
    MemorySink sink;
    EXPECT_NE(message_of(read_text(source, "dgm.tif", tiff(recipe), sink)).find("all 12 pixels are void"),
              std::string::npos);
    EXPECT_TRUE(sink.grids.empty());
}

TEST(Raster, WithoutAPlaceTheMessageSaysHowToGiveOne) {
    TiffRecipe recipe;
    recipe.placed = false;
    recipe.epsg = 0;
    const std::string bytes = tiff(recipe);
    MemorySink sink;
    const std::string message = message_of(read_text(source, "dgm.tif", bytes, sink));
    EXPECT_NE(message.find("bounds = "), std::string::npos);
    data::SourceOptions options;
    options.more["bounds"] = "410000, 5475970, 410040, 5476000";
    ASSERT_TRUE(read_text(source, "dgm.tif", bytes, sink, options));
    EXPECT_EQ(sink.grids.at(0).transform, (std::array<double, 6>{410000, 10, 0, 5476000, 0, -10}));
    options.more["bounds"] = "1,2,3";
    EXPECT_FALSE(read_text(source, "dgm.tif", bytes, sink, options));
}

TEST(Raster, AWorldFileBesideItGivesThePlace) {
    TiffRecipe recipe;
    recipe.placed = false;
    recipe.epsg = 0;
    MemorySink sink;
    sink.side_files["dgm.tfw"] = "10\n0\n0\n-10\n410005\n5475995\n";
    const auto done = read_text(source, "dgm.tif", tiff(recipe), sink);
    ASSERT_TRUE(done) << message_of(done);
    EXPECT_EQ(sink.grids.at(0).transform, (std::array<double, 6>{410000, 10, 0, 5476000, 0, -10}));
    EXPECT_EQ(sink.claims.at(0).text, "");
}

TEST(Raster, AnAsciiGridTakesItsSystemFromThePrjFile) {
    data::prepare_gdal();
    OGRSpatialReference system;
    system.importFromEPSG(25832);
    char* wkt = nullptr;
    const char* esri[] = {"FORMAT=WKT1_ESRI", nullptr};
    system.exportToWkt(&wkt, esri);
    MemorySink sink;
    sink.side_files["dgm.prj"] = wkt;
    CPLFree(wkt);
    const auto done = read_text(
        source, "dgm.asc",
        "ncols 2\nnrows 2\nxllcorner 410000\nyllcorner 5476000\ncellsize 5\nNODATA_value -9999\n1 2\n3 -9999\n", sink);
    ASSERT_TRUE(done) << message_of(done);
    EXPECT_FLOAT_EQ(sink.grids.at(0).at(0, 1), 3);
    EXPECT_TRUE(std::isnan(sink.grids.at(0).at(1, 1)));
    EXPECT_EQ(sink.claims.at(0).text, "EPSG:25832");
}

TEST(Raster, PointsInAnyOrderAndWithGapsMakeAGrid) {
    MemorySink sink;
    const auto done = read_text(source, "dgm1.xyz",
                                "410001.00 5476001.00 251.5\n410000.00 5476000.00 250.0\n410001.00 5476000.00 "
                                "250.5\n410002.00 5476001.00 252\n410000.00 5476002.00 260\n",
                                sink);
    ASSERT_TRUE(done) << message_of(done);
    const data::HeightGrid& grid = sink.grids.at(0);
    EXPECT_EQ(grid.columns, 3);
    EXPECT_EQ(grid.rows, 3);
    EXPECT_FLOAT_EQ(grid.at(0, 2), 250);
    EXPECT_FLOAT_EQ(grid.at(1, 1), 251.5);
    EXPECT_TRUE(std::isnan(grid.at(2, 2)));
    EXPECT_DOUBLE_EQ(grid.transform[0], 409999.5);
    EXPECT_DOUBLE_EQ(grid.transform[3], 5476002.5);
}

TEST(Raster, ARegularPointFileIsAGridToo) {
    std::string text;
    for (int row = 0; row < 20; ++row)
        for (int column = 0; column < 30; ++column)
            text += std::to_string(410000 + column) + ".5 " + std::to_string(5476000 + row) + ".5 " +
                    std::to_string(200 + row) + "\n";
    MemorySink sink;
    const auto done = read_text(source, "dgm1.xyz", text, sink);
    ASSERT_TRUE(done) << message_of(done);
    const data::HeightGrid& grid = sink.grids.at(0);
    EXPECT_EQ(grid.columns, 30);
    EXPECT_EQ(grid.rows, 20);
    const double north_of_first_row = grid.transform[3] + 0.5 * grid.transform[5];
    EXPECT_FLOAT_EQ(grid.at(0, 0), static_cast<float>(200 + north_of_first_row - 5476000.5));
}

TEST(Raster, ATerrainLargerThanMemoryLikesIsReadSmaller) {
    TiffRecipe recipe;
    recipe.columns = 8200;
    recipe.rows = 8200;
    recipe.type = GDT_Int16;
    recipe.values = {7};
    MemorySink sink;
    const auto done = read_text(source, "gross.tif", tiff(recipe), sink);
    ASSERT_TRUE(done) << message_of(done);
    const data::HeightGrid& grid = sink.grids.at(0);
    EXPECT_EQ(grid.columns, 4100);
    EXPECT_DOUBLE_EQ(grid.transform[1], 20);
    EXPECT_FLOAT_EQ(grid.at(4099, 4099), 7);
    EXPECT_TRUE(sink.complained("reduced size"));
    EXPECT_GT(sink.beats, 10);
}

TEST(Raster, ACutOffRasterIsNeverTakenForComplete) {
    TiffRecipe recipe;
    recipe.columns = recipe.rows = 200;
    const std::string whole = tiff(recipe);
    for (std::size_t tenth = 0; tenth < 10; ++tenth) {
        MemorySink sink;
        EXPECT_FALSE(read_text(source, "dgm.tif", std::string_view(whole).substr(0, whole.size() * tenth / 10), sink))
            << tenth;
        EXPECT_TRUE(sink.grids.empty());
    }
    MemorySink sink;
    EXPECT_FALSE(
        read_text(source, "dgm.asc", "ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 5\n1 2 3\n4", sink));
}

TEST(Raster, WrongContentUnderAGoodNameIsOneSentence) {
    for (const char* name : {"a.tif", "N49E007.hgt", "a.asc", "a.xyz", "a.img", "a.hgt.zip", "a.dem", "a.bil"}) {
        SCOPED_TRACE(name);
        MemorySink sink;
        const auto done = read_text(source, name, "Dies ist kein Gelände.\n", sink);
        EXPECT_FALSE(done);
        EXPECT_EQ(message_of(done).find("/vsi"), std::string::npos);
    }
    MemorySink sink;
    EXPECT_FALSE(read_text(source, "a.tif", "", sink));
}

TEST(Raster, AVirtualRasterCannotReachOtherFiles) {
    MemorySink sink;
    EXPECT_FALSE(read_text(
        source, "a.tif",
        R"(<VRTDataset rasterXSize="9" rasterYSize="1"><VRTRasterBand dataType="Byte" band="1" subClass="VRTRawRasterBand"><SourceFilename>/etc/passwd</SourceFilename></VRTRasterBand></VRTDataset>)",
        sink));
    EXPECT_EQ(GetGDALDriverManager()->GetDriverByName("VRT"), nullptr);
    EXPECT_EQ(GetGDALDriverManager()->GetDriverByName("HTTP"), nullptr);
}

TEST(Raster, AZippedSrtmTileIsAHillyCountryWithAFewVoids) {
    const std::string path = std::string(TWIN_DATA_ROOT) + "/terrain/srtm-hgt/N49E011.hgt.zip";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no data at " << path;
    const std::string bytes = file_text(path);
    EXPECT_EQ(source.recognises({"N49E011.hgt.zip", std::as_bytes(std::span(bytes).first(4096))}), 2);
    MemorySink sink;
    const auto done = read_text(source, "N49E011.hgt.zip", bytes, sink);
    ASSERT_TRUE(done) << message_of(done);
    const data::HeightGrid& grid = sink.grids.at(0);
    EXPECT_EQ(grid.columns, 1201);
    EXPECT_EQ(sink.claims.at(0).text, "EPSG:4326");
    EXPECT_NEAR(grid.transform[0], 11, 0.001);
    EXPECT_NEAR(grid.transform[3], 50, 0.001);
    int voids = 0;
    float lowest = 1e9f, highest = -1e9f;
    for (const float height : grid.heights_m) {
        if (std::isnan(height)) {
            ++voids;
            continue;
        }
        lowest = std::min(lowest, height);
        highest = std::max(highest, height);
    }
    EXPECT_EQ(voids, 20);
    EXPECT_FLOAT_EQ(lowest, 234);
    EXPECT_FLOAT_EQ(highest, 920);
}

}  // namespace
