#include "scene/builders/ring_repair.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <span>

#include "scene/builders/ring_cells.h"
#include "scene/builders/tessellator.h"

namespace twin::scene {
namespace {

/// Edges nearer than this may touch: they are looked at closely.
constexpr double near_m = 1e-3;
/// So many pairs of edges side by side take about a second, also in the tessellator.
constexpr std::size_t most_pairs = 30'000'000, most_contacts = 20'000;
/// So many take GLU some 0.3 s.
constexpr std::size_t most_visits = 50'000'000;
/// Up to here every edge against every other is faster than sorting them.
constexpr std::size_t few_edges = 32;

struct FlatEdge {
    glm::dvec2 a, b;
    double low_x, high_x, low_y, high_y;
    std::uint32_t ring, number;  ///< Of the ring; of the edge in it.
};

struct FlatRings {
    std::vector<FlatEdge> edges;
    std::vector<std::uint32_t> sizes;  ///< Points of each ring.

    void add(const data::Ring& ring, const FacePlane& plane) {
        const auto number = static_cast<std::uint32_t>(sizes.size());
        const std::size_t n = ring.size();
        sizes.push_back(static_cast<std::uint32_t>(n));
        if (n < 3) return;
        glm::dvec2 from = plane.flat(ring[n - 1]);
        for (std::size_t i = 0; i < n; ++i) {
            const glm::dvec2 to = plane.flat(ring[i]);
            edges.push_back({from, to, std::min(from.x, to.x) - near_m, std::max(from.x, to.x),
                             std::min(from.y, to.y) - near_m, std::max(from.y, to.y), number,
                             static_cast<std::uint32_t>(i)});
            from = to;
        }
    }
    bool are_neighbours(const FlatEdge& a, const FlatEdge& b) const {
        if (a.ring != b.ring) return false;
        const std::uint32_t apart = a.number > b.number ? a.number - b.number : b.number - a.number;
        return apart == 1 || apart == sizes[a.ring] - 1;
    }
};

/// Whether the ends of `other` lie on different sides of the line through `edge`, or close to it.
bool straddles(const FlatEdge& edge, const FlatEdge& other) {
    const glm::dvec2 along = edge.b - edge.a;
    const double margin = near_m * glm::length(along);
    const double c = cross2(along, other.a - edge.a), d = cross2(along, other.b - edge.a);
    return std::min(c, d) <= margin && std::max(c, d) >= -margin;
}

enum class Contact { none, some, too_much };

/// What meets: rings with themselves, the outer ring with holes, holes with holes.
struct Contacts {
    bool outline = false, holes = false;
    std::size_t count = 0;
    std::vector<bool> with_outline;  ///< Of each ring.
};

Contact look(const FlatRings& rings, const FlatEdge& a, const FlatEdge& b, Contacts& contacts) {
    if (a.low_y > b.high_y || b.low_y > a.high_y || a.low_x > b.high_x || b.low_x > a.high_x) return Contact::none;
    if (rings.are_neighbours(a, b) || !straddles(a, b) || !straddles(b, a)) return Contact::none;
    if (a.ring == 0 && b.ring == 0)
        contacts.outline = true;
    else
        contacts.holes = true;
    if (a.ring == 0) contacts.with_outline[b.ring] = true;
    if (b.ring == 0) contacts.with_outline[a.ring] = true;
    return ++contacts.count > most_contacts ? Contact::too_much : Contact::some;
}

Contact find_contacts(FlatRings& rings, Contacts& contacts) {
    std::vector<FlatEdge>& edges = rings.edges;
    contacts.with_outline.assign(rings.sizes.size(), false);
    if (edges.size() > few_edges)
        std::sort(edges.begin(), edges.end(), [](const FlatEdge& a, const FlatEdge& b) { return a.low_x < b.low_x; });
    std::size_t pairs = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        for (std::size_t k = i + 1; k < edges.size(); ++k) {
            if (edges.size() > few_edges && edges[k].low_x > edges[i].high_x) break;
            if (++pairs > most_pairs || look(rings, edges[i], edges[k], contacts) == Contact::too_much)
                return Contact::too_much;
        }
    }
    return contacts.count > 0 ? Contact::some : Contact::none;
}

/// How often the tessellator comes by a corner, at worst: each turn of a ring from east to west or from north to south
/// lets it walk along that ring, each ring along all.
std::size_t visits_of(const FlatRings& rings) {
    std::size_t visits = rings.sizes.size() * rings.edges.size();
    for (std::size_t i = 1; i < rings.edges.size(); ++i) {
        const FlatEdge &a = rings.edges[i - 1], &b = rings.edges[i];
        if (a.ring != b.ring) continue;
        if ((a.b.x > a.a.x) != (b.b.x > b.a.x)) visits += rings.sizes[a.ring];
        if ((a.b.y > a.a.y) != (b.b.y > b.a.y)) visits += rings.sizes[a.ring];
    }
    return visits;
}

double perimeter_m(const data::Ring& ring) {
    double sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) sum += glm::length(ring[(i + 1) % ring.size()] - ring[i]);
    return sum;
}

