#include <cpl_vsi.h>
#include <gtest/gtest.h>

#include "data/sources/gdal_setup.h"
#include "data/sources/model.h"
#include "data/sources/raster.h"
#include "tests/data/memory_sink.h"
#include "tests/data/raster_files.h"

namespace {

using namespace twin;
using test::MemorySink;
using test::message_of;
using test::read_text;

/// A picture of 50,000 by 50,000 pixels of which only two blocks were written.
std::string sparse_picture() {
    data::prepare_gdal();
    const char* path = "/vsimem/sparse_test.tif";
    const char* options[] = {"SPARSE_OK=TRUE", "TILED=YES", "COMPRESS=DEFLATE", "PHOTOMETRIC=RGB", nullptr};
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    GDALDataset* dataset = driver->Create(path, 50000, 50000, 3, GDT_Byte, const_cast<char**>(options));
    double transform[] = {410000, 0.2, 0, 5476000, 0, -0.2};
    dataset->SetGeoTransform(transform);
    OGRSpatialReference system;
    system.importFromEPSG(25832);
    dataset->SetSpatialRef(&system);
    std::vector<std::uint8_t> block(256 * 256, 200);
    for (const int at : {0, 256 * 150})
        for (int band = 1; band <= 3; ++band)
            EXPECT_EQ(dataset->GetRasterBand(band)->RasterIO(GF_Write, at, at, 256, 256, block.data(), 256, 256,
                                                             GDT_Byte, 0, 0),
                      CE_None);
    GDALClose(dataset);
    vsi_l_offset length = 0;
    const GByte* bytes = VSIGetMemFileBuffer(path, &length, FALSE);
    std::string out(reinterpret_cast<const char*>(bytes), length);
    VSIUnlink(path);
    return out;
}

TEST(RasterPictures, OfASparseOneOnlyWhatIsThereIsRead) {
    MemorySink sink;
    const auto done = read_text(data::RasterSource(), "luftbild.tif", sparse_picture(), sink);
    ASSERT_TRUE(done) << message_of(done);
    std::size_t visible = 0;
    for (const data::GroundPicture& picture : sink.ground_pictures)
        for (std::size_t i = 3; i < picture.pixels.rgba.size(); i += 4) visible += picture.pixels.rgba[i] > 0;
    EXPECT_LE(sink.ground_pictures.size(), 6u);
    // Two blocks; the rows that pieces share may count twice.
    EXPECT_GE(visible, 2u * 256 * 256);
    EXPECT_LE(visible, 2u * 256 * 256 + 4 * 256);
}

std::string package_3mf(const std::string& unit) {
    data::prepare_gdal();
    const auto add = [](const char* name, const std::string& text) {
        VSILFILE* file = VSIFOpenL((std::string("/vsizip//vsimem/package_test.zip/") + name).c_str(), "wb");
        EXPECT_TRUE(file);
        VSIFWriteL(text.data(), 1, text.size(), file);
        VSIFCloseL(file);
    };
    VSILFILE* whole = VSIFOpenL("/vsizip//vsimem/package_test.zip", "wb");  // open while all members are written
    add("_rels/.rels",
        R"(<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship )"
        R"(Target="/3D/3dmodel.model" Id="rel0" Type="http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel"/></Relationships>)");
    add("3D/3dmodel.model",
        R"(<?xml version="1.0"?><model )" + unit +
            R"( xmlns="http://schemas.microsoft.com/3dmanufacturing/core/2015/02"><resources><object id="1" type="model">)"
            R"(<mesh><vertices><vertex x="0" y="0" z="0"/><vertex x="1000" y="0" z="0"/><vertex x="0" y="0" z="500"/>)"
            R"(</vertices><triangles><triangle v1="0" v2="1" v3="2"/></triangles></mesh></object></resources>)"
            R"(<build><item objectid="1"/></build></model>)");
    if (whole) VSIFCloseL(whole);
    vsi_l_offset length = 0;
    const GByte* bytes = VSIGetMemFileBuffer("/vsimem/package_test.zip", &length, FALSE);
    std::string out(reinterpret_cast<const char*>(bytes), length);
    VSIUnlink("/vsimem/package_test.zip");
    return out;
}

TEST(ModelFormats, A3mfIsInTheUnitThatItNamesAndInMillimetresElse) {
    const std::pair<const char*, double> table[] = {
        {R"(unit="millimeter")", 1}, {"", 1}, {R"(unit="inch")", 25.4}, {R"(unit="meter")", 1000}};
    for (const auto& [unit, wide_m] : table) {
        SCOPED_TRACE(unit);
        MemorySink sink;
        const auto done = read_text(data::ModelSource(), "house.3mf", package_3mf(unit), sink);
        ASSERT_TRUE(done) << message_of(done);
        double widest = 0, highest = 0;
        for (const data::ModelMesh& mesh : sink.features.at(0).models)
            for (const glm::dvec3& p : mesh.positions) widest = std::max(widest, p.x), highest = std::max(highest, p.z);
        EXPECT_NEAR(widest, wide_m, wide_m * 1e-5);
        EXPECT_NEAR(highest, wide_m / 2, wide_m * 1e-5);
        EXPECT_TRUE(sink.complaints.empty());
    }
}

}  // namespace
