#include "scene/builders/ring_cells.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include "scene/builders/ring_repair.h"
#include "scene/builders/tessellator.h"

namespace twin::scene {
namespace {

using data::Ring;
using Rings = std::vector<Ring>;

constexpr std::size_t most_corners = 500;  ///< Of a cell: the tessellator needs some milliseconds for them.
/// Cuts of ordinary outlines handle each corner once a level; so many levels of a hundred thousand corners are none.
constexpr std::size_t most_levels = 30;
/// Corners of all cells, as a multiple of the face's. Lines that lie across one another are cut again and again.
constexpr std::size_t most_growth = 3;

/// Crosses the line at the same point whichever way round the edge is walked, so that both sides meet exactly.
glm::dvec3 crossing(const glm::dvec3& from, const glm::dvec3& to, int axis, double line) {
    const bool forward = from[axis] < to[axis];
    const glm::dvec3 &low = forward ? from : to, &high = forward ? to : from;
    glm::dvec3 at = low + (high - low) * ((line - low[axis]) / (high[axis] - low[axis]));
    at[axis] = line;
    return at;
}

void add_ring(Ring ring, Rings& out) {
    ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
    while (ring.size() > 1 && ring.back() == ring.front()) ring.pop_back();
    if (ring.size() >= 3) out.push_back(std::move(ring));
}

/// Closes chains that begin and end on the line: along it the inside lies between every first and second end.
void close_chains(const Rings& chains, int axis, Rings& out) {
    const std::size_t ends = 2 * chains.size();  // 2k: first corner of chain k, 2k + 1: its last.
    std::vector<std::size_t> order(ends), partner(ends);
    for (std::size_t i = 0; i < ends; ++i) order[i] = i;
    const auto along = [&](std::size_t end) {
        const Ring& chain = chains[end / 2];
        return (end % 2 ? chain.back() : chain.front())[1 - axis];
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return along(a) < along(b); });
    for (std::size_t i = 0; i + 1 < ends; i += 2) {
        partner[order[i]] = order[i + 1];
        partner[order[i + 1]] = order[i];
    }
    std::vector<bool> used(chains.size(), false);
    for (std::size_t first = 0; first < chains.size(); ++first) {
        if (used[first]) continue;
        Ring ring;
        std::size_t entry = 2 * first;
        do {
            const Ring& chain = chains[entry / 2];
            used[entry / 2] = true;
            if (entry % 2)
                ring.insert(ring.end(), chain.rbegin(), chain.rend());
            else
                ring.insert(ring.end(), chain.begin(), chain.end());
            entry = partner[entry ^ 1];
        } while (entry != 2 * first);
        add_ring(std::move(ring), out);
    }
}

/// Cuts one ring into chains below and above the line; one that does not cross it stays a ring.
void cut_ring(const Ring& ring, int axis, double line, Rings whole[2], Rings chains[2]) {
    const std::size_t n = ring.size();
    const auto side = [&](std::size_t i) { return ring[i % n][axis] < line ? 0 : 1; };
    std::size_t first = 0;
    while (first < n && side(first) == side(first + 1)) ++first;
    if (first == n) return whole[side(0)].push_back(ring);
    Ring chain;
    for (std::size_t i = first; i < first + n; ++i) {
        const glm::dvec3 &here = ring[i % n], &next = ring[(i + 1) % n];
        if (i != first) chain.push_back(here);
        if (side(i) == side(i + 1)) continue;
        const glm::dvec3 at = crossing(here, next, axis, line);
        if (i != first) {
            chain.push_back(at);
            chains[side(i)].push_back(std::move(chain));
        }
        chain = {at};
    }
    chain.push_back(ring[first]);
    chain.push_back(crossing(ring[first], ring[(first + 1) % n], axis, line));
    chains[side(first)].push_back(std::move(chain));
}

/// What lies inside an odd number of the rings, on both sides of a line.
void split(const Rings& rings, int axis, double line, Rings out[2]) {
    Rings chains[2];
    for (const Ring& ring : rings) cut_ring(ring, axis, line, out, chains);
    for (const int side : {0, 1}) close_chains(chains[side], axis, out[side]);
}

std::size_t crossings(const Rings& rings, int axis, double line) {
    std::size_t count = 0;
    for (const Ring& ring : rings)
        for (std::size_t i = 0; i < ring.size(); ++i)
            count += (ring[i][axis] < line) != (ring[(i + 1) % ring.size()][axis] < line);
    return count;
}

double area_of(const Rings& rings, const FacePlane& plane) {
    double sum = 0;
    for (const Ring& ring : rings) sum += flat_area_m2(ring, plane);
    return sum;
}

/// The outer ring and each hole on its own: holes may overlap, and what two of them cover is still taken off.
struct Cell {
    Rings outline;
    std::vector<Rings> holes;

    std::size_t corners() const {
        std::size_t sum = 0;
        for (const Ring& ring : outline) sum += ring.size();
        for (const Rings& hole : holes)
            for (const Ring& ring : hole) sum += ring.size();
        return sum;
    }
};

class Cutter {
  public:
    /// `flat`: the plane that cells are cut in, their x and y.
    Cutter(const data::Surface& pattern, const FacePlane& flat, std::size_t corners, RingCells& out)
        : pattern_(pattern), flat_(flat), left_(most_levels * corners), room_(most_growth * corners), out_(out) {}

