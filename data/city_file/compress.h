#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"

namespace twin::data {

/// zstd, level 3, with a checksum: a damaged blob is noticed.
std::vector<std::byte> compress(std::span<const std::byte> bytes);

/// Errors: not zstd, damaged, or larger than `most_bytes` when unpacked.
base::Result<std::vector<std::byte>> decompress(std::span<const std::byte> bytes, std::size_t most_bytes = 1u << 30);

}  // namespace twin::data
