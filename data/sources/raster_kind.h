#pragma once

#include <array>
#include <string>

#include "base/result.h"
#include "data/raster.h"
#include "data/source.h"

class GDALDataset;

namespace twin::data {

/// What a raster shows.
struct RasterKind {
    bool is_picture = false;
    GridMeaning meaning = GridMeaning::ground;  ///< Of its heights, where it is no picture.
    std::string assumed;  ///< What was taken for granted, for the report; empty: the file or the recipe says it.
    std::string why;
};

/// Told by the recipe (option `what`: heights, surface, above_ground, picture), else by bands, colours, format, unit,
/// metadata and the words in the file's name (dsm, dom, bdom: surface; ndsm, ndom: above ground). `pixel_m`: side of
/// its pixels, 0 where unknown: a surface model too coarse to tell a building from the ground counts as ground. Errors:
/// the raster has no bands; the recipe's word is unknown.
base::Result<RasterKind> kind_of_raster(GDALDataset& dataset, const std::string& name, const SourceOptions& options,
                                        double pixel_m);

/// Side of a pixel in metres, also where the raster's numbers are degrees or feet; 0 where it cannot be told.
double pixel_side_m(GDALDataset& dataset, const std::array<double, 6>& transform);

}  // namespace twin::data
