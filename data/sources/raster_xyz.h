#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "data/raster.h"
#include "data/source.h"

namespace twin::data {

/// Whether `head` starts with lines of three numbers (after at most one line of headings).
bool looks_like_points(std::string_view head);

/// Grid out of lines "x y z" in any order and with gaps, which GDAL refuses: the spacing is the smallest step between
/// different coordinates. Pixels without a line are void.
/// Errors: no points, no regular spacing, a grid far larger than its points, cancelled.
base::Result<HeightGrid> read_scattered_grid(std::string_view text, const std::string& name, SourceSink& sink);

}  // namespace twin::data
