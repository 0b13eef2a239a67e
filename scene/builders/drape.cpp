#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <span>

#include "scene/builders/drape_grid.h"
#include "scene/builders/ground.h"

namespace twin::scene {
namespace {

using draping::Grid;
using draping::Piece;

/// Outside the grid the height depends on the clamped place only, so that the fold of a corner cell is the rim itself
/// and no diagonal is needed.
void emit_cell(const Grid& grid, const Piece& piece, int i, int j, std::vector<glm::dvec3>& out) {
    if (!grid.inside(i, j)) {
        const bool south_or_east = j < 0 || i >= grid.columns - 1;
        emit(grid, piece, i, j, south_or_east, out);
        return;
    }
    const double offset = i - j;
    Piece north_west, south_east;
    split(
        piece, [offset](const glm::dvec2& p) { return p.x - p.y - offset; }, [](glm::dvec2&) {}, north_west,
        south_east);
    emit(grid, north_west, i, j, false, out);
    emit(grid, south_east, i, j, true, out);
}

/// Takes slab after slab off `piece` along one axis and hands each with its cell number to `use`.
template <class Use>
void slice(const Grid& grid, int axis, int count, Piece piece, const Use& use) {
    double low = piece.corner[0][axis], high = low;
    for (int k = 1; k < piece.count; ++k) {
        low = std::min(low, piece.corner[k][axis]);
        high = std::max(high, piece.corner[k][axis]);
    }
    const int first = grid.cell(low, count), last = grid.cell(high, count);
    Piece below, above;
    for (int cell = first; cell < last && piece.count >= 3; ++cell) {
        const double line = cell + 1;
        split(
            piece, [axis, line](const glm::dvec2& p) { return p[axis] - line; },
            [axis, line](glm::dvec2& p) { p[axis] = line; }, below, above);
        if (below.count >= 3) use(below, cell);
        piece = above;
    }
    if (piece.count >= 3) use(piece, last);
}

/// Whether the ground below the piece is one level: then no cut along the grid changes anything.
bool is_level(const Grid& grid, const Piece& piece) {
    glm::dvec2 low = piece.corner[0], high = low;
    for (int k = 1; k < piece.count; ++k) {
        low = {std::min(low.x, piece.corner[k].x), std::min(low.y, piece.corner[k].y)};
        high = {std::max(high.x, piece.corner[k].x), std::max(high.y, piece.corner[k].y)};
    }
    const auto index = [](double u, int count) { return static_cast<int>(std::clamp(u, 0.0, count - 1.0)); };
    const int i0 = index(std::floor(low.x), grid.columns), i1 = index(std::ceil(high.x), grid.columns);
    const int j0 = index(std::floor(low.y), grid.rows), j1 = index(std::ceil(high.y), grid.rows);
    return draping::is_level(*grid.terrain, i0, j0, i1, j1);
}

/// Turns the corners counter-clockwise.
bool make_piece(const Grid& grid, std::span<const glm::dvec3> corners, Piece& piece) {
    const double far = 1e7;  // A city is smaller; what lies further out is a mistake of the file.
    piece.count = 0;
    for (const glm::dvec3& p : corners) {
        if (!(std::abs(p.x) < far && std::abs(p.y) < far)) return false;
        piece.add({(p.x - grid.x0_m) / grid.step_m, (p.y - grid.y0_m) / grid.step_m});
    }
    if (piece.area() < 0) std::reverse(piece.corner.begin(), piece.corner.begin() + piece.count);
    return piece.count >= 3;
}

}  // namespace

void drape_convex(std::span<const glm::dvec3> corners, const data::Terrain& terrain, std::vector<glm::dvec3>& out) {
    assert(corners.size() <= most_convex_corners);
    Grid grid = draping::grid_of(terrain);
    Piece piece;
    if (!make_piece(grid, corners, piece)) return;
    if (grid.terrain && is_level(grid, piece)) {
        grid = draping::plane_at(terrain.height_at(corners.front().x, corners.front().y));
        make_piece(grid, corners, piece);
    }
    slice(grid, 0, grid.columns, piece, [&](const Piece& column, int i) {
        slice(grid, 1, grid.rows, column, [&](const Piece& cell, int j) { emit_cell(grid, cell, i, j, out); });
    });
}

void drape_triangle(const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c, const data::Terrain& terrain,
                    std::vector<glm::dvec3>& out) {
    const std::array<glm::dvec3, 3> corners{a, b, c};
    drape_convex(corners, terrain, out);
}

}  // namespace twin::scene
