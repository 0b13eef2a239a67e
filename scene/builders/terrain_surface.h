#pragma once

#include <glm/vec3.hpp>

#include "data/raster.h"

namespace twin::scene {

/// Smooth unit normal of the terrain at grid point (i,j), clamped to the grid.  Pure.
glm::vec3 terrain_normal(const data::Terrain& terrain, int i, int j);

/// The same between grid points, as the renderer interpolates it over the terrain's triangles; up where the terrain is
/// empty.  Pure.
glm::vec3 terrain_normal_at(const data::Terrain& terrain, double x_m, double y_m);

}  // namespace twin::scene
