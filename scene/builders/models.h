#pragma once

#include <cstdint>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// Models, barriers (walls, fences, hedges by height) and furniture (lamps, benches, signals, stops as simple bodies).
/// A model's positions are in the city frame already (the importer has placed it).
/// Frame: city.  Pure.  Errors: undrawable: complains `skipped`, answers false.
bool build_model(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                 TileAssembler& out, std::vector<base::Complaint>& complaints);

}  // namespace twin::scene
