#pragma once

#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/courses.h"

namespace twin::scene {

inline constexpr double bridge_deck_m = 0.8;  ///< How thick a deck is.

/// Heights of a whole bridge, asked beside its course too: those at the nearest place.
/// Frame: city.  The terrain must outlive it.  Thread: any, read-only.
class BridgeProfile {
  public:
    /// `way`: kind and layer say how it arches.
    BridgeProfile(const data::Feature& way, const Course& run, const data::Terrain& terrain);
    double at(const glm::dvec2& p) const;

  private:
    Course stations_;
    std::vector<double> z_;
    const data::Terrain& terrain_;
};

/// Piers under a course with heights `z`, where it is high.
void add_bridge_piers(const Course& stations, const std::vector<double>& z, double width_m,
                      const data::Terrain& terrain, std::vector<glm::dvec3>& out);

}  // namespace twin::scene
