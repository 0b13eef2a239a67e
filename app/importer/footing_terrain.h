#pragma once

#include <optional>
#include <vector>

#include "app/importer/place.h"
#include "data/raster.h"

namespace twin::app {

/// A coarse terrain guessed from where buildings with absolute heights stand, for a city without a terrain model: the
/// lowest points of the buildings, spread over the gaps between them.
/// Frame: city.
/// Errors: nullopt when no building has absolute heights.  Pure.
std::optional<data::HeightGrid> footing_grid(const std::vector<PlacedFile>& files, const base::Box3& extent);

}  // namespace twin::app
