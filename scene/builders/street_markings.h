#pragma once

#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "scene/builders/courses.h"

namespace twin::scene {

/// White paint of a street in the plane: broken and solid lines between lanes of through roads, zebra bars and
/// signalled fords along footways that cross a street (keys::crossing on the way).  Pure.
void add_street_markings(const data::Feature& street, const Course& course, double width_m,
                         std::vector<glm::dvec3>& out);

/// Paint of a crossing along the way of those who walk (keys::crossing, crossing:markings): zebra bars, dashed or solid
/// rims, or nothing.
void add_crossing_paint(const data::Feature& crossing, const Course& course, double width_m,
                        std::vector<glm::dvec3>& out);

/// Edges of stairs, one every metre.
void add_step_edges(const Course& course, double width_m, std::vector<glm::dvec3>& out);

/// Lines between the bays beside a street (keys::parking_left, parking_right), `deep_m` from the kerb outwards.
void add_parking_lines(const data::Feature& street, const Course& course, double width_m, double deep_m,
                       std::vector<glm::dvec3>& out);

}  // namespace twin::scene
