#pragma once

#include <cstdint>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// Single trees, tree rows, hedges' shrubs; forest, wood, scrub and park areas filled with seeded trees (invented
/// positions: complains `assumed` once per area; about one tree per 120 m2 of forest, never more than 60,000 a city).
/// Frame: city.  Pure: the same feature gives the same trees.
bool build_vegetation(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                      TileAssembler& out, std::vector<base::Complaint>& complaints);

}  // namespace twin::scene
