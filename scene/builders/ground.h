#pragma once

#include <cstdint>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// Lays areas (land use, water, street areas, platforms) and courses (streets, footways, rail, waterways: with width,
/// joins, caps; lane markings; crossings as zebras; steps) into the ground: cut along the terrain's own triangles, so
/// that they lie exactly in it, material = drape level. Bridges (keys::bridge, layer > 0) become decks in the air with
/// piers and ramps between their ends (content structures); tunnels are left out of the picture, not of the file.
/// Frame: city.  Pure.  Errors: undrawable: complains `skipped`, answers false.
bool build_ground(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                  TileAssembler& out, std::vector<base::Complaint>& complaints);

/// Width of a course in metres: keys::width_m, lanes, or by class (assumed).
double course_width_m(const data::Feature& feature);

/// Cuts a triangle of the city plane along the terrain's grid and diagonals; appends triangles with z on the terrain.
void drape_triangle(const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c, const data::Terrain& terrain,
                    std::vector<glm::dvec3>& out);

}  // namespace twin::scene
