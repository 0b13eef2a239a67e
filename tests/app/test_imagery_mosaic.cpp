#include <cmath>

#include <gtest/gtest.h>

#include "app/importer/imagery_painter.h"
#include "data/city_file/imagery_tile.h"
#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

using data::GroundPicture;
using Colour = std::array<std::uint8_t, 4>;

/// Frame: EPSG:25832; the north-west corner.
GroundPicture picture(double east, double north, double pixel_m, int side_px, Colour colour) {
    GroundPicture out{{east, pixel_m, 0, north, 0, -pixel_m}, {side_px, side_px, {}}};
    for (int i = 0; i < side_px * side_px; ++i)
        out.pixels.rgba.insert(out.pixels.rgba.end(), colour.begin(), colour.end());
    return out;
}

constexpr Colour red{200, 30, 20, 255}, green{20, 160, 40, 255}, none{0, 0, 0, 0};

class AnImageryImport : public AnImport {
  protected:
    void give(const std::string& name, std::vector<GroundPicture> pictures, const std::string& crs = "EPSG:25832") {
        shelf[name].crs_claim.text = crs;
        shelf[name].ground_pictures = std::move(pictures);
        files_.push_back(folder.file(name));
    }
    void run(const fs::path& recipe = {}) {
        const auto done = import(recipe.empty() ? files_ : std::vector<fs::path>{}, recipe);
        ASSERT_TRUE(done.ok()) << done.error().message;
        report = done->report;
        opened = city();
        ASSERT_TRUE(opened);
    }
    /// Colour of the finest pyramid at a place in EPSG:25832.
    Colour at(double east, double north, std::size_t number = 0, int coarser = 0) const {
        const data::ImageryInfo& info = opened->imagery().at(number);
        const int level = static_cast<int>(info.levels.size()) - 1 - coarser;
        const double pixel_m = info.levels.at(static_cast<std::size_t>(level)).pixel_m;
        const glm::dvec2 origin = opened->frame().origin_m;
        const int x = static_cast<int>(std::floor((east - origin.x - info.x0_m) / pixel_m));
        const int y = static_cast<int>(std::floor((info.y1_m - (north - origin.y)) / pixel_m));
        if (x < 0 || y < 0) return none;
        const auto tile = opened->read_imagery_tile(info, level, x / 256, y / 256);
        EXPECT_TRUE(tile.ok());
        if (!tile.ok()) return none;
        const std::uint8_t* p = tile->at(x % 256, y % 256);
        return {p[0], p[1], p[2], p[3]};
    }
    static void expect_like(const Colour& seen, const Colour& wanted, int within = 5) {
        for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(seen[c], wanted[c], within) << "channel " << c;
    }

    std::vector<fs::path> files_;
    data::ImportReport report;
    std::shared_ptr<data::CityFile> opened;
};

TEST_F(AnImageryImport, LaysAPictureWhereItsFileSays) {
    give("a.tif", {picture(410100, 5477200, 0.5, 60, red)});
    run();
    ASSERT_EQ(opened->imagery().size(), 1u);
    expect_like(at(410101, 5477199), red);
    expect_like(at(410129, 5477171), red);
    EXPECT_NEAR(opened->imagery()[0].levels.back().pixel_m, 0.5, 1e-6);
    EXPECT_NEAR(opened->frame().origin_m.x + opened->imagery()[0].x0_m, 410100, 1e-6);
    EXPECT_NEAR(opened->frame().origin_m.y + opened->imagery()[0].y1_m, 5477200, 1e-6);
    EXPECT_EQ(opened->layers().back().kind, "imagery");
    EXPECT_FALSE(opened->terrain()->empty()) << "there is ground under it";
}

TEST_F(AnImageryImport, PiecesSideBySideHaveNoGap) {
    give("a.tif", {picture(410100, 5477200, 0.5, 40, red), picture(410120, 5477200, 0.5, 40, red)});
    give("b.tif", {picture(410140, 5477200, 0.5, 40, red)});
    run();
    for (double east = 410100.25; east < 410160; east += 0.5) expect_like(at(east, 5477190.25), red);
}

TEST_F(AnImageryImport, FinerPicturesLieOnCoarserOnesAndFadeIntoThem) {
    give("a_fine.tif", {picture(410120, 5477180, 0.25, 60, green)});
    give("b_coarse.tif", {picture(410100, 5477200, 1, 60, red)});
    run();
    EXPECT_NEAR(opened->imagery()[0].levels.back().pixel_m, 0.25, 1e-6);
    expect_like(at(410127, 5477173), green);
    expect_like(at(410105, 5477195), red);
    const Colour seam = at(410120.8, 5477173);
    EXPECT_GT(seam[0], green[0] + 20);
    EXPECT_LT(seam[0], red[0] - 20) << "half red, half green";
}

TEST_F(AnImageryImport, WhatIsTransparentShowsWhatLiesBelow) {
    GroundPicture holed = picture(410100, 5477200, 0.5, 60, green);
    for (int y = 20; y < 40; ++y)
        for (int x = 20; x < 40; ++x) holed.pixels.at(x, y)[3] = 0;
    give("a.tif", {picture(410100, 5477200, 1, 30, red)});
    give("b.tif", {holed});
    run();
    expect_like(at(410108, 5477192), green);
    expect_like(at(410115, 5477185), red);
}

