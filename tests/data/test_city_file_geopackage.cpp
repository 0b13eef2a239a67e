#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogrsf_frmts.h>
#include <sqlite3.h>

#include "tests/data/city_file_fixture.h"

namespace twin::data::test {
namespace {

TEST_F(ACityFile, IsAGeoPackageForOtherPrograms) {
    GDALAllRegister();
    const std::string path = (folder / "city.gpkg").string();
    auto* vectors = GDALDataset::Open(path.c_str(), GDAL_OF_VECTOR);
    ASSERT_NE(vectors, nullptr);
    OGRLayer* buildings = vectors->GetLayerByName("buildings");
    ASSERT_NE(buildings, nullptr);
    EXPECT_EQ(buildings->GetFeatureCount(), 2);
    EXPECT_EQ(buildings->GetGeomType(), wkbMultiPolygon25D);
    EXPECT_EQ(vectors->GetLayerByName("streets")->GetGeomType(), wkbMultiLineString25D);
    EXPECT_EQ(vectors->GetLayerByName("trees")->GetGeomType(), wkbPoint25D);
    EXPECT_EQ(vectors->GetLayerByName("twin_tile"), nullptr) << "the program's own tables stay out of the way";
    ASSERT_NE(buildings->GetSpatialRef(), nullptr);
    EXPECT_STREQ(buildings->GetSpatialRef()->GetAuthorityCode(nullptr), "25832");

    OGREnvelope extent;
    ASSERT_EQ(buildings->GetExtent(&extent), OGRERR_NONE);
    EXPECT_NEAR(extent.MinX, 410100, 0.2);
    EXPECT_NEAR(extent.MaxY, 5477230, 0.01);
    OGRFeature* hall = buildings->GetFeature(2);
    ASSERT_NE(hall, nullptr);
    EXPECT_STREQ(hall->GetFieldAsString("name"), "Rathaus");
    EXPECT_NEAR(hall->GetGeometryRef()->toMultiPolygon()->getGeometryRef(0)->get_Area(), 800, 2);
    OGRFeature::DestroyFeature(hall);
    OGRFeature* plant = vectors->GetLayerByName("trees")->GetNextFeature();
    EXPECT_NEAR(plant->GetGeometryRef()->toPoint()->getZ(), 345, 0.01);
    OGRFeature::DestroyFeature(plant);
    GDALClose(vectors);

    auto* raster = GDALDataset::Open(path.c_str(), GDAL_OF_RASTER);
    ASSERT_NE(raster, nullptr);
    double transform[6];
    ASSERT_EQ(raster->GetGeoTransform(transform), CE_None);
    const auto height_at = [&](double x, double y) {
        float height = 0;
        const int column = static_cast<int>((410000 + x - transform[0]) / transform[1]);
        const int row = static_cast<int>((5477000 + y - transform[3]) / transform[5]);
        EXPECT_EQ(raster->GetRasterBand(1)->RasterIO(GF_Read, column, row, 1, 1, &height, 1, 1, GDT_Float32, 0, 0),
                  CE_None);
        return height;
    };
    EXPECT_EQ(raster->GetRasterBand(1)->GetRasterDataType(), GDT_Float32);
    EXPECT_NEAR(height_at(0, 0), 340, 1e-3);
    EXPECT_NEAR(height_at(1990, 1490), 539, 1e-3);
    EXPECT_NEAR(height_at(-1000, -500), 240, 1e-3);
    GDALClose(raster);
}

TEST_F(ACityFile, IsSoundInside) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open((folder / "city.gpkg").c_str(), &database), SQLITE_OK);
    std::string answer;
    for (const char* pragma : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"})
        sqlite3_exec(
            database, pragma,
            [](void* to, int, char** values, char**) {
                *static_cast<std::string*>(to) += values[0] ? values[0] : "null";
                return 0;
            },
            &answer, nullptr);
    sqlite3_close(database);
    EXPECT_EQ(answer, "ok");
}

}  // namespace
}  // namespace twin::data::test
