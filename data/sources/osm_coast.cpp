#include "data/sources/osm_coast.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "data/keys.h"

namespace twin::data {

namespace {

/// A coast from border to border, or closed.
struct Chain {
    Ring points;
    bool closed = false;
};

bool same_place(const glm::dvec3& a, const glm::dvec3& b) {
    return std::abs(a.x - b.x) < 1e-9 && std::abs(a.y - b.y) < 1e-9;
}

/// Puts lines that share end nodes one behind the other.
std::vector<Chain> joined(const std::vector<Line>& lines) {
    std::unordered_multimap<std::int64_t, std::size_t> by_start;
    std::unordered_map<std::int64_t, int> ends_at;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].nodes.size() < 2) continue;
        by_start.emplace(lines[i].nodes.front(), i);
        ++ends_at[lines[i].nodes.back()];
    }
    std::vector<bool> used(lines.size(), false);
    std::vector<Chain> chains;
    const auto follow = [&](std::size_t first) {
        Chain chain;
        std::size_t at = first;
        for (bool more = true; more;) {
            used[at] = true;
            const Line& line = lines[at];
            chain.points.insert(chain.points.end(), line.points.begin() + (chain.points.empty() ? 0 : 1),
                                line.points.end());
            more = false;
            const auto [next, last] = by_start.equal_range(line.nodes.back());
            for (auto it = next; it != last && !more; ++it)
                if (!used[it->second]) {
                    at = it->second;
                    more = true;
                }
        }
        chain.closed = chain.points.size() > 3 && same_place(chain.points.front(), chain.points.back());
        if (chain.closed) chain.points.pop_back();
        chains.push_back(std::move(chain));
    };
    // Those that nothing leads to begin; what is left over goes round.
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (!used[i] && lines[i].nodes.size() >= 2 && ends_at[lines[i].nodes.front()] == 0) follow(i);
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (!used[i] && lines[i].nodes.size() >= 2) follow(i);
    return chains;
}

double signed_area(const Ring& ring) {
    double twice = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const glm::dvec3 a = ring[i] - ring[0], b = ring[(i + 1) % ring.size()] - ring[0];
        twice += a.x * b.y - a.y * b.x;
    }
    return twice / 2;
}

bool holds(const Ring& ring, const glm::dvec3& p) {
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++)
        if ((ring[i].y > p.y) != (ring[j].y > p.y) &&
            p.x < ring[i].x + (p.y - ring[i].y) / (ring[j].y - ring[i].y) * (ring[j].x - ring[i].x))
            inside = !inside;
    return inside;
}

/// The border of the extent, gone around clockwise from its north-west corner, 0 to 4.
class Border {
  public:
    explicit Border(const base::Box3& box) : box_(box) {}

    bool holds(const glm::dvec3& p) const {
        return p.x >= box_.min.x && p.x <= box_.max.x && p.y >= box_.min.y && p.y <= box_.max.y;
    }
    /// The nearest place of the border, and how far it is as a share of the extent.
    std::pair<double, double> nearest(const glm::dvec3& p) const {
        const double u = (p.x - box_.min.x) / box_.size().x, v = (p.y - box_.min.y) / box_.size().y;
        const double away[] = {1 - v, 1 - u, v, u};  // north, east, south, west
        const auto side = static_cast<int>(std::min_element(std::begin(away), std::end(away)) - std::begin(away));
        const double along[] = {u, 1 - v, 1 - u, v};
        return {side + std::clamp(along[side], 0.0, 1.0), std::abs(away[side])};
    }
    glm::dvec3 at(double place) const {
        place = std::fmod(place, 4);
        const int side = std::min(static_cast<int>(place), 3);
        const double t = place - side;
        const double u[] = {t, 1, 1 - t, 0}, v[] = {1, 1 - t, 0, t};
        return {box_.min.x + u[side] * box_.size().x, box_.min.y + v[side] * box_.size().y, 0};
    }
    /// The part of the way from a to b that lies inside, as shares; false: none.
    bool clip(const glm::dvec3& a, const glm::dvec3& b, double& from, double& to) const {
        from = 0;
        to = 1;
        const glm::dvec3 d = b - a;
        for (int axis = 0; axis < 2; ++axis) {
            if (std::abs(d[axis]) < 1e-15) {
                if (a[axis] < box_.min[axis] || a[axis] > box_.max[axis]) return false;
                continue;
            }
            double enter = (box_.min[axis] - a[axis]) / d[axis], leave = (box_.max[axis] - a[axis]) / d[axis];
            if (enter > leave) std::swap(enter, leave);
            from = std::max(from, enter);
            to = std::min(to, leave);
        }
        return from < to;
    }

  private:
    base::Box3 box_;
};

