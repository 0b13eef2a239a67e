#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "data/pixels.h"

namespace twin::data {

/// A piece of a picture of the ground (orthophoto, map), as a source hands it on; large rasters come in several pieces.
/// Frame: the raster's CRS, x = east/longitude, y = north/latitude; `transform` maps pixel CORNERS like GDAL's
/// geotransform (x = t0 + col*t1 + row*t2, y = t3 + col*t4 + row*t5).  Units: sRGB, 8 bits; alpha 0 where nothing is
/// known.
struct GroundPicture {
    std::array<double, 6> transform{0, 1, 0, 0, 0, -1};
    Pixels pixels;
};

/// One zoom level of a city's imagery: a grid of square tiles whose first column and row start in the north-west
/// corner.
struct ImageryLevel {
    int level = 0;       ///< 0 is the coarsest; every next one has half the pixel size.
    double pixel_m = 1;  ///< Side of a pixel.
    int columns = 0;     ///< Tiles.
    int rows = 0;
};

/// A pyramid of pictures that lie on the terrain.
/// Frame: city; the tile (column, row) of a level covers x0_m + column*tile_px*pixel_m eastwards and
/// y1_m - row*tile_px*pixel_m southwards.
struct ImageryInfo {
    int layer = 0;
    double x0_m = 0;  ///< West edge.
    double y1_m = 0;  ///< North edge.
    int tile_px = 256;
    std::vector<ImageryLevel> levels;
};

}  // namespace twin::data
