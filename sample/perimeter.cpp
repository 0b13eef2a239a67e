#include "sample/houses.h"

#include <algorithm>

namespace twin::sample {
namespace {

/// A plot's edges with the corner lines of the houses' backs.
struct Ring {
    Polygon outer, inner;               ///< Corners at the street and at the courtyard.
    std::vector<double> before, after;  ///< Length of the corner house on the edge before and after each corner.
};

bool make_ring(Polygon plot, double depth_m, Ring& ring) {
    const std::size_t n = plot.size();
    if (n < 3) return false;
    ring.outer = plot;
    ring.inner.resize(n);
    ring.before.assign(n, 0);
    ring.after.assign(n, 0);
    for (std::size_t i = 0; i < n; ++i) {
        const Vec2 in = unit(plot[i] - plot[(i + n - 1) % n]), out = unit(plot[(i + 1) % n] - plot[i]);
        const double turn = cross(in, out);
        if (turn < -0.6 || dot(in, out) < -0.85) return false;
        const Vec2 normal = unit(left_of(in) + left_of(out));
        ring.inner[i] = plot[i] + normal * (depth_m / std::max(0.3, dot(normal, left_of(out))));
        const double cut = std::max(0.0, dot(ring.inner[i] - plot[i], out));
        const bool corner = turn > 0.25;
        ring.before[i] = ring.after[i] = corner ? cut + 2.5 : std::max(cut + 0.3, 3.0);
    }
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t j = (i + 1) % n;
        const double room = distance(plot[i], plot[j]);
        const double need = ring.after[i] + ring.before[j];
        if (need <= room) continue;
        // Neighbouring corner houses meet; they must still reach behind their courtyard corners.
        const Vec2 d = unit(plot[j] - plot[i]);
        const double cut_i = std::max(0.0, dot(ring.inner[i] - plot[i], d)),
                     cut_j = std::max(0.0, dot(plot[j] - ring.inner[j], d));
        if (cut_i + cut_j > room - 0.2) return false;
        const double spare = room - cut_i - cut_j;
        ring.after[i] = cut_i + spare / 2;
        ring.before[j] = cut_j + spare / 2;
    }
    return true;
}

void place(Building building, Site& site, std::vector<Building>& out) {
    for (const Polygon& piece : building.footprints) site.occupy(piece);
    out.push_back(std::move(building));
}

bool all_free(const Polyline& outer, const Polyline& inner, const Site& site) {
    for (std::size_t k = 0; k + 1 < outer.size(); ++k) {
        const Polygon piece{outer[k], outer[k + 1], inner[k + 1], inner[k]};
        if (area_of(piece) < 4 || !site.free(piece, -0.4, -0.6)) return false;
    }
    return true;
}

void build_edge(const Ring& ring, std::size_t i, double depth_m, Zone zone, Site& site, Rng& rng,
                std::vector<Building>& out) {
    const std::size_t n = ring.outer.size(), j = (i + 1) % n;
    const Vec2 a = ring.outer[i], b = ring.outer[j], d = unit(b - a), in = left_of(d);
    const double from = ring.after[i], to = distance(a, b) - ring.before[j];
    if (to - from < 4) return;
    const bool core = zone == Zone::core;
    const double wanted = core ? rng.range(8.0, 11.5) : rng.range(13.0, 19.0);
    const int count = std::max(1, static_cast<int>(std::lround((to - from) / wanted)));
    double at = from;
    for (int k = 0; k < count; ++k) {
        const double left = to - at;
        const double width = k + 1 == count ? left : std::min(left, left / (count - k) * rng.range(0.82, 1.18));
        const double deep = depth_m + (rng.chance(0.5) ? rng.range(-1.4, 1.4) : 0);
        const Polyline outer{a + d * at, a + d * (at + width)}, inner{outer[0] + in * deep, outer[1] + in * deep};
        at += width;
        if (width < 3.5 || rng.chance(core ? 0.03 : 0.05)) continue;
        if (!all_free(outer, inner, site)) continue;
        place(make_row_house(outer, inner, random_style(zone, rng), site, rng), site, out);
    }
}

void build_corner(const Ring& ring, std::size_t i, Zone zone, Site& site, Rng& rng, std::vector<Building>& out) {
    const std::size_t n = ring.outer.size(), h = (i + n - 1) % n, j = (i + 1) % n;
    const Vec2 corner = ring.outer[i], d0 = unit(corner - ring.outer[h]), d1 = unit(ring.outer[j] - corner);
    const double depth0 = dot(ring.inner[i] - corner, left_of(d0)), depth1 = dot(ring.inner[i] - corner, left_of(d1));
    const Vec2 start = corner - d0 * ring.before[i], end = corner + d1 * ring.after[i];
    const Polyline outer{start, corner, end};
    const Polyline inner{start + left_of(d0) * depth0, ring.inner[i], end + left_of(d1) * depth1};
    if (!all_free(outer, inner, site)) return;
    HouseStyle style = random_style(zone, rng);
    if (rng.chance(0.5)) style.storeys = std::min(style.storeys + 1, 5);
    place(make_row_house(outer, inner, style, site, rng), site, out);
}

/// The plot with corners only where it really turns.
Polygon straightened(const Polygon& plot) {
    Polygon ring = plot;
    for (bool changed = true; changed && ring.size() > 3;) {
        changed = false;
        for (std::size_t i = 0; i < ring.size() && ring.size() > 3; ++i) {
            const std::size_t n = ring.size();
            const Vec2 a = ring[(i + n - 1) % n], b = ring[i], c = ring[(i + 1) % n];
            const double bend = distance_to_segment(b, a, c);
            const bool outwards = cross(b - a, c - b) > 0;
            // Dropping a corner that bends outwards gives land up; one that bends inwards would take the pavement.
            if (bend < (outwards ? 2.2 : 0.7)) {
                ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(i));
                changed = true;
                break;
            }
        }
    }
    return ring;
}

