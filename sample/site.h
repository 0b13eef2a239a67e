#pragma once

#include <optional>
#include <vector>

#include "sample/building.h"
#include "sample/geometry.h"
#include "sample/network.h"
#include "sample/relief.h"
#include "sample/side_streets.h"
#include "sample/zones.h"

namespace twin::sample {

/// The ground to build on: what is taken already, and how high it lies.
/// Frame: sample plane.
class Site {
  public:
    Site(const Network& network, const Zones& zones, const Relief& relief, const KeepOff& keep_off)
        : network(network), zones(zones), relief(relief), keep_off(keep_off) {}

    /// May a convex footprint stand here: `gap_m` from other buildings, `clearance_m` added to the streets' corridors
    /// (negative: nearer), off rail and water?
    bool free(const Polygon& footprint, double gap_m, double clearance_m) const;
    /// Is a place or strip free of buildings, whatever else is there?
    bool clear_of_buildings(const Polygon& footprint, double gap_m) const;
    void occupy(const Polygon& footprint);
    /// Lowest ground at the corners.
    double lowest_ground(const Polygon& footprint) const;
    double highest_ground(const Polygon& footprint) const;
    /// Name of the nearest street and a house number that grows along it.
    void give_address(Building& building, Vec2 front) const;

    const Network& network;
    const Zones& zones;
    const Relief& relief;
    const KeepOff& keep_off;

  private:
    std::vector<Polygon> taken_;
    SpatialIndex index_{40};
};

}  // namespace twin::sample
