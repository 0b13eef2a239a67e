#pragma once

#include <span>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "scene/builders/courses.h"

namespace twin::scene {

/// An upright prism with `corners` sides (4 or more), tapering to `top_share` of its radius; closed above.
void add_column(const glm::dvec3& foot, double radius_m, double height_m, int corners, double top_share,
                std::vector<glm::dvec3>& out);
/// A box standing on `foot` (the middle of its lower face), its length along `direction`; all six faces.
void add_box(const glm::dvec3& foot, const glm::dvec2& direction, double length_m, double width_m, double height_m,
             std::vector<glm::dvec3>& out);

/// Draws a cross-section along a course. `section`: points (metres to the left, metres up) from the right foot over the
/// top to the left foot; `foot_z`: height of the foot at each point of the course. Closed at both ends.
void add_sweep(const Course& course, std::span<const double> foot_z, std::span<const glm::dvec2> section,
               std::vector<glm::dvec3>& out);

}  // namespace twin::scene
