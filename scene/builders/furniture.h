#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "data/tile.h"

namespace twin::scene {

/// One run of triangles in one material.
struct FurniturePart {
    data::Material material = data::Material::furniture;
    std::uint32_t colour = 0;
    std::vector<glm::dvec3> triangles;
};

/// A simple body (at most 40 triangles) for a piece of street furniture standing at `foot`. `name`: "street_lamp",
/// "bench", "traffic_signal", "bus_stop" ...; `height_m` 0: the usual height; `turn_rad`: direction it faces, clockwise
/// from grid north.  Errors: empty when there is no body for that name.  Pure.
std::vector<FurniturePart> make_furniture(std::string_view name, const glm::dvec3& foot, double height_m,
                                          double turn_rad);

}  // namespace twin::scene
