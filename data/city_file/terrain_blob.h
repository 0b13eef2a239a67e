#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"

namespace twin::data {

/// Heights as compressed bytes, every bit kept: difference to the height on the left, byte planes, zstd.
std::vector<std::byte> encode_heights(std::span<const float> heights_m, int columns);

/// Errors: damaged, or not `columns` * `rows` heights.
base::Result<std::vector<float>> decode_heights(std::span<const std::byte> blob, int columns, int rows);

}  // namespace twin::data
