#pragma once

#include <cstdint>
#include <vector>

#include <glm/vec2.hpp>

#include "data/raster.h"
#include "scene/overlay_drawing.h"

namespace twin::scene {

/// A ribbon of constant width along a course, lying in the terrain's own triangles, with mitred joins and round ends.
/// Frame: course in city metres.  `colour` 0xAABBGGRR.  Pure.
OverlayMesh build_ribbon(const std::vector<glm::dvec2>& course, double width_m, std::uint32_t colour,
                         const data::Terrain& terrain);

}  // namespace twin::scene
