#pragma once

#include <vector>

#include "data/feature.h"
#include "scene/builders/face_plane.h"

namespace twin::scene {

/// What make_simple found and did.
struct RingRepair {
    bool crossed_outline = false;  ///< The outer ring crossed itself.
    bool cut_holes = false;        ///< Holes overlapped one another or reached over the outer ring.
    int holes_outside = 0;         ///< Removed.
    bool too_intricate = false;    ///< So many teeth and crossings that cutting it would take minutes: left as it is.
    std::vector<data::Surface> more;  ///< What the surface falls into besides what stays in it, largest first.

    bool changed() const { return crossed_outline || cut_holes || holes_outside > 0; }
};

/// Makes rings of cleaned, finite points simple in the plane of the face: an outline that crosses itself is divided by
/// the odd/even rule, holes become the parts of it that they really take away. Rings that only touch stay as they are,
/// and so do those whose area no crossing changes.
/// Time: at most some seconds; ordinary faces take less than a microsecond.  Pure.
RingRepair make_simple(data::Surface& surface, const FacePlane& plane);

/// Area of a ring in the plane, positive when counter-clockwise.  Units: m2.
double flat_area_m2(const data::Ring& ring, const FacePlane& plane);

/// Whether a place of the plane lies inside a ring, by the odd/even rule.
bool is_inside(const glm::dvec2& place, const data::Ring& ring, const FacePlane& plane);

}  // namespace twin::scene
