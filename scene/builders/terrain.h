#pragma once

#include <functional>
#include <vector>

#include "base/complaint.h"
#include "base/frames.h"
#include "data/crs.h"
#include "data/raster.h"
#include "data/tile.h"

namespace twin::scene {

/// One raster and how it comes into the city frame.
struct PlacedGrid {
    data::HeightGrid grid;
    const data::Placer* placer = nullptr;
    double vertical_shift_m = 0;  ///< Added to its heights (0: same height system).
    bool geographic = false;      ///< Its coordinates are degrees: longitudes go round, 179 W is 181 E.
};

/// Mosaics the rasters onto one grid of the city frame (bilinear; the finest raster wins where several lie; voids
/// filled from around, and counted in `complaints`; where two differ, the coarser one is drawn to the finer over a few
/// points, and a difference of more than 25 cm is complained of). `step_m` 0: about the finest raster's, 5 to 30 m, at
/// most 4 million points. Without rasters: a flat plane at `fallback_height_m`, `measured` false. Frame: `extent` city.
/// Pure.
data::Terrain build_terrain(const std::vector<PlacedGrid>& grids, const base::Box3& extent, double step_m,
                            double fallback_height_m, std::vector<base::Complaint>& complaints);

/// The terrain as meshes with smooth normals and a skirt at the rim. One vertex per grid point, split as
/// data::Terrain says.  Pure.
std::vector<data::Tile> build_terrain_tiles(const data::Terrain& terrain, int layer);

/// The same for level ground that goes far beyond what stands on it: where no tile of a block is `wanted` (by column
/// and row of tiles), the block is one tile of two triangles.  Pure.
std::vector<data::Tile> build_level_tiles(const data::Terrain& terrain, int layer,
                                          const std::function<bool(int column, int row)>& wanted);

}  // namespace twin::scene