void fill_courtyard(const Block& block, double depth_m, Site& site, Rng& rng, std::vector<Building>& out) {
    const auto yard = inset(block.plot, std::vector<double>(block.plot.size(), depth_m + 3.5));
    if (!yard) return;
    const Box box = box_of(*yard);
    const double density = block.zone == Zone::core ? 1 / 170.0 : 1 / 330.0;
    const int tries = static_cast<int>(area_of(*yard) * density) + 1;
    const Vec2 along = unit(block.plot[1] - block.plot[0]);
    for (int k = 0; k < tries; ++k) {
        const Vec2 p{rng.range(box.min.x, box.max.x), rng.range(box.min.y, box.max.y)};
        const double length = rng.range(5.0, 15.0), width = rng.range(4.0, 8.0);
        const Polygon shed = rectangle(p, rng.chance(0.5) ? along : left_of(along), length, width);
        bool inside = true;
        for (Vec2 q : shed) inside = inside && contains(*yard, q);
        if (!inside || !site.free(shed, 2.5, 0)) continue;
        const bool gabled = rng.chance(0.35);
        Building annex = make_annex(shed, rng.chance(0.4) ? "garages" : "shed",
                                    gabled            ? "gabled"
                                    : rng.chance(0.5) ? "flat"
                                                      : "skillion",
                                    rng.range(2.8, gabled ? 7.0 : 4.5), site, rng);
        place(std::move(annex), site, out);
    }
}

}  // namespace

void fill_courtyards(const std::vector<Block>& blocks, Site& site, Rng& rng, std::size_t limit,
                     std::vector<Building>& out) {
    for (const Block& block : blocks)
        if ((block.zone == Zone::core || block.zone == Zone::perimeter || block.zone == Zone::mixed) &&
            block.plot.size() >= 3 && out.size() < limit)
            fill_courtyard(block, block.zone == Zone::core ? 9 : 12, site, rng, out);
}

bool build_perimeter(const Block& block, Site& site, Rng& rng, std::vector<Building>& out) {
    if (block.plot.size() < 3) return false;
    // Small bends would make houses of odd shapes; fronts may stand up to two metres behind the pavement instead.
    const Polygon plot = straightened(block.plot);
    const bool core = block.zone == Zone::core;
    double depth = core ? rng.range(8.5, 11.0) : rng.range(11.0, 13.5);
    Ring ring;
    bool closed = false;
    for (int attempt = 0; attempt < 3 && !closed; ++attempt) {
        closed = make_ring(plot, depth, ring) && area_of(ring.inner) > 40;
        if (!closed) depth *= 0.82;
    }
    if (!closed) return false;
    for (std::size_t i = 0; i < plot.size(); ++i) {
        build_corner(ring, i, block.zone, site, rng, out);
        build_edge(ring, i, depth, block.zone, site, rng, out);
    }
    return true;
}

}  // namespace twin::sample
