#pragma once

#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// Lays triangles of the plane onto the terrain, each piece into the tile that it lies in, lit like the terrain below.
/// Returns how many triangles came of it.  Frame: city, z does not count.  Pure.
std::size_t drape(const TriangleStyle& style, const std::vector<glm::dvec3>& flat, const data::Terrain& terrain,
                  TileAssembler& out);
/// The same for a cleaned area with holes.
std::size_t drape(const TriangleStyle& style, const data::Surface& area, const data::Terrain& terrain,
                  TileAssembler& out);

}  // namespace twin::scene
