#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "data/raster.h"

/// Cutting pieces of the plane along the terrain's triangles; the inside of drape.cpp and drape_area.cpp.
/// Frame: city, plane in grid units.  Pure.
namespace twin::scene::draping {

inline constexpr double least_area_m2 = 1e-6;
/// Where the ground is one plane no cut is needed for the height; tiles still want pieces of their own size.
inline constexpr double plane_cell_m = 512;

/// A convex piece of the plane, in grid units. Each cut adds one corner at most: eight become thirteen.
struct Piece {
    std::array<glm::dvec2, 16> corner;
    int count = 0;

    void add(const glm::dvec2& p) {
        if (count < static_cast<int>(corner.size())) corner[static_cast<std::size_t>(count++)] = p;
    }
    double area() const {
        double sum = 0;
        for (int i = 2; i < count; ++i) {
            const glm::dvec2 a = corner[i - 1] - corner[0], b = corner[i] - corner[0];
            sum += a.x * b.y - a.y * b.x;
        }
        return 0.5 * sum;
    }
};

/// The same point whichever way round the edge is walked, so that neighbours meet exactly.
inline glm::dvec2 crossing(const glm::dvec2& p, double dp, const glm::dvec2& q, double dq) {
    const bool swap = p.x != q.x ? p.x > q.x : p.y > q.y;
    return swap ? q + (p - q) * (dq / (dq - dp)) : p + (q - p) * (dp / (dp - dq));
}

/// Cuts `piece` along the line distance = 0: `below` gets the negative side, `above` the positive one.
template <class Distance, class Snap>
void split(const Piece& piece, const Distance& distance, const Snap& snap, Piece& below, Piece& above) {
    below.count = above.count = 0;
    for (int i = 0; i < piece.count; ++i) {
        const glm::dvec2 &p = piece.corner[i], &q = piece.corner[(i + 1) % piece.count];
        const double dp = distance(p), dq = distance(q);
        if (dp <= 0) below.add(p);
        if (dp >= 0) above.add(p);
        if ((dp < 0 && dq > 0) || (dp > 0 && dq < 0)) {
            glm::dvec2 c = crossing(p, dp, q, dq);
            snap(c);
            below.add(c);
            above.add(c);
        }
    }
}

/// The terrain's grid, or a plane. Points are in grid units: columns and rows from the south-west corner.
struct Grid {
    double x0_m, y0_m, step_m;
    int columns, rows;
    const data::Terrain* terrain;  ///< null: the plane z = height_m.
    double height_m;

    /// Height on one given half of a cell; cells -1 and n-1 lie outside and continue the rim.
    double height(const glm::dvec2& p, int i, int j, bool south_east) const {
        if (!terrain) return height_m;
        const double u = std::clamp(p.x, 0.0, columns - 1.0), v = std::clamp(p.y, 0.0, rows - 1.0);
        const int ci = std::clamp(i, 0, columns - 2), cj = std::clamp(j, 0, rows - 2);
        const double fx = u - ci, fy = v - cj;
        const double sw = terrain->at(ci, cj), ne = terrain->at(ci + 1, cj + 1);
        if (south_east) {
            const double se = terrain->at(ci + 1, cj);
            return sw + (se - sw) * fx + (ne - se) * fy;
        }
        const double nw = terrain->at(ci, cj + 1);
        return sw + (ne - nw) * fx + (nw - sw) * fy;
    }

    bool inside(int i, int j) const { return terrain && i >= 0 && j >= 0 && i < columns - 1 && j < rows - 1; }

    int cell(double u, int count) const {
        if (!terrain) return static_cast<int>(std::floor(u));
        return static_cast<int>(std::clamp(std::floor(u), -1.0, count - 1.0));
    }
};

inline void emit(const Grid& grid, const Piece& piece, int i, int j, bool south_east, std::vector<glm::dvec3>& out) {
    const double cell_area_m2 = grid.step_m * grid.step_m;
    if (piece.count < 3 || piece.area() * cell_area_m2 < least_area_m2) return;
    const auto placed = [&](const glm::dvec2& p) {
        return glm::dvec3(grid.x0_m + p.x * grid.step_m, grid.y0_m + p.y * grid.step_m,
                          grid.height(p, i, j, south_east));
    };
    for (int k = 2; k < piece.count; ++k) {
        const glm::dvec2 a = piece.corner[k - 1] - piece.corner[0], b = piece.corner[k] - piece.corner[0];
        if ((a.x * b.y - a.y * b.x) * 0.5 * cell_area_m2 < least_area_m2) continue;
        out.push_back(placed(piece.corner[0]));
        out.push_back(placed(piece.corner[k - 1]));
        out.push_back(placed(piece.corner[k]));
    }
}

inline Grid plane_at(double height_m) {
    return {0, 0, plane_cell_m, 0, 0, nullptr, height_m};
}

/// The terrain as a grid, or as one level where it has no cells.
inline Grid grid_of(const data::Terrain& terrain) {
    if (terrain.columns < 2 || terrain.rows < 2)
        return plane_at(terrain.empty() ? 0 : static_cast<double>(terrain.heights_m.front()));
    return {terrain.x0_m, terrain.y0_m, terrain.step_m, terrain.columns, terrain.rows, &terrain, 0};
}

/// Whether all grid points from (i0,j0) to (i1,j1) have the same height: then no cut changes anything.
inline bool is_level(const data::Terrain& terrain, int i0, int j0, int i1, int j1) {
    const float first = terrain.at(i0, j0);
    if (terrain.at(i1, j1) != first) return false;
    for (int j = j0; j <= j1; ++j)
        for (int i = i0; i <= i1; ++i)
            if (terrain.at(i, j) != first) return false;
    return true;
}

}  // namespace twin::scene::draping
