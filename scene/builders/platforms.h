#pragma once

#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/courses.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// How high a platform stands: keys::height_m, or what is usual for trains (0.55 m), trams (0.25 m) and buses (0.16 m,
/// a kerb); a pier stands 0.4 m over what is below.
double platform_height_m(const data::Feature& platform);

/// A platform or pier as a raised body over its clean area, or along its middle.  Frame: city.  Pure.
void add_platform(const data::Feature& platform, const data::Surface& area, const TriangleStyle& style,
                  const data::Terrain& terrain, TileAssembler& out);
void add_platform(const data::Feature& platform, const Course& course, double width_m, const TriangleStyle& style,
                  const data::Terrain& terrain, TileAssembler& out);

}  // namespace twin::scene
