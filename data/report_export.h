#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "data/crs.h"
#include "data/report.h"

namespace twin::data {

/// The report as a table: kind, object, what, why, source, object number, longitude, latitude (degrees, WGS84), height
/// and easting and northing in the city's CRS (metres). UTF-8, RFC 4180; empty where an item has no place. Cells that a
/// spreadsheet would take for a formula begin with an apostrophe.
/// Errors: there is no way from the city's CRS to degrees.
base::Result<std::string> report_as_csv(const ImportReport& report, const CityFrame& frame);

/// The report as GeoJSON (RFC 7946): points in WGS84 with the same values; items without a place have no geometry.
base::Result<std::string> report_as_geojson(const ImportReport& report, const CityFrame& frame);

/// Writes the one or the other, by the name's end (.csv; .geojson or .json).  Thread: any.
/// Errors: another end; the file cannot be written. What was there before stays then.
base::Result<void> write_report(const std::filesystem::path& path, const ImportReport& report, const CityFrame& frame);

}  // namespace twin::data