    void fill() {
        for (const Cell& cell : cells_) fill(cell);
    }

    /// false: it takes too long.
    bool cut(Cell&& cell) {
        if (cell.outline.empty()) return true;
        const std::size_t corners = cell.corners();
        if (corners > left_) return false;
        left_ -= corners;
        if (corners <= most_corners) {
            if (corners > room_) return false;
            room_ -= corners;
            cells_.push_back(std::move(cell));
            return true;
        }
        glm::dvec3 low = cell.outline.front().front(), high = low;
        for (const Ring& ring : cell.outline)
            for (const glm::dvec3& p : ring) {
                low = glm::min(low, p);
                high = glm::max(high, p);
            }
        const glm::dvec3 middle = (low + high) / 2.0;
        const std::size_t across[2] = {crossings(cell.outline, 0, middle.x), crossings(cell.outline, 1, middle.y)};
        const bool east_west = across[0] == across[1] ? high.x - low.x >= high.y - low.y : across[0] < across[1];
        const int axis = east_west ? 0 : 1;
        const double line = middle[axis];
        if (!(line > low[axis] && line < high[axis])) return false;
        Cell half[2];
        Rings parts[2];
        split(cell.outline, axis, line, parts);
        for (const int side : {0, 1}) half[side].outline = std::move(parts[side]);
        for (const Rings& hole : cell.holes) {
            Rings pieces[2];
            split(hole, axis, line, pieces);
            for (const int side : {0, 1})
                if (!pieces[side].empty()) half[side].holes.push_back(std::move(pieces[side]));
        }
        cell = {};
        return cut(std::move(half[0])) && cut(std::move(half[1]));
    }

  private:
    void fill(const Cell& cell) {
        Rings all = borders(cell.outline, flat_);
        out_.outline_m2 += area_of(all, flat_);
        for (const Rings& hole : cell.holes)
            for (Ring& ring : borders(hole, flat_)) {
                std::reverse(ring.begin(), ring.end());
                all.push_back(std::move(ring));
            }
        if (!cell.holes.empty()) all = borders(all, flat_, InsideRule::positive);
        out_.left_m2 += area_of(all, flat_);
        auto parts = group_rings(std::move(all), pattern_, flat_, 1e-9);
        std::move(parts.begin(), parts.end(), std::back_inserter(out_.parts));
    }

    const data::Surface& pattern_;
    const FacePlane& flat_;
    std::vector<Cell> cells_;
    std::size_t left_;  ///< Corners that may still be handled.
    std::size_t room_;  ///< Corners that cells may still have.
    RingCells& out_;
};

}  // namespace

std::vector<data::Surface> group_rings(std::vector<data::Ring> rings, const data::Surface& pattern,
                                       const FacePlane& plane, double least_m2) {
    struct Sized {
        double area;
        data::Ring ring;
    };
    std::vector<Sized> sized;
    for (data::Ring& ring : rings) {
        const double area = flat_area_m2(ring, plane);
        if (std::abs(area) > least_m2) sized.push_back({area, std::move(ring)});
    }
    std::stable_sort(sized.begin(), sized.end(),
                     [](const Sized& a, const Sized& b) { return std::abs(a.area) > std::abs(b.area); });
    std::vector<data::Surface> parts;
    for (Sized& each : sized) {
        if (each.area > 0) {
            data::Surface part;
            part.kind = pattern.kind;
            part.id = pattern.id;
            part.colour = pattern.colour;
            part.texture = pattern.texture;
            part.outer = std::move(each.ring);
            parts.push_back(std::move(part));
            continue;
        }
        // The smallest outline around it: later ones are smaller. A corner may touch; the middle of an edge does not.
        const glm::dvec2 place = (plane.flat(each.ring[0]) + plane.flat(each.ring[1])) * 0.5;
        for (std::size_t i = parts.size(); i-- > 0;) {
            if (!is_inside(place, parts[i].outer, plane)) continue;
            parts[i].holes.push_back(std::move(each.ring));
            break;
        }
    }
    return parts;
}

RingCells cut_into_cells(const data::Surface& surface, const FacePlane& plane) {
    RingCells cells;
    const auto flattened = [&](Ring ring) {
        for (glm::dvec3& p : ring) p = glm::dvec3(plane.flat(p), glm::dot(p - plane.origin, plane.normal));
        return ring;
    };
    Cell whole;
    whole.outline.push_back(flattened(surface.outer));
    for (const Ring& hole : surface.holes)
        if (hole.size() >= 3) whole.holes.push_back({flattened(hole)});
    const FacePlane flat(glm::dvec3(0), glm::dvec3(0, 0, 1));
    const std::size_t corners = whole.corners();
    Cutter cutter(surface, flat, corners, cells);
    if (surface.outer.size() < 3 || !cutter.cut(std::move(whole))) return {};
    cutter.fill();
    const auto put_back = [&](Ring& ring) {
        for (glm::dvec3& p : ring) p = plane.origin + plane.u * p.x + plane.v * p.y + plane.normal * p.z;
    };
    for (data::Surface& part : cells.parts) {
        put_back(part.outer);
        for (Ring& hole : part.holes) put_back(hole);
    }
    return cells;
}

}  // namespace twin::scene
