#pragma once

#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "scene/builders/roofs.h"

namespace twin::scene {

/// Roofs of slopes side by side: the saw teeth of a factory, a row of gables, a butterfly with its valley.
bool is_in_strips(RoofShape shape);

/// Raises one over any outline; between teeth stand walls. Appends to `walls` and `roof`. `flat`: z 0, outer ring
/// counter-clockwise, holes clockwise.  Pure.  Errors: false, nothing appended, where the outline has no size.
bool raise_strips(const data::Surface& flat, double base_z_m, const RoofPlan& plan, std::vector<glm::dvec3>& walls,
                  std::vector<glm::dvec3>& roof);

}  // namespace twin::scene
