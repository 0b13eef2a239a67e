#pragma once

#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/courses.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// Stairs as treads and risers that climb with the ground, as many as keys::step_count says or as the rise needs.
/// Answers false, nothing added, where the ground is level: then there is nothing to climb.  Frame: city.  Pure.
bool add_steps(const data::Feature& steps, const Course& course, double width_m, const TriangleStyle& style,
               const data::Terrain& terrain, TileAssembler& out);

}  // namespace twin::scene
