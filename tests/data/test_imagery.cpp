#include <unistd.h>

#include <filesystem>

#include <gdal_priv.h>
#include <gtest/gtest.h>

#include "data/city_file/city_file.h"
#include "data/city_file/imagery_tile.h"
#include "data/messages.h"

namespace twin::data::test {
namespace {

Pixels plain(int side, std::array<std::uint8_t, 4> colour) {
    Pixels pixels{side, side, {}};
    for (int i = 0; i < side * side; ++i) pixels.rgba.insert(pixels.rgba.end(), colour.begin(), colour.end());
    return pixels;
}

TEST(Imagery, ATileIsJpegWhereOpaqueAndPngWhereNot) {
    const Pixels red = plain(256, {200, 30, 20, 255});
    auto packed = encode_picture(red);
    ASSERT_TRUE(packed.ok());
    EXPECT_EQ(std::to_integer<int>((*packed)[0]), 0xFF);
    EXPECT_LT(packed->size(), 4000u);
    auto back = decode_picture(*packed, 256, 256);
    ASSERT_TRUE(back.ok()) << back.error().message;
    EXPECT_NEAR(back->at(100, 100)[0], 200, 3);

    Pixels hole = red;
    hole.at(3, 4)[3] = 0;
    packed = encode_picture(hole);
    ASSERT_TRUE(packed.ok());
    EXPECT_EQ(std::to_integer<char>((*packed)[1]), 'P');
    back = decode_picture(*packed, 256, 256);
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->rgba, hole.rgba);
    EXPECT_FALSE(decode_picture(*packed, 128, 128).ok()) << "another size";
    EXPECT_FALSE(decode_picture(std::span(*packed).first(30), 256, 256).ok()) << "cut off";
}

TEST(Imagery, AMessageWithMissingPixelsIsRefused) {
    const GroundPicture picture{{1, 2, 0, 3, 0, -2}, plain(5, {1, 2, 3, 4})};
    ByteWriter out;
    messages::write_ground_picture_head(out, picture);
    std::vector<std::byte> bytes(out.bytes().begin(), out.bytes().end());
    const auto pixels = std::as_bytes(std::span(picture.pixels.rgba));
    bytes.insert(bytes.end(), pixels.begin(), pixels.end());
    ByteReader whole(bytes);
    const GroundPicture back = messages::read_ground_picture(whole);
    ASSERT_TRUE(whole.ok());
    EXPECT_EQ(back.transform, picture.transform);
    EXPECT_EQ(back.pixels.rgba, picture.pixels.rgba);
    bytes.pop_back();
    ByteReader cut(bytes);
    messages::read_ground_picture(cut);
    EXPECT_FALSE(cut.ok());
}

class APyramid : public testing::Test {
  protected:
    void SetUp() override {
        frame.origin_m = {410000, 5477000};
        auto writer = CityFileWriter::create(path, frame);
        ASSERT_TRUE(writer.ok()) << writer.error().message;
        LayerInfo layer;
        layer.kind = "imagery";
        layer.source = "© Vermessungsamt";
        const auto number = (*writer)->add_layer(layer);
        ASSERT_TRUE(number.ok());
        ImageryInfo info;
        info.layer = *number;
        info.x0_m = -100;
        info.y1_m = 300;
        info.levels = {{0, 1.0, 1, 1}, {1, 0.5, 2, 1}};
        base::Box3 extent;
        extent.add({-100, 180, 0});
        extent.add({150, 300, 0});
        ASSERT_TRUE((*writer)->add_imagery(info, extent).ok());
        add(**writer, *number, 0, 0, plain(256, {10, 90, 10, 255}));
        add(**writer, *number, 1, 0, plain(256, {200, 90, 10, 255}));
        ASSERT_TRUE((*writer)->finish().ok());
        auto opened = CityFile::open(path);
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        city = *opened;
    }
    void TearDown() override { std::filesystem::remove(path); }
    static void add(CityFileWriter& writer, int layer, int level, int column, const Pixels& pixels) {
        const auto packed = encode_picture(pixels);
        ASSERT_TRUE(packed.ok());
        ASSERT_TRUE(writer.add_imagery_tile(layer, level, column, 0, *packed).ok());
    }

    CityFrame frame;
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("twin_imagery_" + std::to_string(::getpid()) + ".gpkg");
    std::shared_ptr<CityFile> city;
};

TEST_F(APyramid, LiesWhereItWasWritten) {
    ASSERT_EQ(city->imagery().size(), 1u);
    const ImageryInfo& info = city->imagery()[0];
    EXPECT_DOUBLE_EQ(info.x0_m, -100);
    EXPECT_DOUBLE_EQ(info.y1_m, 300);
    ASSERT_EQ(info.levels.size(), 2u);
    EXPECT_DOUBLE_EQ(info.levels[1].pixel_m, 0.5);
    EXPECT_EQ(info.levels[1].columns, 2);
    EXPECT_EQ(info.levels[1].rows, 1) << "the lower half of the square is not covered";
    EXPECT_EQ(city->layers().at(0).kind, "imagery");
    const auto there = city->read_imagery_tile(info, 1, 0, 0);
    ASSERT_TRUE(there.ok()) << there.error().message;
    EXPECT_NEAR(there->at(5, 5)[0], 200, 3);
    const auto missing = city->read_imagery_tile(info, 1, 1, 0);
    ASSERT_TRUE(missing.ok());
    EXPECT_EQ(cover_of(*missing), Cover::none);
    EXPECT_EQ(missing->width_px, 256);
    EXPECT_FALSE(city->read_imagery_tile(info, 2, 0, 0).ok());
}

TEST_F(APyramid, IsAnOrdinaryPictureForGdal) {
    GDALAllRegister();
    const std::string name = "GPKG:" + path.string() + ":imagery";
    auto* dataset = static_cast<GDALDataset*>(GDALOpen(name.c_str(), GA_ReadOnly));
    ASSERT_TRUE(dataset) << CPLGetLastErrorMsg();
    double transform[6];
    ASSERT_EQ(dataset->GetGeoTransform(transform), CE_None);
    EXPECT_DOUBLE_EQ(transform[0], 409900);
    EXPECT_DOUBLE_EQ(transform[3], 5477300);
    EXPECT_DOUBLE_EQ(transform[1], 0.5);
    EXPECT_EQ(dataset->GetRasterXSize(), 500);
    EXPECT_EQ(dataset->GetRasterYSize(), 240);
    EXPECT_EQ(dataset->GetRasterBand(1)->GetOverviewCount(), 1);
    std::uint8_t red = 0;
    EXPECT_EQ(dataset->GetRasterBand(1)->RasterIO(GF_Read, 20, 20, 1, 1, &red, 1, 1, GDT_Byte, 0, 0), CE_None);
    EXPECT_NEAR(red, 200, 3);
    GDALClose(dataset);
}

}  // namespace
}  // namespace twin::data::test
