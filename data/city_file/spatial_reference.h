#pragma once

#include <string>

#include "base/result.h"
#include "data/city_file/database.h"

namespace twin::data {

/// Enters a reference system into gpkg_spatial_ref_sys (once) and answers its srs_id: the EPSG code where it has one,
/// -1 for "LOCAL", 100000 for a WKT without a code. Errors: not understood by PROJ.
base::Result<int> add_spatial_reference(Database& database, const std::string& horizontal);

}  // namespace twin::data
