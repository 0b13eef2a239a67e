#pragma once

#include <cstdint>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"

namespace twin::scene {

/// Colour of a pitch by its surface and sport ("clay" red, "tartan" ..., 0xAABBGGRR); 0: grass, as pitches are.  Pure.
std::uint32_t pitch_colour(const data::Feature& area);

/// White lines of a pitch (rim, middle, circle or net by sport) and of parking spaces (their rims), in the plane.
/// `surface` is clean. Only where the outline is about a rectangle.  Pure.
void add_area_markings(const data::Feature& area, const data::Surface& surface, std::vector<glm::dvec3>& out);

}  // namespace twin::scene
