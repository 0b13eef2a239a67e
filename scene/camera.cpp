#include "scene/camera.h"

#include <cmath>

#include <glm/geometric.hpp>

namespace twin::scene {

glm::dvec3 Camera::forward() const {
    return {std::sin(heading_rad) * std::cos(pitch_rad), std::cos(heading_rad) * std::cos(pitch_rad),
            std::sin(pitch_rad)};
}

glm::dvec3 Camera::right() const {
    return {std::cos(heading_rad), -std::sin(heading_rad), 0};
}

glm::dvec3 Camera::up() const {
    return glm::cross(right(), forward());
}

glm::mat4 Camera::view_rotation() const {
    const glm::dvec3 r = right(), u = up(), f = forward();
    return glm::mat4(r.x, u.x, -f.x, 0, r.y, u.y, -f.y, 0, r.z, u.z, -f.z, 0, 0, 0, 0, 1);
}

glm::mat4 Camera::projection(double aspect) const {
    const double focal = 1 / std::tan(fov_y_rad / 2);
    glm::mat4 m(0);
    m[0][0] = static_cast<float>(focal / aspect);
    m[1][1] = static_cast<float>(focal);
    m[2][3] = -1;
    m[3][2] = static_cast<float>(near_m);
    return m;
}

glm::dvec3 Camera::ray(const glm::dvec2& screen, double aspect) const {
    const double half = std::tan(fov_y_rad / 2);
    const double x = (2 * screen.x - 1) * half * aspect, y = (1 - 2 * screen.y) * half;
    return glm::normalize(forward() + right() * x + up() * y);
}

bool Camera::project(const base::CityPoint& point, double aspect, glm::dvec2& screen, double* distance_m) const {
    const glm::dvec3 to = point.vec() - position.vec();
    const double depth = glm::dot(to, forward());
    if (!(depth > 1e-6)) return false;
    const double half = std::tan(fov_y_rad / 2);
    screen = {0.5 + 0.5 * glm::dot(to, right()) / (depth * half * aspect),
              0.5 - 0.5 * glm::dot(to, up()) / (depth * half)};
    if (distance_m) *distance_m = glm::length(to);
    return true;
}

}  // namespace twin::scene
