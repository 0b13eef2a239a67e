#pragma once

#include <cstdint>

#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/courses.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// A way over a bridge as a body: deck from end to end, arched where there would be no room below, kerbs, railings,
/// piers every 30 m where it is high. Heights: straight between the terrain at both ends, arch by keys::layer.
/// `run`: the whole bridge that the way is a part of, for its heights; null: the way is all of it.
/// `surface`: what the way is laid with.  Frame: city.  Pure.
void add_bridge(const data::Feature& way, const Course& course, const Course* run, double width_m,
                data::Material surface, const TriangleStyle& style, const data::Terrain& terrain, TileAssembler& out);

}  // namespace twin::scene
