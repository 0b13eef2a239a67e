#pragma once

#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

namespace twin::scene {

/// A line in the plane, at least two points, no two the same.
using Course = std::vector<glm::dvec2>;

/// Drops points that are no numbers or repeat the last one (1 cm); empty when less than two are left.
Course clean_course(const std::vector<glm::dvec3>& points);
/// Without the points that lie within `within_m` of the straight way between their neighbours; ends stay.
Course straightened(const Course& course, double within_m);
double length_m(const Course& course);
/// The part between two distances from the start.
Course part_of(const Course& course, double from_m, double to_m);
/// The same course `left_m` further left (negative: right), corners mitred.
Course shifted(const Course& course, double left_m);
/// Adds points so that no piece is longer than `step_m`.
Course with_stations(const Course& course, double step_m);

/// Triangles of a band along the course (z 0), counter-clockwise from above: mitred where it bends gently, a round
/// fan outside sharp bends; with round ends where wanted.
void add_ribbon(const Course& course, double width_m, bool round_ends, std::vector<glm::dvec3>& out);
/// A broken line: `dash_m` long pieces, `gap_m` apart.
void add_dashes(const Course& course, double width_m, double dash_m, double gap_m, std::vector<glm::dvec3>& out);

}  // namespace twin::scene
