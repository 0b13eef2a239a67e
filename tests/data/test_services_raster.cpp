#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <gdal_utils.h>
#include <gtest/gtest.h>
#include <ogr_spatialref.h>

#include "base/text.h"
#include "data/sources/gdal_setup.h"
#include "tests/data/http_server.h"
#include "tests/data/service_fixture.h"

namespace twin::test {
namespace {

constexpr std::array<double, 4> kaiserslautern{7.765, 49.441, 7.775, 49.447};

/// What a copy shows: size, place, and the colour at a place in degrees.
struct Picture {
    int columns = 0, rows = 0, bands = 0;
    std::array<double, 6> transform{};
    std::vector<std::uint8_t> rgb;
    std::string system;

    unsigned colour(int column, int row) const {
        const std::size_t i = static_cast<std::size_t>(row) * columns + column,
                          n = static_cast<std::size_t>(columns) * rows;
        return unsigned{rgb[i]} << 16 | unsigned{rgb[n + i]} << 8 | rgb[2 * n + i];
    }
};

Picture read_picture(const std::filesystem::path& file) {
    data::prepare_gdal();
    Picture picture;
    GDALDataset* dataset = GDALDataset::Open(file.c_str(), GDAL_OF_RASTER);
    if (!dataset) return picture;
    picture.columns = dataset->GetRasterXSize();
    picture.rows = dataset->GetRasterYSize();
    picture.bands = dataset->GetRasterCount();
    dataset->GetGeoTransform(picture.transform.data());
    picture.system = data::claim_of(dataset->GetSpatialRef()).text;
    picture.rgb.resize(static_cast<std::size_t>(picture.columns) * picture.rows * 3);
    if (picture.bands >= 3 &&
        dataset->RasterIO(GF_Read, 0, 0, picture.columns, picture.rows, picture.rgb.data(), picture.columns,
                          picture.rows, GDT_Byte, 3, nullptr, 0, 0, 0) != CE_None)
        picture.rgb.clear();
    GDALClose(dataset);
    return picture;
}

std::string word_of(const HttpRequest& request, const std::string& name) {
    const auto found = request.words.find(name);
    return found == request.words.end() ? std::string() : found->second;
}

class ServicePictures : public ServiceTest {
  protected:
    Picture picture_of(const data::ServiceRequest& request) {
        auto copied = copy(request);
        EXPECT_TRUE(copied.ok()) << copied.error().message;
        return copied.ok() ? read_picture(copied->file) : Picture{};
    }
    static data::ServiceRequest wanted(const std::string& path, double pixel_m) {
        auto request = request_for(path);
        request.bbox_deg = kaiserslautern;
        if (pixel_m > 0) request.options.more["pixel_m"] = fmt::format("{}", pixel_m);
        return request;
    }
    std::string red = png_of(256, 256, 0xC83214), blue = png_of(256, 256, 0x1432C8);
};

// ---------------------------------------------------------------- XYZ

TEST_F(ServicePictures, TilesComeAsFineAsIsAskedForAndLieWhereTheirNumbersSay) {
    HttpServer server([&](const HttpRequest& request) {
        const auto parts = base::split(request.path, '/');
        const int column = std::atoi(std::string(parts.at(2)).c_str());
        return HttpAnswer{.type = "image/png", .body = column % 2 ? red : blue};
    });
    const Picture picture = picture_of(wanted(server.url() + "/{z}/{x}/{y}.png", 2));
    EXPECT_EQ(picture.system, "EPSG:3857");
    // 2 m on the ground are 3.08 m of web Mercator here.
    EXPECT_NEAR(picture.transform[1], 2 / std::cos(49.444 * 3.14159265 / 180), 0.05);
    const double radius = 6378137, pi = 3.14159265358979;
    EXPECT_NEAR(picture.transform[0], 7.765 * pi / 180 * radius, 10);
    EXPECT_NEAR(picture.transform[3], radius * std::log(std::tan(pi / 4 + 49.447 * pi / 360)), 10);
    std::set<unsigned> colours;
    for (int column = 0; column < picture.columns; ++column) colours.insert(picture.colour(column, picture.rows / 2));
    EXPECT_TRUE(colours.contains(0xC83214) && colours.contains(0x1432C8));
    for (const HttpRequest& asked : server.asked()) {
        const int zoom = std::atoi(std::string(base::split(asked.path, '/').at(1)).c_str());
        EXPECT_GE(zoom, 15);  // 2 m lie between zoom 15 and 16
        EXPECT_LE(zoom, 16);
    }
}

TEST_F(ServicePictures, WithoutAPlaceTheWholeWorldIsNotAskedFor) {
    auto request = wanted("https://tiles.example/{z}/{x}/{y}.png", 1);
    request.bbox_deg.reset();
    EXPECT_NE(error_of(request).find("name the place with bbox"), std::string::npos);
}

TEST_F(ServicePictures, ATileThatFailsIsNotPaintedOver) {
    HttpServer server([&](const HttpRequest&) { return HttpAnswer{.status = 500, .body = "kaputt"}; });
    const std::string message = error_of(wanted(server.url() + "/{z}/{x}/{y}.png", 2));
    EXPECT_NE(message.find("500"), std::string::npos) << message;
}

TEST_F(ServicePictures, AStalledServerCostsItsTimeOut) {
    HttpServer server([&](const HttpRequest&) { return HttpAnswer{.type = "image/png", .stalls = true}; });
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_NE(error_of(wanted(server.url() + "/{z}/{x}/{y}.png", 20)), "no error");
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(8));
}

// ---------------------------------------------------------------- WMS

std::string wms_capabilities(const std::string& url) {
    return fmt::format(
        R"(<?xml version="1.0"?><WMS_Capabilities version="1.3.0" xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink">
<Service><Name>WMS</Name><Title>Luftbild</Title></Service><Capability><Request><GetCapabilities><Format>text/xml</Format></GetCapabilities>
<GetMap><Format>image/jpeg</Format><Format>image/png</Format><DCPType><HTTP><Get><OnlineResource xlink:href="{}/wms?"/></Get></HTTP></DCPType></GetMap></Request>
<Layer><Title>alle</Title><CRS>EPSG:25832</CRS><CRS>EPSG:4326</CRS><Layer><Name>dop20</Name><Title>Orthophoto</Title></Layer><Layer><Name>alt</Name><Title>1950</Title></Layer></Layer></Capability></WMS_Capabilities>)",
        url);
}

