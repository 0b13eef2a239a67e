#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// Fills in what a footprint building lacks (height from storeys, storeys from type, roof from type and size), marks
/// it in keys::assumed and complains once per object. Leaves buildings with 3D surfaces alone. `row_direction_deg`:
/// down which way the roofs of its row fall (RowHouses); NaN: it stands in no row.  Pure.
void complete_building(data::Feature& building, std::vector<base::Complaint>& complaints,
                       double row_direction_deg = std::numeric_limits<double>::quiet_NaN());

/// Turns one placed building (or part, or installation, bridge) into triangles: cleans and triangulates its surfaces,
/// or raises walls and a roof over its footprint (Simple 3D Buildings). Sets it on the terrain: footprints start at the
/// lowest terrain point under them and their eaves count from the highest... no gap on slopes, nothing floats;
/// absolute geometry that hangs above the ground gets its walls drawn down to it (a complaint says by how much).
/// Footprints count their heights from keys::ground_m where it is given, else from lowest_ground_m().
/// Frame: city.  Pure.  Errors: nothing drawable: complains `skipped` and answers false.
bool build_building(const data::Feature& building, std::uint32_t object, int layer, const data::Terrain& terrain,
                    TileAssembler& out, std::vector<base::Complaint>& complaints);

/// Lowest terrain under the outlines of a footprint building: what its heights count from. Give it to the parts of the
/// same building as keys::ground_m, so that parts in the air and on a slope fit together.
double lowest_ground_m(const data::Feature& building, const data::Terrain& terrain);

}  // namespace twin::scene
