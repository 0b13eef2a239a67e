#pragma once

#include <map>
#include <string>
#include <vector>

#include "app/importer/place.h"
#include "data/raster.h"
#include "scene/builders/bridge_runs.h"
#include "scene/builders/vegetation.h"

namespace twin::app {

/// What features of one file have to know of each other before they are built one by one.
/// Owner: CityBuilder, while the file's features stay where they are.  Thread: one at a time.
class Neighbours {
  public:
    Neighbours(const PlacedFile& placed, const data::Terrain& terrain);

    /// Gives a part drawn from its footprint the ground of its building (keys::ground_m), so that parts on a slope fit
    /// together.
    void set_ground(data::Feature& part) const;
    const scene::Course* bridge_run_of(const data::Feature& way) const { return bridges_.run_of(way); }

  private:
    std::map<std::string, double> ground_m_;  ///< By the id of the building.
    scene::BridgeRuns bridges_;
};

/// The share of the wanted plants that all areas of all files get.
scene::PlantingBudget planting_budget(const std::vector<PlacedFile>& files);

}  // namespace twin::app
