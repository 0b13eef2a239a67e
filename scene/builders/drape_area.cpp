#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "scene/builders/drape_grid.h"
#include "scene/builders/ground.h"
#include "scene/builders/polygons.h"

namespace twin::scene {
namespace {

using draping::Grid;
using draping::Piece;

using FlatRing = std::vector<glm::dvec2>;
using FlatRings = std::vector<FlatRing>;

double doubled_area(const FlatRing& ring) {
    double sum = 0;
    for (std::size_t i = 2; i < ring.size(); ++i) {
        const glm::dvec2 a = ring[i - 1] - ring[0], b = ring[i] - ring[0];
        sum += a.x * b.y - a.y * b.x;
    }
    return sum;
}

bool is_convex(const FlatRing& ring) {
    const std::size_t n = ring.size();
    if (n > most_convex_corners) return false;
    const double sense = doubled_area(ring);
    int turns_back = 0;  // Once round, the way east turns to west and back: twice.
    for (std::size_t i = 0; i < n; ++i) {
        const glm::dvec2 a = ring[(i + 1) % n] - ring[i], b = ring[(i + 2) % n] - ring[(i + 1) % n];
        const double bend = (a.x * b.y - a.y * b.x) * sense;
        if (bend < 0 || (bend == 0 && a.x * b.x + a.y * b.y < 0)) return false;
        turns_back += (a.x > 0) != (b.x > 0);
    }
    return turns_back <= 2;
}

/// Keeps a ring that encloses something.
void close_ring(FlatRing& ring, FlatRings& out) {
    while (ring.size() > 1 && ring.back() == ring.front()) ring.pop_back();
    if (ring.size() < 3) return;
    glm::dvec2 low = ring.front(), high = low;
    for (const glm::dvec2& p : ring) {
        low = {std::min(low.x, p.x), std::min(low.y, p.y)};
        high = {std::max(high.x, p.x), std::max(high.y, p.y)};
    }
    if (low.x == high.x || low.y == high.y) return;
    out.push_back(std::move(ring));
}

/// A ring that was cut runs along the cut; where it runs out and straight back there it encloses nothing.
void add_point(FlatRing& ring, const glm::dvec2& p) {
    if (!ring.empty() && ring.back() == p) return;
    const std::size_t n = ring.size();
    if (n >= 2) {
        const glm::dvec2 &a = ring[n - 2], &b = ring[n - 1];
        const bool back = (a.x == b.x && b.x == p.x && (b.y - a.y) * (p.y - b.y) < 0) ||
                          (a.y == b.y && b.y == p.y && (b.x - a.x) * (p.x - b.x) < 0);
        if (back) {
            ring.pop_back();
            add_point(ring, p);
            return;
        }
    }
    ring.push_back(p);
}

/// Cuts rings along the line distance = 0 (Sutherland-Hodgman); which points lie inside an odd number of them stays
/// the same on both sides.
template <class Distance, class Snap>
void split_rings(const FlatRings& rings, const Distance& distance, const Snap& snap, FlatRings& below,
                 FlatRings& above) {
    for (const FlatRing& ring : rings) {
        FlatRing low, high;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const glm::dvec2 &p = ring[i], &q = ring[(i + 1) % ring.size()];
            const double dp = distance(p), dq = distance(q);
            if (dp <= 0) add_point(low, p);
            if (dp >= 0) add_point(high, p);
            if ((dp < 0 && dq > 0) || (dp > 0 && dq < 0)) {
                glm::dvec2 c = draping::crossing(p, dp, q, dq);
                snap(c);
                add_point(low, c);
                add_point(high, c);
            }
        }
        close_ring(low, below);
        close_ring(high, above);
    }
}

struct Cells {
    int i0, j0, i1, j1;  ///< i1, j1: one beyond the last.
    int width() const { return i1 - i0; }
    int height() const { return j1 - j0; }
};

/// Lays one area cell by cell. The area lies within the grid.
class AreaDraper {
  public:
    AreaDraper(const Grid& grid, FlatRings rings, std::vector<glm::dvec3>& out)
        : grid_(grid), rings_(std::move(rings)), out_(out) {}

    void lay() {
        find_cells();
        for (const FlatRing& ring : rings_)
            for (std::size_t i = 0; i < ring.size(); ++i) mark(ring[i], ring[(i + 1) % ring.size()]);
        for (int j = cells_.j0; j < cells_.j1; ++j) fill_row(j);
        divide(rings_, cells_);
    }

