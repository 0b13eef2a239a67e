#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/bridge_runs.h"
#include "scene/builders/courses.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// Lays areas (land use, water, street areas, platforms) and courses (streets, footways, rail, waterways: with width,
/// joins, caps; lane markings; crossings as zebras; steps) into the ground: cut along the terrain's own triangles, so
/// that they lie exactly in it, material = drape level. Bridges (keys::bridge, layer > 0) become decks in the air with
/// piers and ramps between their ends (content structures); tunnels are left out of the picture, not of the file.
/// `bridge`: where the way lies on a bridge of several, see BridgeRuns.
/// Frame: city.  Pure.  Errors: undrawable: complains `skipped`, answers false.
bool build_ground(const data::Feature& feature, std::uint32_t object, int layer, const data::Terrain& terrain,
                  TileAssembler& out, std::vector<base::Complaint>& complaints, const BridgePlace& bridge = {});

/// Width of a course in metres: keys::width_m, lanes, or by class (assumed).
double course_width_m(const data::Feature& feature);

/// Cuts a triangle of the city plane along the terrain's grid and diagonals; appends triangles with z on the terrain.
void drape_triangle(const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c, const data::Terrain& terrain,
                    std::vector<glm::dvec3>& out);

inline constexpr std::size_t most_convex_corners = 8;
/// The same for a convex polygon of at most most_convex_corners: fewer pieces than its triangles one by one.
void drape_convex(std::span<const glm::dvec3> corners, const data::Terrain& terrain, std::vector<glm::dvec3>& out);

/// The same for a cleaned area with holes (odd winding): cells that no border touches become two triangles each, the
/// area is cut to the terrain's triangles only along its border. Level ground stays in large pieces.
void drape_area(const data::Surface& area, const data::Terrain& terrain, std::vector<glm::dvec3>& out);

}  // namespace twin::scene