TEST_F(ServicePictures, AWmsIsAskedInTheLocalSystemAtThePixelSizeThatIsWanted) {
    std::string url;
    HttpServer server([&](const HttpRequest& request) {
        if (base::to_lower_ascii(word_of(request, "request")) == "getcapabilities")
            return HttpAnswer{.type = "text/xml", .body = wms_capabilities(url)};
        const int width = std::stoi(word_of(request, "width")), height = std::stoi(word_of(request, "height"));
        return HttpAnswer{.type = "image/png", .body = png_of(width, height, 0xC83214)};
    });
    url = server.url();
    auto request = wanted("WMS:" + url + "/wms", 0.5);
    request.options.layer = "dop20";
    const Picture picture = picture_of(request);
    EXPECT_EQ(picture.system, "EPSG:25832");
    EXPECT_NEAR(picture.transform[1], 0.5, 1e-6);
    EXPECT_NEAR(picture.transform[0], 410'486, 60);  // west end of the bbox in UTM 32
    EXPECT_GT(picture.columns, 1400);
    ASSERT_FALSE(picture.rgb.empty());
    EXPECT_EQ(picture.colour(picture.columns / 2, picture.rows / 2), 0xC83214u);
    for (const HttpRequest& asked : server.asked())
        if (word_of(asked, "request") == "GetMap") {
            EXPECT_EQ(word_of(asked, "crs"), "EPSG:25832");
            EXPECT_EQ(word_of(asked, "layers"), "dop20");
        }
}

TEST_F(ServicePictures, AnExceptionOfTheServerIsPassedOn) {
    std::string url;
    HttpServer server([&](const HttpRequest& request) {
        if (base::to_lower_ascii(word_of(request, "request")) == "getcapabilities")
            return HttpAnswer{.type = "text/xml", .body = wms_capabilities(url)};
        return HttpAnswer{.type = "text/xml",
                          .body =
                              "<ServiceExceptionReport><ServiceException code=\"InvalidDimensionValue\">Zu "
                              "gross</ServiceException></ServiceExceptionReport>"};
    });
    url = server.url();
    auto request = wanted("WMS:" + url + "/wms", 0.5);
    const std::string several = error_of(request);
    EXPECT_NE(several.find("name those wanted with layer = \"...\" (dop20, alt)"), std::string::npos) << several;
    request.options.layer = "dop20";
    const std::string message = error_of(request);
    EXPECT_NE(message.find("Zu gross"), std::string::npos) << message;
}

// ---------------------------------------------------------------- WMTS

std::string wmts_capabilities(const std::string& url) {
    std::string matrices;
    for (int zoom = 0; zoom <= 18; ++zoom)
        matrices += fmt::format(
            "<TileMatrix><ows:Identifier>{}</ows:Identifier><ScaleDenominator>{:.6f}</ScaleDenominator><TopLeftCorner>"
            "-20037508.3427892 20037508.3427892</TopLeftCorner><TileWidth>256</TileWidth><TileHeight>256</TileHeight>"
            "<MatrixWidth>{}</MatrixWidth><MatrixHeight>{}</MatrixHeight></TileMatrix>",
            zoom, 559082264.028718 / (1 << zoom), 1 << zoom, 1 << zoom);
    return fmt::format(
        R"(<?xml version="1.0"?><Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0">
<Contents><Layer><ows:Title>Luftbild</ows:Title><ows:WGS84BoundingBox><ows:LowerCorner>-180 -85</ows:LowerCorner><ows:UpperCorner>180 85</ows:UpperCorner></ows:WGS84BoundingBox>
<ows:Identifier>luftbild</ows:Identifier><Style isDefault="true"><ows:Identifier>default</ows:Identifier></Style><Format>image/png</Format>
<TileMatrixSetLink><TileMatrixSet>g</TileMatrixSet></TileMatrixSetLink>
<ResourceURL format="image/png" resourceType="tile" template="{}/luftbild/{{TileMatrix}}/{{TileCol}}/{{TileRow}}.png"/></Layer>
<TileMatrixSet><ows:Identifier>g</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>{}</TileMatrixSet></Contents></Capabilities>)",
        url, matrices);
}