double area_of(std::span<const data::Ring> rings, const FacePlane& plane) {
    double sum = 0;
    for (const data::Ring& ring : rings) sum += flat_area_m2(ring, plane);
    return sum;
}

/// The area that rounding at touching edges may change.
double slack_m2(const data::Surface& surface) {
    double slack = 1e-4 + 5e-4 * perimeter_m(surface.outer);
    for (const data::Ring& hole : surface.holes) slack += 5e-4 * perimeter_m(hole);
    return slack;
}

std::vector<data::Ring> turned(std::vector<data::Ring> rings) {
    for (data::Ring& ring : rings) std::reverse(ring.begin(), ring.end());
    return rings;
}

int drop_holes_outside(data::Surface& surface, const Contacts& contacts, const FacePlane& plane) {
    int dropped = 0;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < surface.holes.size(); ++i) {
        const bool outside = !contacts.with_outline[i + 1] && !surface.holes[i].empty() &&
                             !is_inside(plane.flat(surface.holes[i].front()), surface.outer, plane);
        if (outside) {
            ++dropped;
        } else {
            if (kept != i) surface.holes[kept] = std::move(surface.holes[i]);
            ++kept;
        }
    }
    surface.holes.resize(kept);
    return dropped;
}

/// Whether a hole lies in another: no edges meet there.
bool has_nested_holes(const data::Surface& surface, const FacePlane& plane) {
    constexpr std::size_t most = 300;
    const std::size_t count = surface.holes.size();
    if (count > most) return true;
    for (std::size_t i = 0; i < count; ++i)
        for (std::size_t k = 0; k < count; ++k)
            if (i != k && is_inside(plane.flat(surface.holes[i].front()), surface.holes[k], plane)) return true;
    return false;
}

/// The outline by the odd/even rule, less all that any hole covers.
void divide(data::Surface& surface, const FacePlane& plane, RingRepair& repair) {
    double said = std::abs(flat_area_m2(surface.outer, plane));
    const std::vector<data::Ring> outline = borders(std::span(&surface.outer, 1), plane);
    const double slack = slack_m2(surface);
    if (outline.empty()) return;
    const bool crossed = std::abs(area_of(outline, plane) - said) > slack;
    std::vector<data::Ring> all = outline;
    for (const data::Ring& hole : surface.holes) {
        std::vector<data::Ring> simple = turned(borders(std::span(&hole, 1), plane));
        said -= std::abs(area_of(simple, plane));
        all.insert(all.end(), simple.begin(), simple.end());
    }
    if (!surface.holes.empty()) all = borders(all, plane, InsideRule::positive);
    const double expected =
        crossed ? area_of(outline, plane) + (said - std::abs(flat_area_m2(surface.outer, plane))) : said;
    const bool cut = !surface.holes.empty() && std::abs(area_of(all, plane) - expected) > slack;
    if (!crossed && !cut) return;
    std::vector<data::Surface> parts = group_rings(std::move(all), surface, plane, 1e-4);
    repair.crossed_outline = crossed;
    repair.cut_holes = cut;
    if (parts.empty()) {
        surface.outer.clear();
        surface.holes.clear();
        return;
    }
    surface.outer = std::move(parts.front().outer);
    surface.holes = std::move(parts.front().holes);
    repair.more.assign(std::make_move_iterator(parts.begin() + 1), std::make_move_iterator(parts.end()));
}

