#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "scene/builders/ground.h"

namespace twin::scene {
namespace {

constexpr double least_area_m2 = 1e-6;
/// Where the ground is one plane no cut is needed for the height; tiles still want pieces of their own size.
constexpr double plane_cell_m = 512;

/// A convex piece of the plane, in grid units. Five cuts of a triangle give at most eight corners.
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
glm::dvec2 crossing(const glm::dvec2& p, double dp, const glm::dvec2& q, double dq) {
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

void emit(const Grid& grid, const Piece& piece, int i, int j, bool south_east, std::vector<glm::dvec3>& out) {
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

Grid plane_at(double height_m) {
    return {0, 0, plane_cell_m, 0, 0, nullptr, height_m};
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
    const float first = grid.terrain->at(i0, j0);
    if (grid.terrain->at(i1, j1) != first) return false;
    for (int j = j0; j <= j1; ++j)
        for (int i = i0; i <= i1; ++i)
            if (grid.terrain->at(i, j) != first) return false;
    return true;
}

bool make_piece(const Grid& grid, std::span<const glm::dvec3* const> points, Piece& piece) {
    const double far = 1e7;  // A city is smaller; what lies further out is a mistake of the file.
    piece.count = 0;
    for (const glm::dvec3* p : points) {
        if (!(std::abs(p->x) < far && std::abs(p->y) < far)) return false;
        piece.add({(p->x - grid.x0_m) / grid.step_m, (p->y - grid.y0_m) / grid.step_m});
    }
    if (piece.area() < 0) std::swap(piece.corner[1], piece.corner[2]);
    return true;
}

}  // namespace

void drape_triangle(const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c, const data::Terrain& terrain,
                    std::vector<glm::dvec3>& out) {
    const std::array<const glm::dvec3*, 3> points{&a, &b, &c};
    const bool gridded = terrain.columns >= 2 && terrain.rows >= 2;
    Grid grid{terrain.x0_m, terrain.y0_m, terrain.step_m, terrain.columns, terrain.rows, &terrain, 0};
    if (!gridded) grid = plane_at(terrain.empty() ? 0 : terrain.heights_m.front());
    Piece piece;
    if (!make_piece(grid, points, piece)) return;
    if (gridded && is_level(grid, piece)) {
        grid = plane_at(terrain.height_at(a.x, a.y));
        make_piece(grid, points, piece);
    }
    slice(grid, 0, grid.columns, piece, [&](const Piece& column, int i) {
        slice(grid, 1, grid.rows, column, [&](const Piece& cell, int j) { emit_cell(grid, cell, i, j, out); });
    });
}

}  // namespace twin::scene
