#include "scene/builders/polygons.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include <fmt/format.h>
#include <glm/geometric.hpp>
#include <glm/vec2.hpp>

#include "scene/builders/face_plane.h"
#include "scene/builders/ring_repair.h"
#include "scene/builders/tessellator.h"

namespace twin::scene {
namespace {

constexpr double same_point_m = 1e-3;
constexpr double least_area_m2 = 1e-4;

bool finite(const glm::dvec3& p) {
    // No number is not below either.
    return std::abs(p.x) < 1e9 && std::abs(p.y) < 1e9 && std::abs(p.z) < 1e9;
}

bool same(const glm::dvec3& a, const glm::dvec3& b) {
    const glm::dvec3 d = a - b;
    return glm::dot(d, d) < same_point_m * same_point_m;
}

/// The outline goes out to `b` and straight back again.
bool is_spike(const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c) {
    const glm::dvec3 in = b - a, out = c - b;
    if (glm::dot(in, out) >= 0) return false;
    const double shorter = std::min(glm::length(in), glm::length(out));
    const double longer = std::max(glm::length(in), glm::length(out));
    return glm::length(glm::cross(in, out)) <= 1e-4 * longer * std::max(shorter, 1e-9) || same(a, c);
}

struct Removed {
    int not_finite = 0, repeated = 0, spikes = 0, holes = 0;
};

/// Nothing to remove: most rings by far.
bool is_tidy(const data::Ring& ring) {
    const std::size_t n = ring.size();
    if (n < 3 || !finite(ring[n - 1]) || !finite(ring[n - 2])) return false;
    const glm::dvec3 *a = &ring[n - 2], *b = &ring[n - 1];
    for (const glm::dvec3& c : ring) {
        if (!finite(c) || same(*b, c) || is_spike(*a, *b, c)) return false;
        a = b;
        b = &c;
    }
    return true;
}

void clean_ring(data::Ring& ring, Removed& removed) {
    if (is_tidy(ring)) return;
    data::Ring kept;
    kept.reserve(ring.size());
    // Taking one spike away can bring the next to light, one step back.
    const auto take = [&](const glm::dvec3& p) {
        while (true) {
            if (!kept.empty() && same(kept.back(), p)) {
                ++removed.repeated;
                return;
            }
            if (kept.size() < 2 || !is_spike(kept[kept.size() - 2], kept.back(), p)) break;
            kept.pop_back();
            ++removed.spikes;
        }
        kept.push_back(p);
    };
    for (const glm::dvec3& p : ring) {
        if (finite(p))
            take(p);
        else
            ++removed.not_finite;
    }
    std::size_t first = 0;
    while (kept.size() - first > 1) {
        const std::size_t left = kept.size() - first;
        if (same(kept.back(), kept[first])) {
            kept.pop_back();
            ++removed.repeated;
        } else if (left > 2 && is_spike(kept[kept.size() - 2], kept.back(), kept[first])) {
            kept.pop_back();
            ++removed.spikes;
        } else if (left > 2 && is_spike(kept.back(), kept[first], kept[first + 1])) {
            ++first;
            ++removed.spikes;
        } else {
            break;
        }
    }
    kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(first));
    ring = std::move(kept);
}

bool has_area(const data::Ring& ring) {
    const glm::dvec3 normal = newell_normal(ring);
    return glm::dot(normal, normal) >= 4 * least_area_m2 * least_area_m2;
}

/// Across the plane through the widest points: for outlines that cross themselves, whose Newell normal may vanish.
/// Length: of no meaning; zero where the points lie in a line.
glm::dvec3 widest_normal(const data::Ring& ring) {
    const glm::dvec3 origin = ring.front();
    glm::dvec3 far(0), across(0);
    for (const glm::dvec3& p : ring)
        if (glm::dot(p - origin, p - origin) > glm::dot(far, far)) far = p - origin;
    for (const glm::dvec3& p : ring) {
        const glm::dvec3 normal = glm::cross(far, p - origin);
        if (glm::dot(normal, normal) > glm::dot(across, across)) across = normal;
    }
    return across;
}

/// Newell's normal where it says enough, else that of the widest points turned the same way.
glm::dvec3 normal_of(const data::Ring& ring) {
    const glm::dvec3 newell = newell_normal(ring);
    if (ring.size() < 4) return newell;
    glm::dvec3 low = ring.front(), high = low;
    for (const glm::dvec3& p : ring) {
        low = glm::min(low, p);
        high = glm::max(high, p);
    }
    const double extent2 = glm::dot(high - low, high - low);
    if (glm::dot(newell, newell) > 4e-6 * extent2 * extent2) return newell;
    const glm::dvec3 wide = widest_normal(ring);
    return glm::dot(wide, newell) < 0 ? -wide : wide;
}

double off_plane_m(const data::Surface& surface, const glm::dvec3& unit_normal) {
    const data::Ring& ring = surface.outer;
    if (ring.size() < 4 && surface.holes.empty()) return 0;
    double low = 0, high = 0, sum = 0;
    for (const glm::dvec3& p : ring) {
        const double off = glm::dot(p - ring.front(), unit_normal);
        low = std::min(low, off);
        high = std::max(high, off);
        sum += off;
    }
    const double mean = sum / static_cast<double>(ring.size());
    for (const data::Ring& hole : surface.holes) {
        for (const glm::dvec3& p : hole) {
            const double off = glm::dot(p - ring.front(), unit_normal);
            low = std::min(low, off);
            high = std::max(high, off);
        }
    }
    return std::max(high - mean, mean - low);
}

bool convex_quad(const data::Ring& ring, const FacePlane& plane) {
    std::array<glm::dvec2, 4> p;
    for (std::size_t i = 0; i < 4; ++i) p[i] = plane.flat(ring[i]);
    for (std::size_t i = 0; i < 4; ++i)
        if (cross2(p[(i + 1) % 4] - p[i], p[(i + 2) % 4] - p[(i + 1) % 4]) <= 1e-9) return false;
    return true;
}

bool all_finite(const data::Surface& surface) {
    const auto ok = [](const data::Ring& ring) { return std::all_of(ring.begin(), ring.end(), finite); };
    return ok(surface.outer) && std::all_of(surface.holes.begin(), surface.holes.end(), ok);
}

void append(std::string& text, std::string_view more) {
    if (!text.empty()) text += ", ";
    text += more;
}

void append_count(std::string& text, int count, const char* one, const char* many) {
    if (count == 0) return;
    append(text, count == 1 ? fmt::format("1 {} removed", one) : fmt::format("{} {} removed", count, many));
}

std::string words_for(const Removed& removed, const RingRepair& rings) {
    std::string what;
    append_count(what, removed.not_finite, "point without a number", "points without a number");
    append_count(what, removed.repeated, "repeated point", "repeated points");
    append_count(what, removed.spikes, "spike", "spikes");
    append_count(what, removed.holes, "hole without area", "holes without area");
    append_count(what, rings.holes_outside, "hole outside its surface", "holes outside their surface");
    if (rings.crossed_outline) append(what, "outline that crossed itself divided");
    if (rings.cut_holes) append(what, "overlapping holes joined");
    return what;
}

/// A triangle or a convex quad without holes needs no closer look at its rings.
bool is_plain(const data::Surface& surface) {
    return surface.holes.empty() && surface.outer.size() == 3;
}

}  // namespace

