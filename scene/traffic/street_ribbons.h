#pragma once

#include <cstdint>
#include <vector>

#include "base/frames.h"
#include "data/raster.h"
#include "data/tile.h"
#include "data/traffic.h"

namespace twin::scene {

/// Ribbons that show speed (colour) and flow (width) of every street of a recording for one interval. They lie right of
/// the course, so that both directions of a street show.
/// Owner: beside the recording, which must outlive it.  Frame: city.
class StreetRibbons {
  public:
    explicit StreetRibbons(const data::TrafficRecording& recording);

    /// Triangles on the terrain, Material::overlay, relative to `origin`. Streets without any value then are left out.
    data::Mesh build(int interval, const data::Terrain& terrain, const base::CityPoint& origin) const;

  private:
    void add(const data::EdgeSeries& edge, bool shared, int interval, const data::Terrain& terrain,
             const base::CityPoint& origin, data::Mesh& mesh) const;

    const data::TrafficRecording* recording_;
    std::vector<bool> shared_;  ///< Per edge: the other direction has the same course.
};

}  // namespace twin::scene
