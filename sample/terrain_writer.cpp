#include "sample/terrain_writer.h"

#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <fmt/format.h>

#include "sample/projection.h"

namespace twin::sample {

base::Result<void> write_terrain(const Relief& relief, const std::filesystem::path& file) {
    const auto failed = [&] {
        return base::Error{fmt::format("Expected to write the terrain to {}, but GDAL said: {}.", file.string(),
                                       CPLGetLastErrorMsg())};
    };
    GDALAllRegister();
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    if (!driver) return failed();
    const char* options[] = {"COMPRESS=DEFLATE", "PREDICTOR=3", "TILED=YES", nullptr};
    const int columns = relief.columns(), rows = relief.rows();
    GDALDatasetUniquePtr data(driver->Create(file.c_str(), columns, rows, 1, GDT_Float32, const_cast<char**>(options)));
    if (!data) return failed();
    // Heights are points: pixel centres lie on the grid.
    double corner[6] = {origin_easting_m + model_west_m - Relief::step_m / 2,
                        Relief::step_m,
                        0,
                        origin_northing_m + model_north_m + Relief::step_m / 2,
                        0,
                        -Relief::step_m};
    data->SetGeoTransform(corner);
    OGRSpatialReference crs;
    crs.importFromEPSG(25832);
    data->SetSpatialRef(&crs);
    data->SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", "Schematic relief, invented; heights DHHN2016");
    GDALRasterBand* band = data->GetRasterBand(1);
    for (int r = 0; r < rows; ++r) {
        std::vector<float> line(relief.heights().begin() + static_cast<std::ptrdiff_t>(rows - 1 - r) * columns,
                                relief.heights().begin() + static_cast<std::ptrdiff_t>(rows - r) * columns);
        // Centimetres are more than the model knows and compress well.
        for (float& h : line) h = std::round(h * 50.f) / 50.f;
        if (band->RasterIO(GF_Write, 0, r, columns, 1, line.data(), columns, 1, GDT_Float32, 0, 0) != CE_None)
            return failed();
    }
    return {};
}

}  // namespace twin::sample