/// A lake with its islands, a forest: what the tessellator would take minutes for falls into cells.
/// Returns false where that cannot be done either.
bool divide_into_cells(data::Surface& surface, const FacePlane& plane, RingRepair& repair) {
    const double outline = std::abs(flat_area_m2(surface.outer, plane)), slack = slack_m2(surface);
    double holes = 0;
    for (const data::Ring& hole : surface.holes) holes += std::abs(flat_area_m2(hole, plane));
    RingCells cells = cut_into_cells(surface, plane);
    if (cells.parts.empty()) return false;
    repair.crossed_outline = std::abs(cells.outline_m2 - outline) > slack;
    repair.cut_holes = std::abs(cells.left_m2 - (cells.outline_m2 - holes)) > slack;
    const auto largest =
        std::max_element(cells.parts.begin(), cells.parts.end(), [&](const data::Surface& a, const data::Surface& b) {
            return std::abs(flat_area_m2(a.outer, plane)) < std::abs(flat_area_m2(b.outer, plane));
        });
    std::swap(cells.parts.front(), *largest);
    surface.outer = std::move(cells.parts.front().outer);
    surface.holes = std::move(cells.parts.front().holes);
    repair.more.assign(std::make_move_iterator(cells.parts.begin() + 1), std::make_move_iterator(cells.parts.end()));
    return true;
}

/// Nothing but a few corners: no list of edges is made for them.
bool is_plainly_simple(const data::Surface& surface, const FacePlane& plane) {
    constexpr std::size_t most = 16;
    const std::size_t n = surface.outer.size();
    if (!surface.holes.empty() || n > most) return false;
    if (n <= 3) return true;
    std::array<glm::dvec2, most> p;
    for (std::size_t i = 0; i < n; ++i) p[i] = plane.flat(surface.outer[i]);
    // Convex: never turns right, and goes east and back west once.
    int turns_back = 0;
    bool convex = true;
    for (std::size_t i = 0; i < n && convex; ++i) {
        const glm::dvec2 in = p[(i + 1) % n] - p[i], out = p[(i + 2) % n] - p[(i + 1) % n];
        convex = cross2(in, out) > 0;
        if ((in.x >= 0) != (out.x >= 0)) ++turns_back;
    }
    return convex && turns_back <= 2;
}

}  // namespace

double flat_area_m2(const data::Ring& ring, const FacePlane& plane) {
    if (ring.size() < 3) return 0;
    double twice = 0;
    const glm::dvec2 first = plane.flat(ring.front());
    glm::dvec2 before = plane.flat(ring[1]) - first;
    for (std::size_t i = 2; i < ring.size(); ++i) {
        const glm::dvec2 here = plane.flat(ring[i]) - first;
        twice += cross2(before, here);
        before = here;
    }
    return twice / 2;
}

bool is_inside(const glm::dvec2& place, const data::Ring& ring, const FacePlane& plane) {
    bool inside = false;
    glm::dvec2 a = plane.flat(ring.back());
    for (const glm::dvec3& corner : ring) {
        const glm::dvec2 b = plane.flat(corner);
        if ((a.y > place.y) != (b.y > place.y) && place.x < a.x + (b.x - a.x) * (place.y - a.y) / (b.y - a.y))
            inside = !inside;
        a = b;
    }
    return inside;
}

RingRepair make_simple(data::Surface& surface, const FacePlane& plane) {
    RingRepair repair;
    if (is_plainly_simple(surface, plane)) return repair;
    FlatRings rings;
    std::size_t corners = surface.outer.size();
    for (const data::Ring& hole : surface.holes) corners += hole.size();
    rings.edges.reserve(corners);
    rings.add(surface.outer, plane);
    for (const data::Ring& hole : surface.holes) rings.add(hole, plane);
    Contacts contacts;
    if (visits_of(rings) > most_visits || find_contacts(rings, contacts) == Contact::too_much) {
        repair.too_intricate = contacts.count > most_contacts || !divide_into_cells(surface, plane, repair);
        return repair;
    }
    // Many holes in an outline of many corners: the tessellator finds out faster.
    if (surface.holes.size() * surface.outer.size() > most_pairs)
        contacts.holes = true;
    else if (!surface.holes.empty())
        repair.holes_outside = drop_holes_outside(surface, contacts, plane);
    if (contacts.outline || contacts.holes || (surface.holes.size() > 1 && has_nested_holes(surface, plane)))
        divide(surface, plane, repair);
    return repair;
}

}  // namespace twin::scene
