#pragma once

#include <cstdint>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/bridge_runs.h"
#include "scene/builders/courses.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// A way over a bridge as a body: deck from end to end, arched where there would be no room below, kerbs, railings,
/// piers every 30 m where it is high. Heights: straight between the terrain at both ends, arch by keys::layer.
/// `place`: the whole bridge that the way is a part of, for its heights, and the deck that carries it.
/// `surface`: what the way is laid with.  Frame: city.  Pure.
void add_bridge(const data::Feature& way, const Course& course, const BridgePlace& place, double width_m,
                data::Material surface, const TriangleStyle& style, const data::Terrain& terrain, TileAssembler& out);

/// The deck of a bridge over its outline (man_made=bridge), as high as the ways that it carries (`place`; without one
/// it goes along the outline's longer side): upper and lower face, sides, railings where it is off the ground, piers.
/// Frame: city.  Pure.  Errors: undrawable: complains `skipped`, answers false.
bool build_bridge_deck(const data::Feature& outline, std::uint32_t object, int layer, const BridgePlace& place,
                       const data::Terrain& terrain, TileAssembler& out, std::vector<base::Complaint>& complaints);

}  // namespace twin::scene
