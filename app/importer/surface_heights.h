#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/importer/place.h"
#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"

namespace twin::app {

/// How high buildings are that nobody states a height of: surface models (DSM) minus the terrain below, and heights
/// above the ground (nDSM).
/// Frame: city.  Owner: CityBuilder.  Thread: measure() any number at a time.
class SurfaceHeights {
  public:
    /// Takes the grids that are no ground (GridMeaning) out of the files; use_terrain() follows.
    SurfaceHeights(std::vector<PlacedFile>& files, const data::CityFrame& frame);
    ~SurfaceHeights();
    SurfaceHeights(const SurfaceHeights&) = delete;
    SurfaceHeights& operator=(const SurfaceHeights&) = delete;

    bool empty() const { return surfaces_.empty(); }
    /// A surface model over a plane that stands in says nothing: such are dropped, with a complaint.
    void use_terrain(const data::Terrain& terrain, std::vector<base::Complaint>& complaints);

    /// Gives a footprint without a height its own: keys::height_m (counted from `ground_m`) and keys::height_source.
    /// Leaves every other feature alone.
    /// Source: the 95th percentile of the cells inside the outline, a cell's width away from its edge.
    void measure(data::Feature& building, double ground_m) const;

    /// How many buildings got a height, and how many could not be given one.
    std::vector<base::Complaint> complaints() const;

  private:
    struct Surface;
    struct Ways;
    std::optional<double> top_m(const data::Feature& building) const;

    const data::CityFrame& frame_;
    const data::Terrain* terrain_ = nullptr;
    std::vector<std::unique_ptr<Surface>> surfaces_;  ///< The finest first.
    std::unique_ptr<Ways> ways_;
    mutable std::atomic<std::uint64_t> measured_{0}, uncovered_{0}, too_low_{0};
};

}  // namespace twin::app
