#pragma once

#include <cstdint>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "scene/builders/courses.h"
#include "scene/builders/tile_assembler.h"

namespace twin::scene {

/// A kerb drawn as a line, as high as keys::kerb says (flush: nothing).  Frame: city.  Pure.
bool build_kerb(const data::Feature& kerb, std::uint32_t object, int layer, const data::Terrain& terrain,
                TileAssembler& out);

/// Tactile paving drawn as lines: keys::width_m broad, else 0.3 m as a guide strip.  Frame: city.  Pure.
bool build_tactile_strips(const data::Feature& paving, std::uint32_t object, int layer, const data::Terrain& terrain,
                          TileAssembler& out);

/// White paint of a crossing that is a point on a street (keys::bearing_deg): zebra, or the dashed rims of a signalled
/// ford; nothing where a footway that crosses there is drawn.  Frame: city.  Pure.
bool build_crossing(const data::Feature& crossing, std::uint32_t object, int layer, const data::Terrain& terrain,
                    TileAssembler& out);

/// Cables of a power line from point to point, sagging; the points are its towers. Complains of the height assumed.
/// Frame: city.  Pure.
bool build_power_line(const data::Feature& line, std::uint32_t object, int layer, const data::Terrain& terrain,
                      TileAssembler& out, std::vector<base::Complaint>& complaints);

/// Handrails of stairs on posts, on the sides that keys::handrail ("handrail:left" ...) says.  Frame: city.  Pure.
void add_handrails(const data::Feature& steps, const Course& course, double width_m, const TriangleStyle& style,
                   const data::Terrain& terrain, TileAssembler& out);

}  // namespace twin::scene
