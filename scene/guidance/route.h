#pragma once

#include <vector>

#include "base/frames.h"
#include "base/result.h"
#include "data/raster.h"
#include "scene/guidance/guidance_overlay.h"
#include "scene/guidance/path.h"
#include "scene/guidance/trail.h"

namespace twin::scene {

/// How far a place may lie from the network.  Units: metres.
inline constexpr double snap_reach_m = 150;

/// Both answers to "how do I get there on foot".
struct FoundRoutes {
    Path shortest, guided;
    Trail shortest_trail, guided_trail;
    std::vector<Route> routes;  ///< Told: shortest, then guided. Their items come without distances (add_distances).
};

/// Errors: nothing to walk on within snap_reach_m of one of the places; the two are not connected: a sentence.
base::Result<FoundRoutes> find_routes(const PedestrianNetwork& network, const base::CityPoint& from,
                                      const base::CityPoint& to, const data::Terrain& terrain);

}  // namespace twin::scene
