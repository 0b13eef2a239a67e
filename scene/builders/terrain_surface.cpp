#include "scene/builders/terrain_surface.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace twin::scene {

glm::vec3 terrain_normal(const data::Terrain& terrain, int i, int j) {
    i = std::clamp(i, 0, terrain.columns - 1);
    j = std::clamp(j, 0, terrain.rows - 1);
    const int west = std::max(i - 1, 0), east = std::min(i + 1, terrain.columns - 1);
    const int south = std::max(j - 1, 0), north = std::min(j + 1, terrain.rows - 1);
    if (east == west || north == south) return {0, 0, 1};
    const double dx = (terrain.at(east, j) - terrain.at(west, j)) / ((east - west) * terrain.step_m);
    const double dy = (terrain.at(i, north) - terrain.at(i, south)) / ((north - south) * terrain.step_m);
    return glm::normalize(glm::vec3(-dx, -dy, 1));
}

glm::vec3 terrain_normal_at(const data::Terrain& terrain, double x_m, double y_m) {
    if (terrain.columns < 2 || terrain.rows < 2) return {0, 0, 1};
    const double u = std::clamp((x_m - terrain.x0_m) / terrain.step_m, 0.0, terrain.columns - 1.0);
    const double v = std::clamp((y_m - terrain.y0_m) / terrain.step_m, 0.0, terrain.rows - 1.0);
    const int i = std::min(static_cast<int>(u), terrain.columns - 2),
              j = std::min(static_cast<int>(v), terrain.rows - 2);
    const float fx = static_cast<float>(u - i), fy = static_cast<float>(v - j);
    const glm::vec3 sw = terrain_normal(terrain, i, j), ne = terrain_normal(terrain, i + 1, j + 1);
    const glm::vec3 mixed = fx >= fy ? sw * (1 - fx) + terrain_normal(terrain, i + 1, j) * (fx - fy) + ne * fy
                                     : sw * (1 - fy) + terrain_normal(terrain, i, j + 1) * (fy - fx) + ne * fx;
    return glm::normalize(mixed);
}

}  // namespace twin::scene
