#pragma once

#include <array>
#include <functional>
#include <string>

#include "base/result.h"
#include "data/raster.h"
#include "data/source.h"
#include "data/sources/gdal_setup.h"

class GDALDataset;
class OGRSpatialReference;

namespace twin::data {

/// Rasters with more pixels than this are read at a reduced size.
inline constexpr std::int64_t most_pixels = 64'000'000;

/// Where the raster lies: `bounds` ("west,south,east,north" from the recipe), else its geotransform, else the best one
/// through its ground control points.
/// Errors: none of them is there; how to give it.
base::Result<std::array<double, 6>> georeference_of(GDALDataset& dataset, const std::string& bounds);

/// The system of the georeference, or of the control points; null where the file names none.
const OGRSpatialReference* reference_of(GDALDataset& dataset);

/// Heights of the first band in metres: scale and offset applied, feet converted, no-data, masked and impossible
/// values NaN. `name` stands in the complaints; `beat` is called every few rows and answers false to cancel.
/// Errors: unreadable rows (cut off), nothing but voids, absurd size, cancelled.
base::Result<HeightGrid> read_height_grid(GDALDataset& dataset, const std::array<double, 6>& transform,
                                          const std::string& name, GdalErrors& errors, SourceSink& sink,
                                          const std::function<bool(double part)>& beat);

}  // namespace twin::data
