#pragma once

#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "data/feature.h"

namespace twin::scene {

/// Places in the picture of the points of a surface, whatever has been done to its rings since: repaired, cut, put into
/// triangles. Points of the rings keep their own place; a point in between has that of the nearest edge.
/// Owner: must not outlive the surface.  Thread: any, read-only.
class TexturePlaces {
  public:
    explicit TexturePlaces(const data::Surface& surface);
    /// false: it has no texture, or not one place for each point.
    bool usable() const { return usable_; }
    glm::vec2 at(const glm::dvec3& point) const;

  private:
    glm::vec2 on_nearest_edge(const glm::dvec3& point) const;

    struct Known {
        glm::dvec3 point;
        glm::vec2 place;
    };
    const data::Surface& surface_;
    std::vector<Known> by_x_;
    bool usable_ = false;
};

}  // namespace twin::scene
