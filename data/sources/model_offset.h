#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "data/sources/model_check.h"

namespace twin::data {

/// A model whose coordinates are too large for the reader's single precision, rewritten near its own origin, as
/// move_obj does it for OBJ. `offset` is in the file's own axes and units. Nullopt when nothing is too large, or where
/// the file itself holds no more than single precision (binary STL, PLY of floats).
std::optional<MovedObj> move_stl(std::string_view text);
std::optional<MovedObj> move_ply(std::string_view bytes);
/// Also nullopt where nodes turn or scale what is far away: then the offset would not be one for all.
std::optional<MovedObj> move_collada(std::string_view text);

}  // namespace twin::data