TEST_F(AnImageryImport, APictureInDegreesIsTurnedIntoTheCity) {
    // 410100, 5477200 of EPSG:25832 by cs2cs (PROJ 9.1.1): 7.7598974 E, 49.4408135 N.
    GroundPicture degrees = picture(0, 0, 1, 64, red);
    degrees.transform = {7.7598974 - 0.0005, 0.0005 / 32, 0, 49.4408135 + 0.0003, 0, -0.0003 / 32};
    for (int y = 0; y < 64; ++y)
        for (int x = 32; x < 64; ++x) std::copy_n(green.data(), 4, degrees.pixels.at(x, y));
    give("dop.tif", {degrees}, "EPSG:4326");
    run();
    const glm::dvec2 origin = opened->frame().origin_m;
    EXPECT_EQ(opened->frame().horizontal, "EPSG:25832");
    EXPECT_LT(std::hypot(origin.x - 410100, origin.y - 5477200), 2000);
    expect_like(at(410096, 5477200), red, 12);
    expect_like(at(410104, 5477200), green, 12);
}

TEST_F(AnImageryImport, EveryCoarserLevelIsTheMeanOfTheFiner) {
    GroundPicture board = picture(410100, 5477200, 0.1, 1200, red);
    for (int y = 0; y < 1200; ++y)
        for (int x = 0; x < 1200; ++x) {
            const std::uint8_t grey = (x / 4 + y / 4) % 2 ? 200 : 100;
            std::fill_n(board.pixels.at(x, y), 3, grey);
        }
    give("a.tif", {board});
    run();
    const data::ImageryInfo& info = opened->imagery()[0];
    ASSERT_EQ(info.levels.size(), 4u) << "1200 pixels are five tiles wide";
    EXPECT_EQ(info.levels[3].columns, 5);
    EXPECT_EQ(info.levels[0].columns, 1);
    EXPECT_DOUBLE_EQ(info.levels[0].pixel_m, 8 * info.levels[3].pixel_m);
    expect_like(at(410150.05, 5477150.05, 0, 3), {150, 150, 150, 255}, 12);
    EXPECT_NEAR(at(410100.25, 5477199.75)[0], 100, 12);
    EXPECT_NEAR(at(410100.65, 5477199.75)[0], 200, 12);
}

TEST_F(AnImageryImport, IsCutToTheCityAndSaysWhatLiesOutside) {
    shelf["a_town.gml"].crs_claim.text = "EPSG:25832";
    shelf["a_town.gml"].features = {block("house", 410100, 5477100, 230)};
    files_.push_back(folder.file("a_town.gml"));
    give("near.tif", {picture(408000, 5479000, 10, 400, red)});
    give("far.tif", {picture(425000, 5479000, 10, 40, red)});
    run();
    const data::ImageryInfo& info = opened->imagery().at(0);
    EXPECT_LT(info.levels.back().columns * 256 * info.levels.back().pixel_m, 4000);
    expect_like(at(410150, 5477150), red);
    EXPECT_EQ(at(408100, 5478900)[3], 0) << "2 km from the only house";
    EXPECT_TRUE(has_complaint(report, base::ComplaintKind::skipped, "outside of the city's ground"));
}

TEST_F(AnImageryImport, KeepsCreditsAndThePixelsThatTheRecipeAsksFor) {
    give("dop.tif", {picture(410100, 5477200, 0.5, 60, red)});
    give("karte.tif", {picture(410100, 5477200, 1, 30, green)});
    run(folder.file("city.toml",
                    "[[source]]\npath = \"dop.tif\"\npixel_m = 1\ncredit = \"© GeoBasis\"\n"
                    "date = \"2025-06-01\"\ntitle = \"Luftbild\"\nprovenance = \"official\"\n"
                    "[[source]]\npath = \"karte.tif\"\n"));
    ASSERT_EQ(opened->imagery().size(), 2u) << "one pyramid for each source";
    EXPECT_NEAR(opened->imagery()[0].levels.back().pixel_m, 1, 1e-6);
    const data::LayerInfo& layer = opened->layers().at(static_cast<std::size_t>(opened->imagery()[0].layer) - 1);
    EXPECT_EQ(layer.source, "© GeoBasis");
    EXPECT_EQ(layer.date, "2025-06-01");
    EXPECT_EQ(layer.provenance, data::Provenance::official);
    expect_like(at(410110, 5477190, 0), red);
    expect_like(at(410110, 5477190, 1), green);
}

TEST_F(AnImageryImport, StaysWhenTheCityIsAddedTo) {
    give("a.tif", {picture(410100, 5477200, 0.5, 60, red)});
    run();
    fs::rename(folder / "city.gpkg", folder / "before.gpkg");
    shelf["town.gml"].crs_claim.text = "EPSG:25832";
    shelf["town.gml"].features = {block("house", 410100, 5477100, 230)};
    const auto again = import({folder / "before.gpkg", folder.file("town.gml")});
    ASSERT_TRUE(again.ok()) << again.error().message;
    opened = city();
    ASSERT_EQ(opened->imagery().size(), 1u);
    expect_like(at(410110, 5477190), red);
}

TEST(ImageryPixels, TransparentOnesDoNotCountInTheMean) {
    data::Pixels pixels{2, 2, {200, 0, 0, 255, 0, 0, 0, 0, 200, 0, 0, 255, 0, 0, 0, 0}};
    const data::Pixels small = shrunk(pixels, 2);
    ASSERT_EQ(small.width_px, 1);
    EXPECT_EQ(small.at(0, 0)[0], 200);
    EXPECT_NEAR(small.at(0, 0)[3], 128, 1);
}

}  // namespace
}  // namespace twin::app::test
