#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

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

using Colour = std::array<int, 4>;

Colour at(const data::GroundPicture& picture, int x, int y) {
    const std::uint8_t* p = picture.pixels.at(x, y);
    return {p[0], p[1], p[2], p[3]};
}

TiffRecipe picture(int columns, int rows, int bands) {
    TiffRecipe recipe;
    recipe.columns = columns;
    recipe.rows = rows;
    recipe.bands = bands;
    recipe.type = GDT_Byte;
    recipe.transform = {410000, 0.2, 0, 5476000, 0, -0.2};
    recipe.values.clear();
    return recipe;
}

TEST(RasterPictures, ThreeBandsOfBytesAreAPictureAtItsPlace) {
    TiffRecipe recipe = picture(2, 1, 3);
    recipe.values = {10, 20, 30, 40, 50, 60};
    MemorySink sink;
    const auto done = read_text(source, "luftbild.tif", tiff(recipe), sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.ground_pictures.size(), 1u);
    EXPECT_TRUE(sink.grids.empty());
    EXPECT_EQ(at(sink.ground_pictures[0], 0, 0), (Colour{10, 30, 50, 255}));
    EXPECT_EQ(at(sink.ground_pictures[0], 1, 0), (Colour{20, 40, 60, 255}));
    EXPECT_EQ(sink.ground_pictures[0].transform, recipe.transform);
    EXPECT_EQ(sink.claims.at(0).text, "EPSG:25832");
    EXPECT_TRUE(sink.complaints.empty());
}

TEST(RasterPictures, ALargeOneComesInPiecesThatTouch) {
    TiffRecipe recipe = picture(2500, 1500, 3);
    for (int i = 0; i < 2500 * 1500 * 3; ++i) recipe.values.push_back(i % 2500 % 256);
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "luftbild.tif", tiff(recipe), sink));
    EXPECT_GT(sink.ground_pictures.size(), 4u);
    std::vector<int> covered(2500 * 1500, 0);
    for (const data::GroundPicture& piece : sink.ground_pictures) {
        EXPECT_LE(std::max(piece.pixels.width_px, piece.pixels.height_px), 1024);
        const int column = static_cast<int>(std::lround((piece.transform[0] - 410000) / 0.2));
        const int row = static_cast<int>(std::lround((5476000 - piece.transform[3]) / 0.2));
        EXPECT_EQ(at(piece, 0, 0)[0], column % 256);
        for (int y = 0; y < piece.pixels.height_px; ++y)
            for (int x = 0; x < piece.pixels.width_px; ++x) ++covered[(row + y) * 2500 + column + x];
    }
    EXPECT_EQ(std::count(covered.begin(), covered.end(), 0), 0);
}

TEST(RasterPictures, AlphaAndNoDataAreTransparent) {
    TiffRecipe recipe = picture(2, 1, 4);
    recipe.has_alpha = true;
    recipe.values = {10, 20, 30, 40, 50, 60, 255, 0};
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "a.tif", tiff(recipe), sink));
    EXPECT_EQ(at(sink.ground_pictures.at(0), 0, 0)[3], 255);
    EXPECT_EQ(at(sink.ground_pictures.at(0), 1, 0)[3], 0);

    recipe = picture(3, 1, 3);
    recipe.no_data = 0;
    recipe.values = {0, 0, 9, 0, 7, 9, 0, 7, 9};
    MemorySink voids;
    ASSERT_TRUE(read_text(source, "b.tif", tiff(recipe), voids));
    EXPECT_EQ(at(voids.ground_pictures.at(0), 0, 0)[3], 0);
    EXPECT_EQ(at(voids.ground_pictures.at(0), 1, 0)[3], 255) << "only one of its colours is none";
    EXPECT_EQ(at(voids.ground_pictures.at(0), 2, 0)[3], 255);
}

TEST(RasterPictures, APaletteIsLookedUp) {
    TiffRecipe recipe = picture(2, 1, 1);
    recipe.palette = {0xFF000000, 0xFF0000FF, 0xFFFF8040};
    recipe.values = {1, 2};
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "karte.tif", tiff(recipe), sink));
    EXPECT_EQ(at(sink.ground_pictures.at(0), 0, 0), (Colour{255, 0, 0, 255}));
    EXPECT_EQ(at(sink.ground_pictures.at(0), 1, 0), (Colour{0x40, 0x80, 0xFF, 255}));
}

