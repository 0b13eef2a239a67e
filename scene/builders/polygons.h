#pragma once

#include <string>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"

namespace twin::scene {

/// What clean_surface did, in words for the report ("2 repeated points removed"); empty: nothing.
struct SurfaceRepair {
    std::string what;
    bool degenerate = false;  ///< No area left: skip it.
};

/// Removes non-finite, repeated and spike points of all rings, drops degenerate holes.  Pure.
SurfaceRepair clean_surface(data::Surface& surface);

/// Normal by Newell's method, length = twice the area of the outer ring.
glm::dvec3 newell_normal(const data::Ring& ring);

/// Triangles (three corners each) of a cleaned surface with holes, facing as its outer ring. Triangles and convex
/// quads directly, all others through GLU's tessellator (odd winding) in the plane of the surface.
/// Errors: empty when nothing can be made.  Pure.
std::vector<glm::dvec3> triangulate(const data::Surface& surface);

}  // namespace twin::scene
