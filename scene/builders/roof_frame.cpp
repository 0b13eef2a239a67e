#include "scene/builders/roof_frame.h"

#include <cmath>

#include <glm/geometric.hpp>

#include "scene/builders/polygons.h"

namespace twin::scene {

RidgeFrame ridge_frame(const TurnedBox& box, const RoofPlan& plan) {
    const RidgeFrame lengthwise{box.centre, box.along, box.across, box.half_along_m, box.half_across_m};
    const RidgeFrame crosswise{box.centre, box.across, -box.along, box.half_across_m, box.half_along_m};
    if (plan.has_direction) {
        const glm::dvec2 downhill(std::sin(plan.direction_rad), std::cos(plan.direction_rad));
        return std::abs(glm::dot(downhill, box.across)) >= std::abs(glm::dot(downhill, box.along)) ? lengthwise
                                                                                                   : crosswise;
    }
    return plan.across ? crosswise : lengthwise;
}

std::vector<Outline> convex_pieces_of(const data::Surface& flat, const Outline& outer) {
    if (flat.holes.empty() && is_convex(outer)) return {outer};
    const std::vector<glm::dvec3> triangles = triangulate(flat);
    std::vector<Outline> pieces;
    pieces.reserve(triangles.size() / 3);
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3)
        pieces.push_back({glm::dvec2(triangles[i]), glm::dvec2(triangles[i + 1]), glm::dvec2(triangles[i + 2])});
    return pieces;
}

}  // namespace twin::scene