/// The pieces of a coast inside the extent.
void cut(const Chain& chain, const Border& border, std::vector<Chain>& out) {
    if (std::all_of(chain.points.begin(), chain.points.end(), [&](const glm::dvec3& p) { return border.holds(p); })) {
        out.push_back(chain);
        return;
    }
    const std::size_t n = chain.points.size(), first = out.size();
    bool open = false;  // the last piece goes on
    for (std::size_t i = 0; i + (chain.closed ? 0 : 1) < n; ++i) {
        const glm::dvec3 &a = chain.points[i], &b = chain.points[(i + 1) % n];
        double from = 0, to = 1;
        if (!border.clip(a, b, from, to)) {
            open = false;
            continue;
        }
        if (!open || from > 0) out.push_back({{a + (b - a) * from}, false});
        out.back().points.push_back(a + (b - a) * to);
        open = to >= 1;
    }
    // A closed coast that was begun in the middle of a piece: its last piece leads into its first.
    if (chain.closed && open && out.size() > first + 1 && same_place(out.back().points.back(), out[first].points[0])) {
        Ring& head = out[first].points;
        head.insert(head.begin(), out.back().points.begin(), out.back().points.end() - 1);
        out.pop_back();
    }
}

}  // namespace

OsmCoast::Sea OsmCoast::sea_within(const base::Box3& extent) const {
    constexpr double farthest_inside = 0.2;
    Sea sea;
    if (extent.empty() || !(extent.size().x > 1e-7) || !(extent.size().y > 1e-7)) return sea;
    const Border border(extent);
    std::vector<Chain> pieces;
    for (const Chain& chain : joined(lines_)) cut(chain, border, pieces);

    struct Coast {
        Ring points;
        double from, to;  ///< Where it meets the border.
        bool used = false;
    };
    std::vector<Coast> coasts;
    std::vector<Ring> islands, basins;
    for (Chain& piece : pieces) {
        if (piece.points.size() < 2) continue;
        if (piece.closed) {
            (signed_area(piece.points) > 0 ? islands : basins).push_back(std::move(piece.points));
            continue;
        }
        const auto [from, from_away] = border.nearest(piece.points.front());
        const auto [to, to_away] = border.nearest(piece.points.back());
        for (const double away : {from_away, to_away}) {
            if (away > 1e-6) ++sea.loose_ends;
            if (away > farthest_inside) sea.uncertain = true;
        }
        coasts.push_back({std::move(piece.points), from, to});
    }
    if (sea.uncertain) return sea;

    // With the water to the right the border is followed clockwise to the coast that begins next.
    std::vector<Ring> rings = std::move(basins);
    for (std::size_t first = 0; first < coasts.size(); ++first) {
        Ring ring;
        for (std::size_t at = first; !coasts[at].used;) {
            Coast& coast = coasts[at];
            coast.used = true;
            ring.push_back(border.at(coast.from));
            ring.insert(ring.end(), coast.points.begin(), coast.points.end());
            ring.push_back(border.at(coast.to));
            std::size_t next = at;
            double nearest = 1e9;
            for (std::size_t k = 0; k < coasts.size(); ++k) {
                double way = coasts[k].from - coast.to;
                if (way < 0) way += 4;
                if (way < nearest && (!coasts[k].used || k == first)) {
                    nearest = way;
                    next = k;
                }
            }
            for (double corner = std::floor(coast.to) + 1; corner < coast.to + nearest; ++corner)
                ring.push_back(border.at(corner));
            at = next;
        }
        if (ring.size() >= 3) rings.push_back(std::move(ring));
    }
    if (rings.empty() && !islands.empty()) rings.push_back({border.at(0), border.at(1), border.at(2), border.at(3)});

    for (Ring& ring : rings) {
        Ring clean;
        for (const glm::dvec3& p : ring)
            if (clean.empty() || !same_place(clean.back(), p)) clean.push_back(p);
        while (clean.size() > 1 && same_place(clean.front(), clean.back())) clean.pop_back();
        if (clean.size() < 3) continue;
        std::reverse(clean.begin(), clean.end());
        sea.areas.emplace_back().outer = std::move(clean);
    }
    for (Ring& island : islands)
        for (Surface& area : sea.areas)
            if (holds(area.outer, island.front())) {
                area.holes.push_back(std::move(island));
                ++sea.islands;
                break;
            }
    return sea;
}

std::optional<Feature> OsmCoast::sea_feature(const base::Box3& extent, std::vector<base::Complaint>& told) const {
    Sea sea = sea_within(extent);
    if (sea.uncertain)
        told.push_back({base::ComplaintKind::warning, "", "coastlines not filled with sea",
                        "they end far inside of the file's extent; fetch an extract with whole coasts or with "
                        "<bounds>"});
    if (sea.areas.empty()) return std::nullopt;
    if (sea.loose_ends > 0)
        told.push_back({base::ComplaintKind::assumed, "sea",
                        fmt::format("{} ends of coasts led to the border of the file", sea.loose_ends),
                        "the coastlines end inside of its extent"});
    Feature water;
    water.kind = FeatureKind::water;
    water.id = "sea";
    water.attributes.set(keys::water_class, std::string("sea"));
    water.surfaces = std::move(sea.areas);
    return water;
}

}  // namespace twin::data
