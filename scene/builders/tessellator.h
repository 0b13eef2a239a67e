#pragma once

#include <span>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "scene/builders/face_plane.h"

namespace twin::scene {

/// What lies inside where rings overlap.
enum class InsideRule {
    odd,       ///< Places that an odd number of rings goes around.
    positive,  ///< Places that more rings go around counter-clockwise than clockwise.
};

/// Triangles (three corners each) of the inside of rings, counter-clockwise in `plane`.
/// Errors: empty when nothing can be made. The points must be finite: GLU crashes on others.  Pure.
std::vector<glm::dvec3> tessellate(std::span<const data::Ring> rings, const FacePlane& plane,
                                   InsideRule rule = InsideRule::odd);

/// Border of the inside of rings, as rings that do not cross: outer ones counter-clockwise, holes clockwise.
/// Errors and needs as above.  Pure.
std::vector<data::Ring> borders(std::span<const data::Ring> rings, const FacePlane& plane,
                                InsideRule rule = InsideRule::odd);

}  // namespace twin::scene
