#pragma once

#include <optional>
#include <vector>

#include <glm/vec3.hpp>

#include "data/raster.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// The corners of all triangles below `node` (three each), polygons cut into fans.
std::vector<glm::dvec3> read_terrain_triangles(const XmlNode& node);

/// Heights of a triangulated terrain on a grid about as fine as its triangles (at most 4096 cells a side), void where
/// there is none.
/// Frame: that of the triangles, x and y as they come.  Errors: nullopt without a triangle that has an area.
std::optional<HeightGrid> grid_of_triangles(const std::vector<glm::dvec3>& corners);

}  // namespace twin::data
