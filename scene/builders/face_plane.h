#pragma once

#include <cmath>

#include <glm/geometric.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

namespace twin::scene {

/// Plane of a face with two directions that span it, so that (u, v, normal) is right-handed: a ring that turns
/// counter-clockwise seen from the tip of the normal does so in (u, v).
/// Frame: that of the points put in.
struct FacePlane {
    glm::dvec3 origin, u, v, normal;

    /// `across`: any length but zero.
    FacePlane(const glm::dvec3& at, const glm::dvec3& across) : origin(at), normal(glm::normalize(across)) {
        const glm::dvec3 helper = std::abs(normal.z) < 0.9 ? glm::dvec3(0, 0, 1) : glm::dvec3(1, 0, 0);
        u = glm::normalize(glm::cross(helper, normal));
        v = glm::cross(normal, u);
    }
    glm::dvec2 flat(const glm::dvec3& p) const { return {glm::dot(p - origin, u), glm::dot(p - origin, v)}; }
};

inline double cross2(const glm::dvec2& a, const glm::dvec2& b) {
    return a.x * b.y - a.y * b.x;
}

}  // namespace twin::scene
