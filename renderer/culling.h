#pragma once

#include <array>

#include <glm/mat4x4.hpp>
#include <glm/vec4.hpp>

#include "base/frames.h"

namespace twin::renderer {

/// The planes that bound what a matrix shows (no far plane).
/// Frame: as the matrix' input, relative to `eye` in the city frame.
class Frustum {
  public:
    Frustum(const glm::mat4& camera_relative_to_clip, const base::CityPoint& eye, bool with_near_plane);
    /// false: the box lies wholly outside one plane.
    bool may_see(const base::Box3& box) const;

  private:
    std::array<glm::dvec4, 5> planes_;
    int count_ = 5;
    glm::dvec3 eye_;
};

/// Distance from a point to the nearest point of a box.  Units: metres.
double distance_to(const base::Box3& box, const glm::dvec3& point);

}  // namespace twin::renderer
