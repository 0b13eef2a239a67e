#pragma once

#include "data/feature.h"
#include "scene/builders/outline.h"
#include "scene/builders/roofs.h"

namespace twin::scene {

/// Whether walls and a roof are to be raised over (some of) its surfaces: footprints, or outlines without heights.
bool has_footprint(const data::Feature& building);
bool is_footprint(const data::Feature& building, const data::Surface& surface);

/// A roof on posts: of a station, a filling station, for a car.
bool is_canopy(const data::Feature& building);

/// Size and compactness of all footprints of a building together.
struct Footprint {
    double area_m2 = 0;
    double half_across_m = 0;  ///< Half the width of the largest outline's box.
    double filling = 0;        ///< Share of that box that the outline covers.
};
Footprint footprint_of(const data::Feature& building);

}  // namespace twin::scene
