#pragma once

#include <vector>

#include "data/feature.h"
#include "scene/builders/face_plane.h"

namespace twin::scene {

/// A face of very many corners, in cells that the tessellator takes at once.
struct RingCells {
    std::vector<data::Surface> parts;  ///< Of a few hundred corners each, turned as the face; they fill it exactly.
    double outline_m2 = 0;             ///< Inside of the outer ring by the odd/even rule, holes not taken off.
    double left_m2 = 0;                ///< Of all parts.
};

/// Cuts the inside of a cleaned face (the outer ring by the odd/even rule, less all that any hole covers) along lines
/// of its plane, halving it until each cell holds few corners. Time: corners x log(corners).
/// Errors: no parts where edges lie so much across one another that cells do not become emptier.  Pure.
RingCells cut_into_cells(const data::Surface& surface, const FacePlane& plane);

/// Rings that do not cross (counter-clockwise ones around, clockwise ones holes) as surfaces like `pattern`: largest
/// first, each with its holes. Rings below `least_m2` are left out.  Pure.
std::vector<data::Surface> group_rings(std::vector<data::Ring> rings, const data::Surface& pattern,
                                       const FacePlane& plane, double least_m2);

}  // namespace twin::scene
