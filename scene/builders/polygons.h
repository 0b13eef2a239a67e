#pragma once

#include <string>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"

namespace twin::scene {

/// What clean_surface did, in words for the report ("2 repeated points removed"); empty: nothing.
struct SurfaceRepair {
    std::string what;
    bool degenerate = false;          ///< No area left, or too intricate to be cut in bounded time: skip it.
    std::vector<data::Surface> more;  ///< What a self-crossing outline falls into besides the surface itself.
    double off_plane_m = 0;           ///< Greatest distance of a point from the mean plane.
};

/// Removes non-finite, repeated and spike points of all rings, drops degenerate holes, divides outlines that cross
/// themselves by the odd/even rule and makes holes simple: overlapping ones are joined, those outside dropped.
/// Points on a straight line stay: a neighbour may have its corner there, and without them it would show a gap.
/// `texture_places` are left as they were: see TexturePlaces of the surface before.  Pure.
SurfaceRepair clean_surface(data::Surface& surface);

/// Lets holes turn against their outer ring, as CityGML wants it; how many did not.
int turn_holes(data::Surface& surface);

/// Normal by Newell's method, length = twice the area of the outer ring.
glm::dvec3 newell_normal(const data::Ring& ring);

/// Area by Newell's method less that of the holes, never negative; points that are no numbers do not count.
/// Units: m2.
double surface_area_m2(const data::Surface& surface);

/// Triangles (three corners each) of a cleaned surface with holes, facing as its outer ring. Triangles and convex
/// quads directly, all others through GLU's tessellator (odd winding) in the plane of the surface.
/// Errors: empty when nothing can be made.  Pure.
std::vector<glm::dvec3> triangulate(const data::Surface& surface);

}  // namespace twin::scene
