#pragma once

#include <deque>
#include <string>
#include <unordered_map>

#include "app/importer/driving_side.h"
#include "app/importer/place.h"
#include "data/raster.h"
#include "scene/builders/bridge_runs.h"
#include "scene/builders/row_houses.h"
#include "scene/builders/vegetation.h"

namespace twin::app {

/// What features of one file have to know of each other before they are built one by one. They are known by their
/// number in the file.
/// Owner: CityBuilder.  Thread: asking any, once made.
class Neighbours {
  public:
    Neighbours(const PlacedFile& placed, const data::Terrain& terrain);

    /// Gives a part drawn from its footprint the ground of its building (keys::ground_m), so that parts on a slope fit
    /// together.
    void set_ground(data::Feature& part) const;
    /// Gives a street the side that is driven on (keys::driving_side) where it is not the right one.
    void set_driving_side(data::Feature& street) const { driving_.tell(street); }
    /// Down which way the roofs of its row fall; NaN: none.
    double row_direction_deg(std::size_t number) const { return rows_.direction_deg(number); }
    scene::BridgePlace bridge_of(std::size_t number) const;
    const scene::Course* bridge_run_of(std::size_t number) const;

  private:
    void find_grounds(const PlacedFile& placed, const data::Terrain& terrain);
    std::unordered_map<std::string, double> ground_m_;  ///< By the id of the building.
    std::deque<data::Feature> bridge_ways_;
    std::unordered_map<std::size_t, const data::Feature*> bridge_way_;
    scene::BridgeRuns bridges_;
    scene::RowHouses rows_;
    DrivingSide driving_;
};

/// The share of the wanted plants that all areas of all files get.
scene::PlantingBudget planting_budget(const std::vector<PlacedFile>& files);

}  // namespace twin::app
