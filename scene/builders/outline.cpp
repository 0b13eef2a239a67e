#include "scene/builders/outline.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <glm/geometric.hpp>

namespace twin::scene {
namespace {

/// Andrew's monotone chain; counter-clockwise, no collinear points.
Outline convex_hull(Outline points) {
    std::sort(points.begin(), points.end(),
              [](const glm::dvec2& a, const glm::dvec2& b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
    if (points.size() < 3) return points;
    Outline hull;
    const auto extend = [&hull](const glm::dvec2& p, std::size_t keep) {
        while (hull.size() >= keep + 2 &&
               cross(hull[hull.size() - 1] - hull[hull.size() - 2], p - hull[hull.size() - 1]) <= 0)
            hull.pop_back();
        hull.push_back(p);
    };
    for (const glm::dvec2& p : points) extend(p, 0);
    const std::size_t lower = hull.size() - 1;
    for (auto p = points.rbegin() + 1; p != points.rend(); ++p) extend(*p, lower);
    hull.pop_back();
    return hull;
}

}  // namespace

Outline outline_of(const data::Ring& ring) {
    Outline outline;
    outline.reserve(ring.size());
    for (const glm::dvec3& p : ring) outline.emplace_back(p.x, p.y);
    return outline;
}

double cross(const glm::dvec2& a, const glm::dvec2& b) {
    return a.x * b.y - a.y * b.x;
}

double signed_area_m2(const Outline& outline) {
    double twice = 0;
    for (std::size_t i = 1; i + 1 < outline.size(); ++i)
        twice += cross(outline[i] - outline[0], outline[i + 1] - outline[0]);
    return twice / 2;
}

glm::dvec2 centre_of(const Outline& outline) {
    if (outline.empty()) return {0, 0};
    glm::dvec2 weighted(0), sum(0);
    double area = 0;
    for (std::size_t i = 0; i < outline.size(); ++i) {
        const glm::dvec2 a = outline[i] - outline[0], b = outline[(i + 1) % outline.size()] - outline[0];
        const double part = cross(a, b);
        weighted += (a + b) * part;
        area += part;
        sum += a;
    }
    if (std::abs(area) < 1e-9) return outline[0] + sum / static_cast<double>(outline.size());
    return outline[0] + weighted / (3 * area);
}

bool is_convex(const Outline& outline) {
    const std::size_t n = outline.size();
    if (n < 3) return false;
    const double turn = signed_area_m2(outline) < 0 ? -1 : 1;
    double angle = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const glm::dvec2 in = outline[(i + 1) % n] - outline[i], out = outline[(i + 2) % n] - outline[(i + 1) % n];
        const double sine = turn * cross(in, out);
        if (sine < -1e-9) return false;
        angle += std::atan2(sine, glm::dot(in, out));
    }
    // More than one full turn: it winds around itself.
    return angle < 6.4;
}

bool is_seen_from(const Outline& outline, const glm::dvec2& eye) {
    const std::size_t n = outline.size();
    for (std::size_t i = 0; i < n; ++i)
        if (cross(outline[i] - eye, outline[(i + 1) % n] - eye) <= 1e-6) return false;
    return n >= 3;
}

TurnedBox turned_box(const Outline& outline) {
    const Outline hull = convex_hull(outline);
    TurnedBox best;
    if (hull.size() < 3) return best;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < hull.size(); ++i) {
        const glm::dvec2 edge = hull[(i + 1) % hull.size()] - hull[i];
        const double length = glm::length(edge);
        if (!(length > 1e-9)) continue;
        const glm::dvec2 u = edge / length, v(-u.y, u.x);
        glm::dvec2 low(1e300), high(-1e300);
        for (const glm::dvec2& p : hull) {
            const glm::dvec2 q(glm::dot(p, u), glm::dot(p, v));
            low = {std::min(low.x, q.x), std::min(low.y, q.y)};
            high = {std::max(high.x, q.x), std::max(high.y, q.y)};
        }
        const glm::dvec2 size = high - low;
        // The 1e-9 keeps the first of equal boxes, whatever the rounding.
        if (size.x * size.y >= least * (1 - 1e-9)) continue;
        least = size.x * size.y;
        const glm::dvec2 middle = (low + high) * 0.5;
        best.centre = u * middle.x + v * middle.y;
        const bool longer = size.x >= size.y;
        best.along = longer ? u : v;
        best.half_along_m = (longer ? size.x : size.y) / 2;
        best.half_across_m = (longer ? size.y : size.x) / 2;
    }
    best.across = {-best.along.y, best.along.x};
    return best;
}

Outline clip(const Outline& convex, const Slope& keep) {
    Outline out;
    out.reserve(convex.size() + 1);
    for (std::size_t i = 0; i < convex.size(); ++i) {
        const glm::dvec2 &p = convex[i], &q = convex[(i + 1) % convex.size()];
        const double dp = keep.at(p), dq = keep.at(q);
        if (dp >= 0) out.push_back(p);
        if ((dp < 0 && dq > 0) || (dp > 0 && dq < 0)) out.push_back(p + (q - p) * (dp / (dp - dq)));
    }
    return out;
}

GroundSpan ground_under(const data::Ring& ring, const data::Terrain& terrain, bool closed, double step_m) {
    GroundSpan span{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
    const auto look = [&](double x, double y) {
        const double z = terrain.height_at(x, y);
        span.low_m = std::min(span.low_m, z);
        span.high_m = std::max(span.high_m, z);
    };
    for (std::size_t i = 0; i < ring.size(); ++i) {
        look(ring[i].x, ring[i].y);
        if (i + 1 == ring.size() && !closed) break;
        const glm::dvec3 edge = ring[(i + 1) % ring.size()] - ring[i];
        const double length = std::hypot(edge.x, edge.y);
        const int pieces = static_cast<int>(std::clamp(std::ceil(length / step_m), 1.0, 1000.0));
        for (int k = 1; k < pieces; ++k) look(ring[i].x + edge.x * k / pieces, ring[i].y + edge.y * k / pieces);
    }
    if (!(span.low_m <= span.high_m)) span = {0, 0};
    return span;
}

}  // namespace twin::scene
