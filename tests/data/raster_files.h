#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <cpl_vsi.h>
#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogr_spatialref.h>

#include "data/sources/gdal_setup.h"

/// Small rasters as GDAL writes them.
namespace twin::test {

struct TiffRecipe {
    int columns = 4, rows = 3, bands = 1, epsg = 25832;
    const char* driver = "GTiff";
    std::vector<const char*> options{};  ///< Of the driver, "NAME=VALUE".
    GDALDataType type = GDT_Float32;
    bool placed = true;
    std::array<double, 6> transform{410000, 10, 0, 5476000, 0, -10};
    double no_data = std::nan("");
    double scale = 1, offset = 0;
    std::string unit;
    std::string description;             ///< Of the first band.
    std::vector<std::uint32_t> palette;  ///< 0xAABBGGRR
    bool has_alpha = false;              ///< The last band.
    /// All bands, one after the other; what is missing is the last value.
    std::vector<double> values{230, 231, 232, 233, 240, 241, 242, 243, 250, 251, 252, 253};
};

inline std::string tiff(const TiffRecipe& recipe) {
    data::prepare_gdal();
    const char* path = "/vsimem/raster_test.tif";
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    std::vector<const char*> options = recipe.options;
    options.push_back(nullptr);
    GDALDataset* dataset = driver->Create(path, recipe.columns, recipe.rows, recipe.bands, recipe.type,
                                          const_cast<char**>(options.data()));
    if (recipe.placed) dataset->SetGeoTransform(const_cast<double*>(recipe.transform.data()));
    OGRSpatialReference system;
    if (recipe.epsg > 0) system.importFromEPSG(recipe.epsg);
    if (recipe.epsg > 0) dataset->SetSpatialRef(&system);
    GDALRasterBand* band = dataset->GetRasterBand(1);
    if (!std::isnan(recipe.no_data))
        for (int b = 1; b <= recipe.bands; ++b) dataset->GetRasterBand(b)->SetNoDataValue(recipe.no_data);
    if (!recipe.description.empty()) band->SetDescription(recipe.description.c_str());
    if (recipe.has_alpha) dataset->GetRasterBand(recipe.bands)->SetColorInterpretation(GCI_AlphaBand);
    if (!recipe.palette.empty()) {
        GDALColorTable table;
        for (std::size_t i = 0; i < recipe.palette.size(); ++i) {
            const auto byte = [&](int shift) { return static_cast<short>(recipe.palette[i] >> shift & 255u); };
            const GDALColorEntry entry{byte(0), byte(8), byte(16), byte(24)};
            table.SetColorEntry(static_cast<int>(i), &entry);
        }
        band->SetColorTable(&table);
    }
    if (recipe.scale != 1) band->SetScale(recipe.scale);
    if (recipe.offset != 0) band->SetOffset(recipe.offset);
    if (!recipe.unit.empty()) band->SetUnitType(recipe.unit.c_str());
    std::vector<double> values = recipe.values;
    const std::size_t pixels = static_cast<std::size_t>(recipe.columns) * static_cast<std::size_t>(recipe.rows);
    values.resize(pixels * static_cast<std::size_t>(recipe.bands), values.empty() ? 0 : values.back());
    for (int b = 0; b < recipe.bands; ++b)
        EXPECT_EQ(dataset->GetRasterBand(b + 1)->RasterIO(GF_Write, 0, 0, recipe.columns, recipe.rows,
                                                          values.data() + pixels * static_cast<std::size_t>(b),
                                                          recipe.columns, recipe.rows, GDT_Float64, 0, 0),
                  CE_None);
    GDALClose(dataset);
    vsi_l_offset length = 0;
    const GByte* bytes = VSIGetMemFileBuffer(path, &length, FALSE);
    std::string out(reinterpret_cast<const char*>(bytes), length);
    VSIUnlink(path);
    return out;
}

}  // namespace twin::test
