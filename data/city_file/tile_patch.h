#pragma once

#include <cstdint>
#include <functional>
#include <unordered_set>

#include "base/result.h"
#include "data/tile.h"

namespace twin::data {

class Database;

/// Takes the triangles and plants of some objects out of a tile; answers how many there were (of textured ones, too,
/// which stay: their pages would have to be packed anew).
std::size_t take_objects_out(Tile& tile, const std::unordered_set<std::uint32_t>& objects);
/// Adds what another tile of the same square holds; `number_of`: of each of its objects in the city file.
void add_to_tile(Tile& tile, const Tile& other, const std::function<std::uint32_t(std::uint32_t)>& number_of);
/// Writes a row of twin_tile: in the place of `id`, or as a new one (0). An empty tile's row goes.
base::Result<void> store_tile(const Database& database, std::int64_t id, Tile& tile);

}  // namespace twin::data
