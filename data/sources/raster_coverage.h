#pragma once

#include "data/pixels.h"
#include "data/sources/raster_bands.h"

class GDALDataset;

namespace twin::data {

/// How much of a window a file holds: sparse GeoTIFFs and mosaics leave out the blocks in which nothing was flown.
enum class Coverage : std::uint8_t { none, some, all };

/// Units: the raster's pixels.  Errors: none; a format that does not say holds all.
Coverage coverage_of(GDALDataset& dataset, const PictureBands& bands, int x, int y, int width, int height);

/// Makes transparent what lies in blocks that the file does not hold; they read as black.
/// `out` shows `window`, pixel by pixel or smaller.
void clear_what_is_missing(GDALDataset& dataset, const PictureBands& bands, const RasterWindow& window, Pixels& out);

}  // namespace twin::data
