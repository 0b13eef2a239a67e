#pragma once

#include <filesystem>

#include "base/result.h"
#include "data/city_file/database.h"

namespace twin::data {

/// Looks at the file's header before SQLite does: is it there, whole, SQLite, and a GeoPackage?
/// Errors: one sentence that says which of these it is not.
base::Result<void> check_header(const std::filesystem::path& path);

/// Looks at the tables: is the GeoPackage a city file, and one that this program reads?
base::Result<void> check_schema(const std::filesystem::path& path, const Database& database);

/// Whether a file is a city file, of whatever version and health; any other GeoPackage is a foreign file.
bool looks_like_city_file(const std::filesystem::path& path);

}  // namespace twin::data
