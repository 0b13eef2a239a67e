#pragma once

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "base/frames.h"

namespace twin::scene {

/// Where the picture is taken from.
/// Frame: city; heading clockwise from grid north, pitch up positive.  Units: metres, radians.
struct Camera {
    base::CityPoint position;
    double heading_rad = 0;
    double pitch_rad = -0.5;
    double fov_y_rad = 0.85;
    double near_m = 0.5;

    glm::dvec3 forward() const;
    glm::dvec3 right() const;
    glm::dvec3 up() const;
    /// Rotation only: the camera's position is subtracted in double before.
    glm::mat4 view_rotation() const;
    /// Reversed depth, infinite far plane, range 1 (near) to 0 (far).
    glm::mat4 projection(double aspect) const;
    /// Direction through a pixel; (0,0) top left, (1,1) bottom right.
    glm::dvec3 ray(const glm::dvec2& screen, double aspect) const;
    /// City point to screen (0..1, top left origin); false when behind the camera.
    bool project(const base::CityPoint& point, double aspect, glm::dvec2& screen, double* distance_m = nullptr) const;
};

}  // namespace twin::scene
