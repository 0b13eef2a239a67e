#pragma once

#include <string>

#include "sample/rng.h"
#include "sample/zones.h"

namespace twin::sample {

/// Colours of walls and roofs as they are usual in a quarter.  Each "#rrggbb".
std::string wall_colour(Zone zone, Rng& rng);
std::string tile_colour(Zone zone, Rng& rng);  ///< Pitched roofs.
std::string flat_colour(Rng& rng);             ///< Bitumen, gravel, green roofs.

}  // namespace twin::sample
