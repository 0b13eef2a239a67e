#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include <glm/geometric.hpp>
#include <glm/vec3.hpp>

#include "data/raster.h"
#include "data/tile.h"

namespace twin::scene::test {

/// Terrain of a formula over a square of `edge_m` around the origin.
inline data::Terrain terrain_of(const std::function<double(double, double)>& height, double edge_m = 400,
                                double step_m = 10) {
    data::Terrain terrain;
    terrain.x0_m = terrain.y0_m = -edge_m / 2;
    terrain.step_m = step_m;
    terrain.columns = terrain.rows = static_cast<int>(edge_m / step_m) + 1;
    terrain.measured = true;
    for (int j = 0; j < terrain.rows; ++j)
        for (int i = 0; i < terrain.columns; ++i)
            terrain.heights_m.push_back(
                static_cast<float>(height(terrain.x0_m + i * step_m, terrain.y0_m + j * step_m)));
    return terrain;
}

inline data::Terrain level_terrain(double z_m = 0) {
    return terrain_of([z_m](double, double) { return z_m; });
}

/// One triangle of a finished tile, back in the city frame.
struct Triangle {
    glm::dvec3 a, b, c;
    data::Material material;
    data::TileContent content;
    std::uint32_t colour, object;

    glm::dvec3 normal() const { return glm::cross(b - a, c - a); }  ///< Length: twice the area.
    double area_m2() const { return glm::length(normal()) / 2; }
    double plan_area_m2() const { return normal().z / 2; }
    glm::dvec3 centre() const { return (a + b + c) / 3.0; }
};

inline std::vector<Triangle> triangles_of(const std::vector<data::Tile>& tiles) {
    std::vector<Triangle> out;
    for (const data::Tile& tile : tiles) {
        const auto corner = [&](std::uint32_t i) {
            const data::MeshVertex& v = tile.mesh.vertices[i];
            return tile.origin.vec() + glm::dvec3(v.x, v.y, v.z);
        };
        for (std::size_t i = 0; i + 2 < tile.mesh.triangles.size(); i += 3) {
            const std::uint32_t* t = &tile.mesh.triangles[i];
            const data::MeshVertex& first = tile.mesh.vertices[t[0]];
            out.push_back({corner(t[0]), corner(t[1]), corner(t[2]), static_cast<data::Material>(first.material),
                           tile.content, first.colour, first.object});
        }
    }
    return out;
}

/// Volume between the faces and the plane `base_z_m` (a missing floor in that plane adds nothing).
inline double volume_m3(const std::vector<Triangle>& triangles, double base_z_m) {
    const glm::dvec3 origin(triangles.empty() ? glm::dvec3(0) : triangles.front().a);
    const glm::dvec3 at(origin.x, origin.y, base_z_m);
    double sum = 0;
    for (const Triangle& t : triangles) sum += glm::dot(t.a - at, glm::cross(t.b - at, t.c - at)) / 6;
    return sum;
}

}  // namespace twin::scene::test