glm::dvec3 newell_normal(const data::Ring& ring) {
    glm::dvec3 normal(0);
    if (ring.size() < 3) return normal;
    const glm::dvec3 origin = ring.front();
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) normal += glm::cross(ring[i] - origin, ring[i + 1] - origin);
    return normal;
}

double surface_area_m2(const data::Surface& surface) {
    const auto area = [](const data::Ring& ring) {
        if (std::all_of(ring.begin(), ring.end(), finite)) return glm::length(newell_normal(ring)) / 2;
        data::Ring sane = ring;
        std::erase_if(sane, [](const glm::dvec3& p) { return !finite(p); });
        return glm::length(newell_normal(sane)) / 2;
    };
    double sum = area(surface.outer);
    for (const data::Ring& hole : surface.holes) sum -= area(hole);
    return std::max(sum, 0.0);
}

int turn_holes(data::Surface& surface) {
    int turned = 0;
    if (surface.holes.empty()) return turned;
    const glm::dvec3 outer = newell_normal(surface.outer);
    for (data::Ring& hole : surface.holes) {
        if (glm::dot(newell_normal(hole), outer) <= 0) continue;
        std::reverse(hole.begin(), hole.end());
        ++turned;
    }
    return turned;
}

SurfaceRepair clean_surface(data::Surface& surface) {
    SurfaceRepair repair;
    Removed removed;
    RingRepair rings;
    clean_ring(surface.outer, removed);
    for (data::Ring& hole : surface.holes) clean_ring(hole, removed);
    if (!surface.holes.empty())
        removed.holes =
            static_cast<int>(std::erase_if(surface.holes, [](const data::Ring& hole) { return !has_area(hole); }));
    if (surface.outer.size() >= 3 && !is_plain(surface)) {
        const glm::dvec3 normal = normal_of(surface.outer);
        const double length = glm::length(normal);
        if (length > 2 * least_area_m2) {
            const FacePlane plane(surface.outer.front(), normal);
            rings = make_simple(surface, plane);
            repair.off_plane_m = off_plane_m(surface, plane.normal);
            repair.more = std::move(rings.more);
        }
    }
    repair.degenerate = rings.too_intricate || !has_area(surface.outer);
    repair.what = words_for(removed, rings);
    if (rings.too_intricate) append(repair.what, "outline too intricate to be cut left out");
    return repair;
}

std::vector<glm::dvec3> triangulate(const data::Surface& surface) {
    const data::Ring& ring = surface.outer;
    if (ring.size() < 3 || !all_finite(surface)) return {};
    if (ring.size() == 3 && surface.holes.empty()) return ring;
    const glm::dvec3 normal = newell_normal(ring);
    if (!(glm::length(normal) > 1e-12)) return {};
    const FacePlane plane(ring.front(), normal);
    if (ring.size() == 4 && surface.holes.empty() && convex_quad(ring, plane))
        return {ring[0], ring[1], ring[2], ring[0], ring[2], ring[3]};
    if (surface.holes.empty()) return tessellate(std::span(&ring, 1), plane);
    std::vector<data::Ring> rings = surface.holes;
    rings.insert(rings.begin(), ring);
    return tessellate(rings, plane);
}

}  // namespace twin::scene
