#pragma once

#include <span>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "scene/builders/outline.h"
#include "scene/builders/roofs.h"

namespace twin::scene {

/// A roof over an outline that is no rectangle: every wing has its ridge, a yard has one all around (RoofSkeleton).
/// Appends to `walls` and `roof`. `flat`: z 0, outer ring counter-clockwise, holes clockwise.
/// Errors: false, nothing appended, where the outline or the shape does not allow it.
bool raise_wings(const data::Surface& flat, double base_z_m, const RoofPlan& plan, std::vector<glm::dvec3>& walls,
                 std::vector<glm::dvec3>& roof);

/// Two gabled roofs that cross over a box, a gable on each of its four sides.
bool raise_cross_gables(const data::Surface& flat, double base_z_m, const RoofPlan& plan,
                        std::vector<glm::dvec3>& walls, std::vector<glm::dvec3>& roof);

/// Largest distance of the roof's ridge from the walls, which with the pitch makes its height; 0 where raise_wings()
/// would not work.
double wing_depth_m(const data::Surface& flat, const RoofPlan& plan);

/// Walls from `base_z_m` up to the rim of a roof.
void add_walls_below(const Outline& ring, double base_z_m, std::span<const glm::dvec3> roof,
                     std::vector<glm::dvec3>& out);

/// A wall piece up to a slanted top, faces right of a -> b.
void add_wall(const glm::dvec2& a, const glm::dvec2& b, double base_z_m, double top_a_m, double top_b_m,
              std::vector<glm::dvec3>& out);

/// Whether walls and roof have no gap: seen from every side they weigh the same.
bool closes(std::span<const glm::dvec3> walls, std::span<const glm::dvec3> roof);

}  // namespace twin::scene
