#include "sample/blocks.h"

#include <algorithm>
#include <map>

namespace twin::sample {
namespace {

void keep_far_points(const Polyline& line, std::size_t from, std::size_t to, double tolerance_m,
                     std::vector<bool>& keep) {
    double worst = tolerance_m;
    std::size_t at = 0;
    for (std::size_t i = from + 1; i < to; ++i) {
        const double d = distance_to_segment(line[i], line[from], line[to]);
        if (d > worst) {
            worst = d;
            at = i;
        }
    }
    if (!at) return;
    keep[at] = true;
    keep_far_points(line, from, at, tolerance_m, keep);
    keep_far_points(line, at, to, tolerance_m, keep);
}

/// A ring without its small bends.
Polygon simplified_ring(const Polygon& ring, double tolerance_m) {
    if (ring.size() < 4) return ring;
    std::size_t far = 0;
    for (std::size_t i = 1; i < ring.size(); ++i)
        if (distance(ring[i], ring[0]) > distance(ring[far], ring[0])) far = i;
    Polyline first(ring.begin(), ring.begin() + static_cast<std::ptrdiff_t>(far) + 1);
    Polyline second(ring.begin() + static_cast<std::ptrdiff_t>(far), ring.end());
    second.push_back(ring[0]);
    first = simplified(first, tolerance_m);
    second = simplified(second, tolerance_m);
    first.insert(first.end(), second.begin() + 1, second.end() - 1);
    return first;
}

struct HalfEdge {
    int from, to, street;
};

Block make_block(const std::vector<HalfEdge>& face, const Network& network, const Zones& zones) {
    Block block;
    std::vector<double> corridors;
    for (const HalfEdge& e : face) {
        block.outline.push_back(network.nodes()[e.from]);
        corridors.push_back(street_kind(network.streets()[e.street].street_class).corridor_m);
    }
    block.area_m2 = area_of(block.outline);
    const Polygon ring = simplified_ring(block.outline, 1.2);
    std::vector<double> distances;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Vec2 a = ring[i], b = ring[(i + 1) % ring.size()];
        double widest = 0;
        for (std::size_t k = 0; k < face.size(); ++k) {
            const Vec2 middle = mix(block.outline[k], block.outline[(k + 1) % face.size()], 0.5);
            if (distance_to_segment(middle, a, b) < 1.5) widest = std::max(widest, corridors[k]);
        }
        distances.push_back(widest > 0 ? widest : 5.4);
    }
    if (auto plot = inset(ring, distances)) block.plot = *plot;
    // The zone that most of the block lies in.
    std::map<Zone, int> votes;
    const Polygon& sample = block.plot.empty() ? block.outline : block.plot;
    const Vec2 centre = centroid_of(sample);
    for (Vec2 p : sample) ++votes[zones.at(mix(p, centre, 0.25))];
    votes[zones.at(centre)] += 2;
    for (const auto& [zone, count] : votes)
        if (count > votes[block.zone] || block.zone == Zone::open) block.zone = zone;
    return block;
}

}  // namespace

Polyline simplified(const Polyline& line, double tolerance_m) {
    if (line.size() < 3) return line;
    std::vector<bool> keep(line.size(), false);
    keep.front() = keep.back() = true;
    keep_far_points(line, 0, line.size() - 1, tolerance_m, keep);
    Polyline out;
    for (std::size_t i = 0; i < line.size(); ++i)
        if (keep[i]) out.push_back(line[i]);
    return out;
}

std::vector<Block> find_blocks(const Network& network, const Zones& zones) {
    // Dangling streets bound nothing: they are peeled off before the faces are walked.
    std::vector<int> degree = network.degrees();
    std::vector<bool> used(network.segments().size());
    for (std::size_t i = 0; i < used.size(); ++i) used[i] = network.segments()[i].alive;
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < used.size(); ++i) {
            const auto& s = network.segments()[i];
            if (!used[i] || (degree[s.a] > 1 && degree[s.b] > 1)) continue;
            used[i] = false;
            --degree[s.a];
            --degree[s.b];
            changed = true;
        }
    }
    std::vector<HalfEdge> edges;
    std::vector<std::vector<int>> leaving(network.nodes().size());
    for (std::size_t i = 0; i < used.size(); ++i) {
        if (!used[i]) continue;
        const auto& s = network.segments()[i];
        leaving[s.a].push_back(static_cast<int>(edges.size()));
        edges.push_back({s.a, s.b, s.street});
        leaving[s.b].push_back(static_cast<int>(edges.size()));
        edges.push_back({s.b, s.a, s.street});
    }
    auto angle = [&](int e) {
        const Vec2 d = network.nodes()[edges[e].to] - network.nodes()[edges[e].from];
        return std::atan2(d.y, d.x);
    };
    for (auto& list : leaving) std::sort(list.begin(), list.end(), [&](int a, int b) { return angle(a) < angle(b); });
    std::vector<bool> walked(edges.size(), false);
    std::vector<Block> blocks;
    for (int start = 0; start < static_cast<int>(edges.size()); ++start) {
        if (walked[start]) continue;
        std::vector<HalfEdge> face;
        int e = start;
        while (!walked[e]) {
            walked[e] = true;
            face.push_back(edges[e]);
            // At its end the face turns into the next street clockwise from where it came: its left side stays inside.
            const auto& list = leaving[edges[e].to];
            const auto back = std::find(list.begin(), list.end(), e ^ 1);
            e = back == list.begin() ? list.back() : *(back - 1);
        }
        if (face.size() < 3) continue;
        Polygon outline;
        for (const HalfEdge& h : face) outline.push_back(network.nodes()[h.from]);
        const double area = area_of(outline);
        if (area < 250 || area > 600000) continue;
        Block block = make_block(face, network, zones);
        if (is_built(block.zone)) blocks.push_back(std::move(block));
    }
    return blocks;
}

}  // namespace twin::sample
