#pragma once

#include <filesystem>

#include "base/result.h"
#include "sample/relief.h"

namespace twin::sample {

/// The relief as a Float32 GeoTIFF in EPSG:25832 + DHHN2016, 10 m.
/// Errors: the file cannot be created or written.
base::Result<void> write_terrain(const Relief& relief, const std::filesystem::path& file);

}  // namespace twin::sample
