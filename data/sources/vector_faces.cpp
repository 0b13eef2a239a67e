#include "data/sources/vector_faces.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace twin::data {

namespace {

/// Twice the area times the normal.  Source: Newell, in Sutherland, Evans & Sutherland.
glm::dvec3 newell(const Ring& ring, double metres_per_unit) {
    const glm::dvec3 scale(metres_per_unit, metres_per_unit, 1);
    glm::dvec3 sum(0);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const glm::dvec3 a = (ring[i] - ring[0]) * scale, b = (ring[(i + 1) % ring.size()] - ring[0]) * scale;
        sum += glm::cross(a, b);
    }
    return sum;
}

/// Degrees are told by their size: no city is within 400 m of the corner of its grid.
double metres_per_unit(const Feature& feature) {
    constexpr double largest_degree = 400, metres_per_degree = 100'000;
    for (const Surface& surface : feature.surfaces)
        for (const glm::dvec3& p : surface.outer)
            if (std::abs(p.x) > largest_degree || std::abs(p.y) > largest_degree) return 1;
    return metres_per_degree;
}

double highest(const Ring& ring) {
    double z = -INFINITY;
    for (const glm::dvec3& p : ring) z = std::max(z, p.z);
    return z;
}

}  // namespace

bool is_body(FeatureKind kind) {
    return kind == FeatureKind::building || kind == FeatureKind::building_part;
}

void classify_faces(Feature& feature) {
    constexpr double steep = 0.3, foot_m = 0.3, least_height_m = 1;
    if (feature.heights != HeightMode::absolute) return;
    double bottom = INFINITY, top = -INFINITY;
    for (const Surface& surface : feature.surfaces)
        for (const glm::dvec3& p : surface.outer) {
            bottom = std::min(bottom, p.z);
            top = std::max(top, p.z);
        }
    const double scale = metres_per_unit(feature);
    const auto is_wall = [&](const Surface& surface) {
        const glm::dvec3 normal = newell(surface.outer, scale);
        return std::abs(normal.z) < steep * glm::length(normal);
    };
    const bool has_walls = std::ranges::any_of(feature.surfaces, is_wall);
    for (Surface& surface : feature.surfaces) {
        if (surface.kind != SurfaceKind::unknown) continue;
        const bool at_foot = has_walls && top - bottom > least_height_m && highest(surface.outer) < bottom + foot_m;
        surface.kind = is_wall(surface) ? SurfaceKind::wall : at_foot ? SurfaceKind::ground : SurfaceKind::roof;
    }
}

}  // namespace twin::data
