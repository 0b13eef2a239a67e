#pragma once

#include <vector>

#include <glm/vec2.hpp>

#include "data/raster.h"
#include "scene/guidance/guidance_overlay.h"
#include "scene/guidance/trail.h"

namespace twin::scene {

/// A path and its trail as a route that can be drawn and told: course on the terrain, what is met on the way, the
/// figures. `finish`: the place asked for, beside the network.
Route tell_route(const PedestrianNetwork& network, const Path& path, const Trail& trail, const glm::dvec2& finish,
                 const data::Terrain& terrain);

/// Puts the distance from the item before in front of each item but the first: "Nach 40 m: Zebrastreifen über ...".
void add_distances(std::vector<RouteItem>& items);

}  // namespace twin::scene