  private:
    enum State : unsigned char { outside, inside, border };

    State& state(int i, int j) {
        return states_[static_cast<std::size_t>(j - cells_.j0) * static_cast<std::size_t>(cells_.width()) +
                       static_cast<std::size_t>(i - cells_.i0)];
    }

    void find_cells() {
        glm::dvec2 low = rings_.front().front(), high = low;
        for (const FlatRing& ring : rings_)
            for (const glm::dvec2& p : ring) {
                low = {std::min(low.x, p.x), std::min(low.y, p.y)};
                high = {std::max(high.x, p.x), std::max(high.y, p.y)};
            }
        const auto first = [](double u, int count) { return std::min(static_cast<int>(u), count - 2); };
        cells_ = {first(low.x, grid_.columns), first(low.y, grid_.rows), first(high.x, grid_.columns) + 1,
                  first(high.y, grid_.rows) + 1};
        states_.assign(static_cast<std::size_t>(cells_.width()) * static_cast<std::size_t>(cells_.height()), outside);
    }

    /// Marks all cells that the edge touches, a little generously.
    void mark(const glm::dvec2& a, const glm::dvec2& b) {
        constexpr double margin = 1e-7;
        const glm::dvec2 &west = a.x <= b.x ? a : b, &east = a.x <= b.x ? b : a;
        const int first = std::max(static_cast<int>(std::floor(west.x - margin)), cells_.i0);
        const int last = std::min(static_cast<int>(std::floor(east.x + margin)), cells_.i1 - 1);
        const double run = east.x - west.x, slope = run > 0 ? (east.y - west.y) / run : 0;
        for (int i = first; i <= last; ++i) {
            double from = west.y, to = east.y;
            if (run > 0) {
                from = west.y + slope * (std::clamp(double(i), west.x, east.x) - west.x);
                to = west.y + slope * (std::clamp(double(i + 1), west.x, east.x) - west.x);
            }
            const double south = std::min(from, to) - margin, north = std::max(from, to) + margin;
            const int bottom = std::max(static_cast<int>(std::floor(south)), cells_.j0);
            const int top = std::min(static_cast<int>(std::floor(north)), cells_.j1 - 1);
            for (int j = bottom; j <= top; ++j) state(i, j) = border;
        }
    }

    /// Tells the untouched cells of a row inside from outside along the line through their middles.
    void fill_row(int j) {
        const double y = j + 0.5;
        std::vector<double> xs;
        for (const FlatRing& ring : rings_)
            for (std::size_t k = 0; k < ring.size(); ++k) {
                const glm::dvec2 &a = ring[k], &b = ring[(k + 1) % ring.size()];
                if ((a.y > y) != (b.y > y)) xs.push_back(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y));
            }
        std::sort(xs.begin(), xs.end());
        std::size_t passed = 0;
        for (int i = cells_.i0; i < cells_.i1; ++i) {
            while (passed < xs.size() && xs[passed] < i + 0.5) ++passed;
            if (state(i, j) != border && passed % 2 == 1) state(i, j) = inside;
        }
    }

    void divide(const FlatRings& rings, const Cells& cells) {
        int counts[3] = {};
        for (int j = cells.j0; j < cells.j1; ++j)
            for (int i = cells.i0; i < cells.i1; ++i) ++counts[state(i, j)];
        if (counts[inside] + counts[border] == 0) return;
        const bool small = std::max(cells.width(), cells.height()) * grid_.step_m <= draping::plane_cell_m;
        if (small && draping::is_level(*grid_.terrain, cells.i0, cells.j0, cells.i1, cells.j1)) {
            if (counts[inside] == cells.width() * cells.height())
                fill(cells);
            else
                fill(rings, cells.i0, cells.j0, true);
            return;
        }
        if (counts[border] == 0) {
            for (int j = cells.j0; j < cells.j1; ++j)
                for (int i = cells.i0; i < cells.i1; ++i)
                    if (state(i, j) == inside) fill({i, j, i + 1, j + 1});
            return;
        }
        if (cells.width() == 1 && cells.height() == 1) {
            const double offset = cells.i0 - cells.j0;
            FlatRings north_west, south_east;
            split_rings(
                rings, [offset](const glm::dvec2& p) { return p.x - p.y - offset; }, [](glm::dvec2&) {}, north_west,
                south_east);
            fill(north_west, cells.i0, cells.j0, false);
            fill(south_east, cells.i0, cells.j0, true);
            return;
        }
        halve(rings, cells);
    }