TEST_F(ServicePictures, AWmtsIsReadByItsCapabilities) {
    std::string url;
    HttpServer server([&](const HttpRequest& request) {
        if (request.path.find("WMTSCapabilities") != std::string::npos)
            return HttpAnswer{.type = "text/xml", .body = wmts_capabilities(url)};
        return HttpAnswer{.type = "image/png", .body = blue};
    });
    url = server.url();
    const Picture picture = picture_of(wanted(url + "/1.0.0/WMTSCapabilities.xml", 4));
    EXPECT_EQ(picture.system, "EPSG:3857");
    EXPECT_NEAR(picture.transform[1], 4 / std::cos(49.444 * 3.14159265 / 180), 0.1);
    ASSERT_FALSE(picture.rgb.empty());
    EXPECT_EQ(picture.colour(5, 5), 0x1432C8u);
}

// ---------------------------------------------------------------- COG

/// Heights rising by 1 m per 100 m east, 10 km of the city's grid in pixels of 5 m.
std::string cloud_raster() {
    data::prepare_gdal();
    GDALRegister_MEM();
    GDALRegister_COG();
    constexpr int side = 2000;
    GDALDataset* heights =
        GetGDALDriverManager()->GetDriverByName("MEM")->Create("", side, side, 1, GDT_Float32, nullptr);
    double transform[6] = {405'000, 5, 0, 5'481'000, 0, -5};
    heights->SetGeoTransform(transform);
    OGRSpatialReference utm;
    utm.importFromEPSG(25832);
    heights->SetSpatialRef(&utm);
    std::vector<float> row(side);
    for (int i = 0; i < side; ++i) row[static_cast<std::size_t>(i)] = 200.0f + 0.05f * static_cast<float>(i);
    for (int j = 0; j < side; ++j)
        if (heights->GetRasterBand(1)->RasterIO(GF_Write, 0, j, side, 1, row.data(), side, 1, GDT_Float32, 0, 0) !=
            CE_None)
            return {};
    const char* const words[] = {"-of", "COG", "-co", "BLOCKSIZE=256", nullptr};
    GDALTranslateOptions* options = GDALTranslateOptionsNew(const_cast<char**>(words), nullptr);
    GDALClose(GDALTranslate("/vsimem/cloud.tif", GDALDataset::ToHandle(heights), options, nullptr));
    GDALTranslateOptionsFree(options);
    GDALClose(heights);
    vsi_l_offset size = 0;
    GByte* bytes = VSIGetMemFileBuffer("/vsimem/cloud.tif", &size, TRUE);
    std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
    VSIFree(bytes);
    return out;
}

TEST_F(ServicePictures, OfACloudRasterOnlyThePiecesOfTheCityAreRead) {
    const std::string file = cloud_raster();
    ASSERT_GT(file.size(), 1'000'000u);
    HttpServer server([&](const HttpRequest& request) {
        return request.path == "/dgm.tif" ? HttpAnswer{.type = "image/tiff", .body = file} : HttpAnswer{.status = 404};
    });
    auto request = wanted(server.url() + "/dgm.tif", 0);
    import(request);
    ASSERT_EQ(sink.grids.size(), 1u);
    const data::HeightGrid& grid = sink.grids[0];
    EXPECT_EQ(grid.transform[1], 5);
    EXPECT_LT(grid.columns, 170);
    EXPECT_GT(grid.columns, 140);
    const double east = grid.transform[0] + 10.5 * grid.transform[1];
    EXPECT_NEAR(grid.at(10, 10), 200 + 0.05 * ((east - 405'000) / 5 - 0.5), 0.01);
    std::size_t bytes = 0;
    for (const HttpRequest& asked : server.asked()) {
        const std::size_t dash = asked.range.find('-');
        if (dash != std::string::npos && dash + 1 < asked.range.size())
            bytes += std::stoull(asked.range.substr(dash + 1)) - std::stoull(asked.range) + 1;
    }
    EXPECT_GT(bytes, 0u);
    EXPECT_LT(bytes, file.size() / 2);
}

TEST_F(ServicePictures, ARasterElsewhereIsSaidToBeElsewhere) {
    const std::string file = cloud_raster();
    HttpServer server([&](const HttpRequest&) { return HttpAnswer{.type = "image/tiff", .body = file}; });
    auto request = wanted(server.url() + "/dgm.tif", 0);
    request.bbox_deg = {10.0, 53.5, 10.1, 53.6};
    EXPECT_NE(error_of(request).find("does not reach the place of the city"), std::string::npos);
}

}  // namespace
}  // namespace twin::test
