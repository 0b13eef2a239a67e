#pragma once

#include <cstdint>
#include <string>

namespace twin::data {

/// Version of the twin_ tables. Raised whenever an older program could not read them any more.
inline constexpr std::int64_t city_schema_version = 2;

/// 'GPKG', and version 1.3 as GeoPackage writes it.
inline constexpr std::int64_t gpkg_application_id = 0x47504B47;
inline constexpr std::int64_t gpkg_user_version = 10300;

extern const char* const gpkg_tables_sql;   ///< The core tables of GeoPackage 1.3.
extern const char* const twin_tables_sql;   ///< The program's own tables, registered as extensions.
extern const char* const twin_indexes_sql;  ///< Made last, when the tables are full.

/// Tables without which a city file is none.
inline constexpr const char* needed_tables[] = {"gpkg_contents", "twin_meta",   "twin_layer",   "twin_object",
                                                "twin_chunk",    "twin_tile",   "twin_terrain", "twin_search",
                                                "twin_report",   "twin_traffic"};

/// Names of all materials in order: tiles keep the numbers, so a file is only good for a program with the same list.
std::string material_names();

}  // namespace twin::data
