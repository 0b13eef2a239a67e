#pragma once

#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"

namespace twin::scene {

/// The faces of a body that are drawn, mended.
/// Frame: city, heights absolute.
struct RepairedBody {
    std::vector<data::Surface> surfaces;
    /// What each of them was, for its picture; null: added. Point into the feature that was given.
    std::vector<const data::Surface*> originals;
    double raised_m = 0;  ///< Against the originals: those above ground are set on the terrain.
};

/// Cleans every surface (clean_surface), lets holes turn against their outline, removes faces given twice, turns those
/// that look the wrong way, and closes below what lacks nothing but its ground (check_solid; buildings only). Tells all
/// of it with the change of area and volume, what has no area, bodies of one piece that are open and by how much, and
/// faces that are not flat by more than a centimetre. Frame: city.  Pure.
RepairedBody repair_body(const data::Feature& building, const data::Terrain& terrain,
                         std::vector<base::Complaint>& complaints);

}  // namespace twin::scene
