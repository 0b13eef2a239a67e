#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "data/feature.h"

namespace twin::data {

/// Crossings that are points wait for the ways that lead through them: the street gives them its bearing and width
/// (keys::bearing_deg, street_width_m); a footway that crosses there is drawn in their place. So do the towers and
/// poles of power lines, which look along their line (keys::direction_deg).
/// Frame: longitude, latitude.  Thread: one at a time.
class OsmCrossings {
  public:
    /// Whether it is one of those.
    static bool waits(const Feature& feature);
    void add(Feature&& crossing);
    void look_at(const Feature& way);
    std::vector<Feature> take();

  private:
    std::vector<Feature> crossings_;
    std::unordered_map<std::int64_t, std::size_t> by_node_;
};

}  // namespace twin::data
