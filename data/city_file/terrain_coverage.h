#pragma once

#include <string>

#include <glm/vec2.hpp>

#include "base/result.h"
#include "data/city_file/database.h"
#include "data/raster.h"

namespace twin::data {

/// Writes the terrain as tiled gridded coverage (OGC 17-066r1: 32-bit float TIFF tiles, one zoom level) into `table`,
/// with all its entries in the gpkg_ tables, so that GDAL and QGIS read heights from it.
/// Frame: city in, projected CRS out (`origin_m` added).  Errors: as the database.
base::Result<void> write_coverage(Database& database, const std::string& table, const std::string& identifier,
                                  const Terrain& terrain, const glm::dvec2& origin_m, int srs_id);

}  // namespace twin::data
