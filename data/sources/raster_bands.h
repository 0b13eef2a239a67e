#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "data/pixels.h"
#include "data/source.h"
#include "data/sources/gdal_setup.h"

class GDALDataset;

namespace twin::data {

/// How the bands of a picture become red, green, blue and alpha.
struct PictureBands {
    int colour[3] = {1, 1, 1};  ///< Band numbers, from 1; all the same for grey and palettes.
    int alpha = 0;              ///< 0: none.
    bool has_mask = false;      ///< One for all bands, beside or inside of the file.
    bool has_no_data = false;
    double no_data[3] = {0, 0, 0};  ///< Transparent where all three bands have theirs.
    bool is_bytes = true;
    double low = 0, high = 255;            ///< Values that become 0 and 255, where they are no bytes.
    double alpha_high = 255;               ///< Value that is opaque.
    std::vector<std::uint32_t> palette{};  ///< 0xAABBGGRR by index; empty: none.
};

/// Errors: the bands are complex numbers.
base::Result<PictureBands> picture_bands(GDALDataset& dataset);

/// Looks at a sample of a picture of more than 8 bits and settles from where to where its values are shown: all of the
/// middle 99 %, the same for all colours. Complains (assumed).
/// Errors: the sample cannot be read.
base::Result<void> settle_stretch(GDALDataset& dataset, PictureBands& bands, const std::string& name,
                                  GdalErrors& errors, SourceSink& sink);

/// A part of a raster, and the size at which it is wanted.
struct RasterWindow {
    int x = 0, y = 0, width = 0, height = 0;  ///< Of the raster.
    int columns = 0, rows = 0;                ///< Wanted.
    bool average = false;                     ///< Smaller than it is: means, from overviews where there are some.
};

/// Fills `out` (sized already). False: GDAL's error says why.
bool read_rgba(GDALDataset& dataset, const PictureBands& bands, const RasterWindow& window, Pixels& out);

}  // namespace twin::data
