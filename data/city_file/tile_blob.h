#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "data/tile.h"

namespace twin::data {

/// How many of each a tile's blob holds; kept beside it.
struct TileCounts {
    std::uint64_t vertices = 0;
    std::uint64_t indices = 0;
    std::uint64_t plants = 0;
};

/// Mesh, plants and the textured part (only where there is one) of a tile as bytes: meshoptimizer's vertex and index
/// codecs, then zstd.
std::vector<std::byte> encode_tile(const Tile& tile);

/// Fills mesh, plants and the textured part of `tile`. Triangles may start at another of their corners than before; the
/// winding stays. Errors: damaged, or not as the counts say.
base::Result<void> decode_tile(std::span<const std::byte> blob, const TileCounts& counts, Tile& tile);

}  // namespace twin::data