TEST(RasterPictures, SixteenBitsAreStretchedAndThatIsSaid) {
    TiffRecipe recipe = picture(100, 100, 3);
    recipe.type = GDT_UInt16;
    for (int i = 0; i < 30'000; ++i) recipe.values.push_back(1000 + i % 10'000 / 2.5);
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "sentinel.tif", tiff(recipe), sink));
    const data::GroundPicture& seen = sink.ground_pictures.at(0);
    EXPECT_LE(at(seen, 0, 0)[0], 1);
    EXPECT_NEAR(at(seen, 0, 50)[0], 128, 3);
    EXPECT_GE(at(seen, 99, 99)[0], 254);
    EXPECT_TRUE(sink.complained("16 bits"));
}

TEST(RasterPictures, AGreyOneIsSaidToBeAssumedAndTheRecipeDecides) {
    TiffRecipe recipe = picture(3, 1, 1);
    recipe.values = {5, 100, 200};
    const std::string bytes = tiff(recipe);
    MemorySink grey;
    ASSERT_TRUE(read_text(source, "luftbild.tif", bytes, grey));
    EXPECT_EQ(at(grey.ground_pictures.at(0), 1, 0), (Colour{100, 100, 100, 255}));
    EXPECT_TRUE(grey.complained("grey picture"));
    data::SourceOptions options;
    options.more["what"] = "heights";
    MemorySink heights;
    ASSERT_TRUE(read_text(source, "luftbild.tif", bytes, heights, options));
    EXPECT_FLOAT_EQ(heights.grids.at(0).at(1, 0), 100);
    MemorySink named;
    ASSERT_TRUE(read_text(source, "dgm_grob.tif", bytes, named));
    EXPECT_EQ(named.grids.size(), 1u) << "its name says heights";
    options.more["what"] = "wrong";
    EXPECT_NE(message_of(read_text(source, "a.tif", bytes, named, options)).find("\"wrong\""), std::string::npos);
}

TEST(RasterPictures, ACoarserOneIsReadWhereThatIsEnough) {
    TiffRecipe recipe = picture(40, 20, 3);
    recipe.values.assign(40 * 20 * 3, 80);
    data::SourceOptions options;
    options.more["pixel_m"] = "1";
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "a.tif", tiff(recipe), sink, options));
    const data::GroundPicture& seen = sink.ground_pictures.at(0);
    EXPECT_EQ(seen.pixels.width_px, 8);
    EXPECT_EQ(seen.pixels.height_px, 4);
    EXPECT_DOUBLE_EQ(seen.transform[1], 1);
    EXPECT_EQ(at(seen, 3, 3), (Colour{80, 80, 80, 255}));
}

TEST(RasterPictures, APhotographWithAWorldFileLiesThere) {
    data::prepare_gdal();
    const std::string folder = std::string(TWIN_DATA_ROOT) + "/terrain/rasterio-test/";
    TiffRecipe recipe = picture(16, 16, 3);
    recipe.values.assign(16 * 16 * 3, 120);
    recipe.placed = false;
    recipe.epsg = 0;
    const char* path = "/vsimem/world_test.tif";
    const std::string bytes = tiff(recipe);
    VSIFCloseL(VSIFileFromMemBuffer(path, reinterpret_cast<GByte*>(const_cast<char*>(bytes.data())), bytes.size(), 0));
    auto* from = static_cast<GDALDataset*>(GDALOpen(path, GA_ReadOnly));
    GDALClose(GetGDALDriverManager()->GetDriverByName("JPEG")->CreateCopy("/vsimem/world_test.jpg", from, 0, nullptr,
                                                                          nullptr, nullptr));
    GDALClose(from);
    vsi_l_offset size = 0;
    const GByte* jpeg = VSIGetMemFileBuffer("/vsimem/world_test.jpg", &size, FALSE);
    const std::string photo(reinterpret_cast<const char*>(jpeg), size);
    VSIUnlink(path);
    VSIUnlink("/vsimem/world_test.jpg");
    MemorySink sink;
    sink.side_files["dop.jgw"] = "0.2\n0\n0\n-0.2\n410000.1\n5475999.9\n";
    const auto done = read_text(source, "dop.jpg", photo, sink);
    ASSERT_TRUE(done) << message_of(done);
    EXPECT_NEAR(sink.ground_pictures.at(0).transform[0], 410000, 1e-6);
    EXPECT_NEAR(at(sink.ground_pictures[0], 5, 5)[1], 120, 3);
    MemorySink nowhere;
    EXPECT_NE(message_of(read_text(source, "dop.jpg", photo, nowhere)).find("does not say where it lies"),
              std::string::npos);
}

