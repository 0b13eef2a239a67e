#include "scene/builders/polygons.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>

#include <GL/glu.h>
#include <fmt/format.h>
#include <glm/geometric.hpp>
#include <glm/vec2.hpp>

namespace twin::scene {
namespace {

constexpr double same_point_m = 1e-3;
constexpr double least_area_m2 = 1e-4;

bool finite(const glm::dvec3& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z) && std::abs(p.x) < 1e9 &&
           std::abs(p.y) < 1e9 && std::abs(p.z) < 1e9;
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

void clean_ring(data::Ring& ring, Removed& removed) {
    removed.not_finite += static_cast<int>(std::erase_if(ring, [](const glm::dvec3& p) { return !finite(p); }));
    data::Ring kept;
    kept.reserve(ring.size());
    for (const glm::dvec3& p : ring) {
        if (!kept.empty() && same(kept.back(), p)) {
            ++removed.repeated;
            continue;
        }
        kept.push_back(p);
    }
    while (kept.size() > 1 && same(kept.back(), kept.front())) {
        kept.pop_back();
        ++removed.repeated;
    }
    // Taking one spike away can bring the next to light, one step back.
    for (std::size_t i = 0, quiet = 0; kept.size() >= 3 && quiet < kept.size();) {
        const std::size_t n = kept.size();
        i %= n;
        const std::size_t before = (i + n - 1) % n, after = (i + 1) % n;
        if (same(kept[before], kept[i]) || is_spike(kept[before], kept[i], kept[after])) {
            kept.erase(kept.begin() + static_cast<std::ptrdiff_t>(i));
            ++removed.spikes;
            quiet = 0;
            i = i == 0 ? kept.size() - 1 : i - 1;
        } else {
            ++quiet;
            ++i;
        }
    }
    ring = std::move(kept);
}

bool has_area(const data::Ring& ring) {
    return ring.size() >= 3 && glm::length(newell_normal(ring)) * 0.5 >= least_area_m2;
}

/// Two directions that span the plane across `normal`, so that (u, v, normal) is right-handed.
struct Plane {
    glm::dvec3 origin, u, v, normal;
    Plane(const glm::dvec3& at, const glm::dvec3& across) : origin(at), normal(glm::normalize(across)) {
        const glm::dvec3 helper = std::abs(normal.z) < 0.9 ? glm::dvec3(0, 0, 1) : glm::dvec3(1, 0, 0);
        u = glm::normalize(glm::cross(helper, normal));
        v = glm::cross(normal, u);
    }
    glm::dvec2 flat(const glm::dvec3& p) const { return {glm::dot(p - origin, u), glm::dot(p - origin, v)}; }
};

double cross2(const glm::dvec2& a, const glm::dvec2& b) {
    return a.x * b.y - a.y * b.x;
}

bool convex_quad(const data::Ring& ring, const Plane& plane) {
    std::array<glm::dvec2, 4> p;
    for (std::size_t i = 0; i < 4; ++i) p[i] = plane.flat(ring[i]);
    for (std::size_t i = 0; i < 4; ++i)
        if (cross2(p[(i + 1) % 4] - p[i], p[(i + 2) % 4] - p[(i + 1) % 4]) <= 1e-9) return false;
    return true;
}

struct Corner {
    GLdouble flat[3];
    glm::dvec3 place;
};

/// What GLU calls back into. Corners that it invents live in the deque, whose elements never move.
struct Collector {
    std::deque<Corner> corners;
    std::vector<const Corner*> out;
    bool failed = false;
};

void on_vertex(void* corner, void* collector) {
    static_cast<Collector*>(collector)->out.push_back(static_cast<const Corner*>(corner));
}

void on_combine(GLdouble flat[3], void* corners[4], GLfloat weights[4], void** result, void* collector) {
    Corner made{{flat[0], flat[1], flat[2]}, glm::dvec3(0)};
    double sum = 0;
    for (int i = 0; i < 4; ++i) {
        if (!corners[i]) continue;
        made.place += static_cast<const Corner*>(corners[i])->place * static_cast<double>(weights[i]);
        sum += weights[i];
    }
    if (sum > 0) made.place /= sum;
    auto& all = static_cast<Collector*>(collector)->corners;
    all.push_back(made);
    *result = &all.back();
}

void on_error(GLenum, void* collector) {
    static_cast<Collector*>(collector)->failed = true;
}

// Its presence makes GLU answer with plain triangles instead of fans and strips.
void on_edge_flag(GLboolean, void*) {}

void give_ring(GLUtesselator* tesselator, const data::Ring& ring, const Plane& plane, Collector& collector) {
    if (ring.size() < 3) return;
    gluTessBeginContour(tesselator);
    for (const glm::dvec3& p : ring) {
        const glm::dvec2 flat = plane.flat(p);
        collector.corners.push_back({{flat.x, flat.y, 0}, p});
        gluTessVertex(tesselator, collector.corners.back().flat, &collector.corners.back());
    }
    gluTessEndContour(tesselator);
}

std::vector<glm::dvec3> tessellate(const data::Surface& surface, const Plane& plane) {
    GLUtesselator* tesselator = gluNewTess();
    if (!tesselator) return {};
    Collector collector;
    using Callback = void (*)();
    gluTessCallback(tesselator, GLU_TESS_VERTEX_DATA, reinterpret_cast<Callback>(&on_vertex));
    gluTessCallback(tesselator, GLU_TESS_COMBINE_DATA, reinterpret_cast<Callback>(&on_combine));
    gluTessCallback(tesselator, GLU_TESS_ERROR_DATA, reinterpret_cast<Callback>(&on_error));
    gluTessCallback(tesselator, GLU_TESS_EDGE_FLAG_DATA, reinterpret_cast<Callback>(&on_edge_flag));
    gluTessProperty(tesselator, GLU_TESS_WINDING_RULE, GLU_TESS_WINDING_ODD);
    gluTessNormal(tesselator, 0, 0, 1);
    gluTessBeginPolygon(tesselator, &collector);
    give_ring(tesselator, surface.outer, plane, collector);
    for (const data::Ring& hole : surface.holes) give_ring(tesselator, hole, plane, collector);
    gluTessEndPolygon(tesselator);
    gluDeleteTess(tesselator);

    std::vector<glm::dvec3> triangles;
    if (collector.failed) return triangles;
    triangles.reserve(collector.out.size());
    for (std::size_t i = 0; i + 2 < collector.out.size(); i += 3)
        for (std::size_t k = i; k < i + 3; ++k) triangles.push_back(collector.out[k]->place);
    return triangles;
}

bool all_finite(const data::Surface& surface) {
    const auto ok = [](const data::Ring& ring) { return std::all_of(ring.begin(), ring.end(), finite); };
    return ok(surface.outer) && std::all_of(surface.holes.begin(), surface.holes.end(), ok);
}

void append_count(std::string& text, int count, const char* one, const char* many) {
    if (count == 0) return;
    if (!text.empty()) text += ", ";
    text += count == 1 ? fmt::format("1 {} removed", one) : fmt::format("{} {} removed", count, many);
}

}  // namespace

glm::dvec3 newell_normal(const data::Ring& ring) {
    glm::dvec3 normal(0);
    if (ring.size() < 3) return normal;
    const glm::dvec3 origin = ring.front();
    for (std::size_t i = 1; i + 1 < ring.size(); ++i) normal += glm::cross(ring[i] - origin, ring[i + 1] - origin);
    return normal;
}

SurfaceRepair clean_surface(data::Surface& surface) {
    Removed removed;
    clean_ring(surface.outer, removed);
    for (data::Ring& hole : surface.holes) clean_ring(hole, removed);
    removed.holes =
        static_cast<int>(std::erase_if(surface.holes, [](const data::Ring& hole) { return !has_area(hole); }));
    SurfaceRepair repair;
    append_count(repair.what, removed.not_finite, "point without a number", "points without a number");
    append_count(repair.what, removed.repeated, "repeated point", "repeated points");
    append_count(repair.what, removed.spikes, "spike", "spikes");
    append_count(repair.what, removed.holes, "hole without area", "holes without area");
    repair.degenerate = !has_area(surface.outer);
    return repair;
}

std::vector<glm::dvec3> triangulate(const data::Surface& surface) {
    const data::Ring& ring = surface.outer;
    if (ring.size() < 3 || !all_finite(surface)) return {};
    if (ring.size() == 3 && surface.holes.empty()) return ring;
    const glm::dvec3 normal = newell_normal(ring);
    if (!(glm::length(normal) > 1e-12)) return {};
    const Plane plane(ring.front(), normal);
    if (ring.size() == 4 && surface.holes.empty() && convex_quad(ring, plane))
        return {ring[0], ring[1], ring[2], ring[0], ring[2], ring[3]};
    return tessellate(surface, plane);
}

}  // namespace twin::scene
