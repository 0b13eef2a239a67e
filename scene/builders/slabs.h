#pragma once

#include <functional>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// Looks of a body with an upper face and sides.
struct SlabStyle {
    TriangleStyle top, side;
};

/// A body that covers an area and stands `height_m` out of the ground everywhere: a platform, a hedge, a broad wall.
/// `area` is clean.  Frame: city, z of `area` does not count.  Pure.
void add_slab(const SlabStyle& style, const data::Surface& area, double height_m, const data::Terrain& terrain,
              TileAssembler& out);

/// Upright sides of a clean area along its outline and holes, looking outwards, from `low` to `high` at each place;
/// pieces are at most `step_m` long.
using HeightAt = std::function<double(const glm::dvec2&)>;
void add_sides(const data::Surface& area, double step_m, const HeightAt& low, const HeightAt& high,
               std::vector<glm::dvec3>& out);

/// Sorts triangles into the tiles that they lie in.
void add_by_tile(const TriangleStyle& style, const std::vector<glm::dvec3>& triangles, TileAssembler& out);

}  // namespace twin::scene
