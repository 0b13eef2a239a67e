#pragma once

#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "data/feature.h"
#include "data/raster.h"

namespace twin::scene {

/// A ring seen from above.
using Outline = std::vector<glm::dvec2>;

Outline outline_of(const data::Ring& ring);
double cross(const glm::dvec2& a, const glm::dvec2& b);
/// Positive when it turns counter-clockwise.
double signed_area_m2(const Outline& outline);
/// Centre of the area; the middle of the points where there is none.
glm::dvec2 centre_of(const Outline& outline);
bool is_convex(const Outline& outline);
/// Whether every edge can be seen from `eye`, which lies inside a counter-clockwise outline.
bool is_seen_from(const Outline& outline, const glm::dvec2& eye);

/// Smallest turned rectangle around an outline; `along` is its longer side.
struct TurnedBox {
    glm::dvec2 centre{0, 0};
    glm::dvec2 along{1, 0};
    glm::dvec2 across{0, 1};  ///< `along` turned left.
    double half_along_m = 0;
    double half_across_m = 0;

    double area_m2() const { return 4 * half_along_m * half_across_m; }
};
TurnedBox turned_box(const Outline& outline);

/// A linear function of the plane: value = slope . p + offset.
struct Slope {
    glm::dvec2 slope{0, 0};
    double offset = 0;
    double at(const glm::dvec2& p) const { return slope.x * p.x + slope.y * p.y + offset; }
};
/// The part of a convex outline where `keep` is not negative.
Outline clip(const Outline& convex, const Slope& keep);

/// Lowest and highest terrain under a line of points, looked at every `step_m`.
struct GroundSpan {
    double low_m = 0;
    double high_m = 0;
};
GroundSpan ground_under(const data::Ring& ring, const data::Terrain& terrain, bool closed = true, double step_m = 3);

}  // namespace twin::scene