    void halve(const FlatRings& rings, const Cells& cells) {
        Cells first = cells, second = cells;
        const int axis = cells.width() >= cells.height() ? 0 : 1;
        const int middle = axis == 0 ? cells.i0 + cells.width() / 2 : cells.j0 + cells.height() / 2;
        (axis == 0 ? first.i1 : first.j1) = middle;
        (axis == 0 ? second.i0 : second.j0) = middle;
        const double line = middle;
        FlatRings below, above;
        split_rings(
            rings, [axis, line](const glm::dvec2& p) { return p[axis] - line; },
            [axis, line](glm::dvec2& p) { p[axis] = line; }, below, above);
        divide(below, first);
        divide(above, second);
    }

    /// A rectangle that is one cell or level.
    void fill(const Cells& cells) {
        const glm::dvec2 sw(cells.i0, cells.j0), se(cells.i1, cells.j0), ne(cells.i1, cells.j1), nw(cells.i0, cells.j1);
        emit({sw, se, ne}, cells.i0, cells.j0, true);
        emit({sw, ne, nw}, cells.i0, cells.j0, false);
    }

    /// What lies inside an odd number of rings, all within one half of cell (i,j) or level with it.
    void fill(const FlatRings& rings, int i, int j, bool south_east) {
        if (rings.empty()) return;
        if (rings.size() == 1 && is_convex(rings.front())) {
            emit(rings.front(), i, j, south_east);
            return;
        }
        data::Surface surface;
        std::size_t largest = 0;
        for (std::size_t k = 1; k < rings.size(); ++k)
            if (std::abs(doubled_area(rings[k])) > std::abs(doubled_area(rings[largest]))) largest = k;
        for (std::size_t k = 0; k < rings.size(); ++k) {
            data::Ring ring;
            for (const glm::dvec2& p : rings[k]) ring.emplace_back(p.x - i, p.y - j, 0);
            if (k == largest)
                surface.outer = std::move(ring);
            else
                surface.holes.push_back(std::move(ring));
        }
        const std::vector<glm::dvec3> triangles = triangulate(surface);
        const glm::dvec2 corner(i, j);
        for (std::size_t k = 0; k + 2 < triangles.size(); k += 3)
            emit({corner + glm::dvec2(triangles[k]), corner + glm::dvec2(triangles[k + 1]),
                  corner + glm::dvec2(triangles[k + 2])},
                 i, j, south_east);
    }

    void emit(const FlatRing& ring, int i, int j, bool south_east) {
        Piece piece;
        for (const glm::dvec2& p : ring) piece.add(p);
        if (piece.area() < 0) std::reverse(piece.corner.begin(), piece.corner.begin() + piece.count);
        draping::emit(grid_, piece, i, j, south_east, out_);
    }

    const Grid& grid_;
    FlatRings rings_;
    std::vector<glm::dvec3>& out_;
    Cells cells_{};
    std::vector<State> states_;
};

/// The rings in grid units; false where a point lies beyond the grid.
bool flatten(const data::Surface& area, const Grid& grid, FlatRings& rings) {
    if (!grid.terrain) return false;
    const auto take = [&](const data::Ring& ring) {
        FlatRing flat;
        for (const glm::dvec3& p : ring) {
            const glm::dvec2 q((p.x - grid.x0_m) / grid.step_m, (p.y - grid.y0_m) / grid.step_m);
            if (!(q.x >= 0 && q.y >= 0 && q.x <= grid.columns - 1 && q.y <= grid.rows - 1)) return false;
            if (flat.empty() || flat.back() != q) flat.push_back(q);
        }
        if (flat.size() >= 3) rings.push_back(std::move(flat));
        return true;
    };
    if (!take(area.outer)) return false;
    return std::all_of(area.holes.begin(), area.holes.end(), take) && !rings.empty();
}

}  // namespace

void drape_area(const data::Surface& area, const data::Terrain& terrain, std::vector<glm::dvec3>& out) {
    const Grid grid = draping::grid_of(terrain);
    FlatRings rings;
    if (flatten(area, grid, rings)) {
        AreaDraper(grid, std::move(rings), out).lay();
        return;
    }
    const std::vector<glm::dvec3> flat = triangulate(area);
    for (std::size_t i = 0; i + 2 < flat.size(); i += 3)
        drape_triangle(flat[i], flat[i + 1], flat[i + 2], terrain, out);
}

}  // namespace twin::scene
