#pragma once

#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// A building or bridge given as 3D surfaces: cleaned, triangulated, turned right side out, coloured by the kind of
/// each surface, and brought down to the terrain where it hangs above it (at most 30 m; more is told only).
/// Frame: city.  Pure.  Errors: nothing drawable: complains `skipped` and answers false.
bool build_solid(const data::Feature& building, const TriangleStyle& style, const data::Terrain& terrain,
                 TileAssembler& out, std::vector<base::Complaint>& complaints);

}  // namespace twin::scene
