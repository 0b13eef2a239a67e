#pragma once

#include <span>
#include <string>
#include <vector>

#include <glm/vec2.hpp>

#include "base/frames.h"
#include "base/result.h"
#include "data/city_file/database.h"
#include "data/imagery.h"

namespace twin::data {

/// Makes `table` a tile pyramid (OGC 12-128r18, 2.2) with all its entries in the gpkg_ tables, so that GDAL and QGIS
/// show it.
/// Frame: city in, projected CRS out (`origin_m` added).  Errors: as the database.
base::Result<void> make_imagery_table(Database& database, const std::string& table, const std::string& identifier,
                                      const ImageryInfo& info, const base::Box3& extent, const glm::dvec2& origin_m,
                                      int srs_id);

/// Reads back what the gpkg_ tables say of the pyramid `table`.
/// Errors: an entry is missing or makes no sense.
base::Result<ImageryInfo> read_imagery_info(const Database& database, const std::string& table, int layer,
                                            const glm::dvec2& origin_m);

}  // namespace twin::data
