#pragma once

#include <array>
#include <functional>
#include <string>

#include "base/result.h"
#include "data/source.h"
#include "data/sources/gdal_setup.h"

class GDALDataset;

namespace twin::data {

/// Largest side of a piece.  Units: pixels.
inline constexpr int piece_px = 1024;

/// A picture with more pixels than this is read at a reduced size.
inline constexpr std::int64_t most_picture_pixels = 3'000'000'000;

/// Reads an orthophoto or map piece by piece into the sink: colours, grey or palette, any number of bits (more than 8
/// are stretched, which is said), alpha, mask and no-data as transparency. Pieces overlap by one pixel, so that whoever
/// samples them finds no seam; wholly transparent ones are left out.
/// `wanted_m` > 0: a coarser picture is enough (overviews are used); `pixel_m`: what one pixel of the file covers.
/// `beat` is called for each piece and answers false to cancel.
/// Errors: unreadable rows (cut off), nothing visible at all, cancelled.
base::Result<void> read_picture(GDALDataset& dataset, const std::array<double, 6>& transform, const std::string& name,
                                double pixel_m, double wanted_m, GdalErrors& errors, SourceSink& sink,
                                const std::function<bool(double part)>& beat);

}  // namespace twin::data