TEST(RasterPictures, ACutOffOneIsNeverTakenForComplete) {
    TiffRecipe recipe = picture(300, 300, 3);
    for (int i = 0; i < 300 * 300 * 3; ++i) recipe.values.push_back(i % 251);
    const std::string whole = tiff(recipe);
    for (std::size_t tenth = 0; tenth < 10; ++tenth) {
        MemorySink sink;
        EXPECT_FALSE(read_text(source, "a.tif", std::string_view(whole).substr(0, whole.size() * tenth / 10), sink))
            << tenth;
    }
}

TEST(RasterPictures, SurfaceModelsAreToldByNameRecipeOrMetadata) {
    TiffRecipe recipe;
    recipe.transform = {410000, 1, 0, 5476000, 0, -1};
    const auto meaning = [](const TiffRecipe& raster, const char* name, const char* what = "") {
        MemorySink sink;
        data::SourceOptions options;
        if (*what) options.more["what"] = what;
        EXPECT_TRUE(read_text(source, name, tiff(raster), sink, options));
        EXPECT_EQ(sink.complained("recipe to be sure"),
                  sink.grids.at(0).meaning != data::GridMeaning::ground && !*what);
        return sink.grids.at(0).meaning;
    };
    using data::GridMeaning;
    EXPECT_EQ(meaning(recipe, "dgm1_32_410_5476.tif"), GridMeaning::ground);
    EXPECT_EQ(meaning(recipe, "dom1_32_410_5476.tif"), GridMeaning::surface);
    EXPECT_EQ(meaning(recipe, "kl_DSM.tif"), GridMeaning::surface);
    EXPECT_EQ(meaning(recipe, "ndom50_410.tif"), GridMeaning::above_ground);
    EXPECT_EQ(meaning(recipe, "domplatz.tif"), GridMeaning::ground) << "the square before the cathedral";
    EXPECT_EQ(meaning(recipe, "hoehen.tif", "surface"), GridMeaning::surface);
    EXPECT_EQ(meaning(recipe, "dom1.tif", "heights"), GridMeaning::ground);
    recipe.description = "Digital Surface Model DSM";
    EXPECT_EQ(meaning(recipe, "x.tif"), GridMeaning::surface);
    recipe.transform = {410000, 30, 0, 5476000, 0, -30};
    MemorySink coarse;
    ASSERT_TRUE(read_text(source, "alos_dsm.tif", tiff(recipe), coarse));
    EXPECT_EQ(coarse.grids.at(0).meaning, GridMeaning::ground) << "30 m tell no house from its garden";
    EXPECT_TRUE(coarse.complained("too wide"));
}

std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::stringstream buffer;
    buffer << in.rdbuf();
    return buffer.str();
}

TEST(RasterPictures, OtherPeoplesPicturesAreSeen) {
    const std::string folder = std::string(TWIN_DATA_ROOT) + "/terrain/rasterio-test/";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no data at " << folder;
    for (const char* name : {"RGB.byte.tif", "RGBA.uint16.tif", "alpha.tif", "cogeo.tif"}) {
        MemorySink sink;
        const auto done = read_text(source, name, file_text(folder + name), sink);
        EXPECT_TRUE(done || message_of(done).find("does not say where it lies") != std::string::npos)
            << name << ": " << message_of(done);
        if (done) EXPECT_FALSE(sink.ground_pictures.empty()) << name;
    }
    MemorySink sink;
    EXPECT_NE(message_of(read_text(source, "all-nodata.tif", file_text(folder + "all-nodata.tif"), sink)).find("void"),
              std::string::npos);
}

}  // namespace
