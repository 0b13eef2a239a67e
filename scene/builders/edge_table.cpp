#include "scene/builders/edge_table.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace twin::scene {
namespace {

constexpr double same_corner_m = 1e-3, cell_m = 0.01;
/// A corner so near an edge lies on it.
constexpr double on_edge_m = 5e-3;
/// Cutting edges at one another's corners takes the square of their number.
constexpr std::size_t most_open = 3000;

std::uint64_t cell_key(std::int64_t x, std::int64_t y, std::int64_t z) {
    const auto mixed = [](std::int64_t value, std::uint64_t by) { return static_cast<std::uint64_t>(value) * by; };
    return mixed(x, 0x9E3779B97F4A7C15) ^ mixed(y, 0xC2B2AE3D27D4EB4F) ^ mixed(z, 0x165667B19E3779F9);
}

/// The cells along one axis in which a point within reach may be.
struct Span {
    std::int64_t low, high;
    explicit Span(double value)
        : low(static_cast<std::int64_t>(std::floor((value - same_corner_m) / cell_m))),
          high(static_cast<std::int64_t>(std::floor((value + same_corner_m) / cell_m))) {}
};

std::vector<HalfEdge> odd_ones(std::span<const HalfEdge> edges) {
    std::vector<HalfEdge> odd;
    const EdgeUses uses = uses_of(edges);
    for (std::uint32_t i = 0; i < edges.size(); ++i) {
        const std::vector<std::uint32_t>& all = uses.at(key_of(edges[i]));
        if (all.size() % 2 == 0) continue;
        // Of three faces at an edge one is too many: the one whose direction has no partner.
        int balance = 0;
        for (const std::uint32_t k : all) balance += edges[k].from < edges[k].to ? 1 : -1;
        const int own = edges[i].from < edges[i].to ? 1 : -1;
        if (all.size() == 1 || (own * balance > 0 && i == *std::find_if(all.begin(), all.end(), [&](std::uint32_t k) {
                                                         return (edges[k].from < edges[k].to ? 1 : -1) == own;
                                                     })))
            odd.push_back(edges[i]);
    }
    return odd;
}

}  // namespace

std::uint32_t CornerNumbers::number_of(const glm::dvec3& point) {
    const Span x(point.x), y(point.y), z(point.z);
    for (std::int64_t i = x.low; i <= x.high; ++i)
        for (std::int64_t j = y.low; j <= y.high; ++j)
            for (std::int64_t k = z.low; k <= z.high; ++k) {
                const auto cell = cells_.find(cell_key(i, j, k));
                if (cell == cells_.end()) continue;
                for (const std::uint32_t number : cell->second)
                    if (glm::length(points_[number] - point) < same_corner_m) return number;
            }
    const auto cell = [](double value) { return static_cast<std::int64_t>(std::floor(value / cell_m)); };
    const auto number = static_cast<std::uint32_t>(points_.size());
    points_.push_back(point);
    cells_[cell_key(cell(point.x), cell(point.y), cell(point.z))].push_back(number);
    return number;
}

std::uint64_t key_of(const HalfEdge& edge) {
    return static_cast<std::uint64_t>(std::min(edge.from, edge.to)) << 32 | std::max(edge.from, edge.to);
}

EdgeUses uses_of(std::span<const HalfEdge> edges) {
    EdgeUses uses;
    uses.reserve(edges.size());
    for (std::uint32_t i = 0; i < edges.size(); ++i) uses[key_of(edges[i])].push_back(i);
    return uses;
}

std::vector<HalfEdge> open_edges(std::span<const HalfEdge> edges, const CornerNumbers& corners) {
    const std::vector<HalfEdge> odd = odd_ones(edges);
    if (odd.size() > most_open) return odd;
    std::vector<std::uint32_t> ends;
    for (const HalfEdge& edge : odd) ends.insert(ends.end(), {edge.from, edge.to});
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    std::vector<HalfEdge> pieces;
    std::vector<std::pair<double, std::uint32_t>> cuts;
    for (const HalfEdge& edge : odd) {
        const glm::dvec3 &a = corners.at(edge.from), along = corners.at(edge.to) - a;
        const double length2 = glm::dot(along, along);
        cuts.clear();
        for (const std::uint32_t corner : ends) {
            if (corner == edge.from || corner == edge.to) continue;
            const glm::dvec3 there = corners.at(corner) - a;
            const double t = glm::dot(there, along) / length2;
            if (t > 0 && t < 1 && glm::length(there - along * t) < on_edge_m) cuts.emplace_back(t, corner);
        }
        std::sort(cuts.begin(), cuts.end());
        std::uint32_t from = edge.from;
        for (const auto& [t, corner] : cuts) {
            pieces.push_back({from, corner, edge.face});
            from = corner;
        }
        pieces.push_back({from, edge.to, edge.face});
    }
    return odd_ones(pieces);
}

std::vector<std::vector<std::uint32_t>> rings_of(std::span<const HalfEdge> edges) {
    std::unordered_map<std::uint32_t, std::uint32_t> next;
    for (const HalfEdge& edge : edges)
        if (!next.emplace(edge.to, edge.from).second) return {};
    std::vector<std::vector<std::uint32_t>> rings;
    while (!next.empty()) {
        std::vector<std::uint32_t> ring;
        const std::uint32_t first = next.begin()->first;
        for (std::uint32_t at = first;;) {
            const auto found = next.find(at);
            if (found == next.end()) return {};
            ring.push_back(at);
            at = found->second;
            next.erase(found);
            if (at == first) break;
        }
        if (ring.size() < 3) return {};
        rings.push_back(std::move(ring));
    }
    return rings;
}

}  // namespace twin::scene
