#include "sample/geometry.h"

#include <algorithm>

namespace twin::sample {

void Box::add(Vec2 p) {
    min = {std::min(min.x, p.x), std::min(min.y, p.y)};
    max = {std::max(max.x, p.x), std::max(max.y, p.y)};
}

Box box_of(const std::vector<Vec2>& points) {
    Box box;
    for (Vec2 p : points) box.add(p);
    return box;
}

double area_of(const Polygon& polygon) {
    double twice = 0;
    for (std::size_t i = 0; i < polygon.size(); ++i) twice += cross(polygon[i], polygon[(i + 1) % polygon.size()]);
    return twice / 2;
}

Vec2 centroid_of(const Polygon& polygon) {
    const double area = area_of(polygon);
    Vec2 sum;
    if (std::abs(area) < 1e-9) {
        for (Vec2 p : polygon) sum += p;
        return sum / static_cast<double>(polygon.size());
    }
    const Vec2 o = polygon[0];
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Vec2 a = polygon[i] - o, b = polygon[(i + 1) % polygon.size()] - o;
        sum += (a + b) * cross(a, b);
    }
    return o + sum / (6 * area);
}

bool contains(const Polygon& polygon, Vec2 p) {
    bool inside = false;
    for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
        const Vec2 a = polygon[i], b = polygon[j];
        if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
    }
    return inside;
}

void make_ccw(Polygon& polygon) {
    if (area_of(polygon) < 0) std::reverse(polygon.begin(), polygon.end());
}

double length_of(const Polyline& line) {
    double sum = 0;
    for (std::size_t i = 1; i < line.size(); ++i) sum += distance(line[i - 1], line[i]);
    return sum;
}

Vec2 point_along(const Polyline& line, double at_m, Vec2* direction) {
    for (std::size_t i = 1; i < line.size(); ++i) {
        const double l = distance(line[i - 1], line[i]);
        if (at_m <= l || i + 1 == line.size()) {
            if (direction) *direction = unit(line[i] - line[i - 1]);
            return mix(line[i - 1], line[i], l > 0 ? std::clamp(at_m / l, 0.0, 1.0) : 0);
        }
        at_m -= l;
    }
    return line.front();
}

double distance_to_segment(Vec2 p, Vec2 a, Vec2 b, double* fraction) {
    const Vec2 ab = b - a;
    const double l2 = dot(ab, ab);
    const double t = l2 > 0 ? std::clamp(dot(p - a, ab) / l2, 0.0, 1.0) : 0;
    if (fraction) *fraction = t;
    return distance(p, a + ab * t);
}

double distance_to_line(Vec2 p, const Polyline& line) {
    double best = 1e300;
    for (std::size_t i = 1; i < line.size(); ++i) best = std::min(best, distance_to_segment(p, line[i - 1], line[i]));
    return best;
}

double distance_to_outline(Vec2 p, const Polygon& polygon) {
    double best = 1e300;
    for (std::size_t i = 0; i < polygon.size(); ++i)
        best = std::min(best, distance_to_segment(p, polygon[i], polygon[(i + 1) % polygon.size()]));
    return best;
}

bool segments_cross(Vec2 a, Vec2 b, Vec2 c, Vec2 d, double& t, double& u) {
    const Vec2 r = b - a, s = d - c;
    const double denominator = cross(r, s);
    if (std::abs(denominator) < 1e-12) return false;
    t = cross(c - a, s) / denominator;
    u = cross(c - a, r) / denominator;
    return t > 0 && t < 1 && u > 0 && u < 1;
}

Polyline smooth_curve(const Polyline& points, double step_m) {
    if (points.size() < 3) return points;
    Polyline out{points.front()};
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
        const Vec2 p1 = points[i], p2 = points[i + 1];
        const Vec2 p0 = i ? points[i - 1] : p1 - (p2 - p1), p3 = i + 2 < points.size() ? points[i + 2] : p2 + (p2 - p1);
        auto knot = [](double t, Vec2 a, Vec2 b) { return t + std::sqrt(std::max(1e-6, distance(a, b))); };
        const double t0 = 0, t1 = knot(t0, p0, p1), t2 = knot(t1, p1, p2), t3 = knot(t2, p2, p3);
        const int pieces = std::max(1, static_cast<int>(std::ceil(distance(p1, p2) / step_m)));
        for (int k = 1; k <= pieces; ++k) {
            const double t = t1 + (t2 - t1) * k / pieces;
            const Vec2 a1 = p0 * ((t1 - t) / (t1 - t0)) + p1 * ((t - t0) / (t1 - t0));
            const Vec2 a2 = p1 * ((t2 - t) / (t2 - t1)) + p2 * ((t - t1) / (t2 - t1));
            const Vec2 a3 = p2 * ((t3 - t) / (t3 - t2)) + p3 * ((t - t2) / (t3 - t2));
            const Vec2 b1 = a1 * ((t2 - t) / (t2 - t0)) + a2 * ((t - t0) / (t2 - t0));
            const Vec2 b2 = a2 * ((t3 - t) / (t3 - t1)) + a3 * ((t - t1) / (t3 - t1));
            out.push_back(k == pieces ? p2 : b1 * ((t2 - t) / (t2 - t1)) + b2 * ((t - t1) / (t2 - t1)));
        }
    }
    return out;
}

Polyline parallel_to(const Polyline& line, double left_m) {
    Polyline out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const Vec2 before = i ? unit(line[i] - line[i - 1]) : unit(line[1] - line[0]);
        const Vec2 after = i + 1 < line.size() ? unit(line[i + 1] - line[i]) : before;
        const Vec2 normal = unit(left_of(before) + left_of(after));
        const double stretch = std::max(0.5, dot(normal, left_of(after)));
        out.push_back(line[i] + normal * (left_m / stretch));
    }
    return out;
}

std::optional<Polygon> inset(Polygon polygon, std::vector<double> distances) {
    auto drop = [&](std::size_t edge) {
        polygon.erase(polygon.begin() + static_cast<std::ptrdiff_t>(edge));
        distances.erase(distances.begin() + static_cast<std::ptrdiff_t>(edge));
    };
    // A polygon is kept as its edges' lines (point, direction): dropping an edge leaves its neighbours' lines as they
    // are.
    std::vector<Vec2> origins, directions;
    auto rebuild = [&] {
        origins.clear();
        directions.clear();
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            const Vec2 d = unit(polygon[(i + 1) % polygon.size()] - polygon[i]);
            directions.push_back(d);
            origins.push_back(polygon[i] + left_of(d) * distances[i]);
        }
    };
    for (std::size_t i = 0; i < polygon.size() && polygon.size() > 3;) {
        if (distance(polygon[i], polygon[(i + 1) % polygon.size()]) < 0.5) {
            drop(i);
        } else {
            ++i;
        }
    }
    if (polygon.size() < 3) return std::nullopt;
    rebuild();
    while (origins.size() >= 3) {
        const std::size_t count = origins.size();
        Polygon moved(count);
        std::size_t bad = count;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t h = (i + count - 1) % count;
            const double denominator = cross(directions[h], directions[i]);
            if (std::abs(denominator) < 0.05) {
                // Nearly straight on: step from one offset to the other at the common corner.
                const double t = dot(origins[i] - origins[h], directions[h]);
                moved[i] = mix(origins[h] + directions[h] * t, origins[i], 0.5);
                if (dot(directions[h], directions[i]) < 0) bad = i;
            } else {
                const double t = cross(origins[i] - origins[h], directions[i]) / denominator;
                moved[i] = origins[h] + directions[h] * t;
            }
        }
        double worst = 0;
        for (std::size_t i = 0; i < count; ++i) {
            const double along = dot(moved[(i + 1) % count] - moved[i], directions[i]);
            if (along < worst || (bad == count && along < 0.3)) {
                worst = along;
                bad = i;
            }
        }
        if (bad == count) {
            const double area = area_of(moved);
            return area > 20 ? std::optional(moved) : std::nullopt;
        }
        origins.erase(origins.begin() + static_cast<std::ptrdiff_t>(bad));
        directions.erase(directions.begin() + static_cast<std::ptrdiff_t>(bad));
    }
    return std::nullopt;
}

Polygon rectangle(Vec2 centre, Vec2 along, double length_m, double width_m) {
    const Vec2 a = along * (length_m / 2), b = left_of(along) * (width_m / 2);
    return {centre - a - b, centre + a - b, centre + a + b, centre - a + b};
}

bool convex_overlap(const Polygon& a, const Polygon& b, double tolerance_m) {
    auto separated = [&](const Polygon& p, const Polygon& q) {
        for (std::size_t i = 0; i < p.size(); ++i) {
            const Vec2 outwards = right_of(unit(p[(i + 1) % p.size()] - p[i]));
            double nearest = 1e300;
            for (Vec2 v : q) nearest = std::min(nearest, dot(v - p[i], outwards));
            if (nearest > -tolerance_m) return true;
        }
        return false;
    };
    return !separated(a, b) && !separated(b, a);
}

Polygon convex_hull(std::vector<Vec2> points) {
    std::sort(points.begin(), points.end(), [](Vec2 a, Vec2 b) { return a.x < b.x || (a.x == b.x && a.y < b.y); });
    if (points.size() < 3) return points;
    Polygon hull;
    for (int side = 0; side < 2; ++side) {
        const std::size_t start = hull.size();
        for (Vec2 p : points) {
            while (hull.size() >= start + 2 && cross(hull.back() - hull[hull.size() - 2], p - hull.back()) <= 0)
                hull.pop_back();
            hull.push_back(p);
        }
        hull.pop_back();
        std::reverse(points.begin(), points.end());
    }
    return hull;
}

namespace {
constexpr double half_index_m = 5000;
}

SpatialIndex::SpatialIndex(double cell_m)
    : cell_m_(cell_m),
      edge_(static_cast<int>(2 * half_index_m / cell_m) + 1),
      cells_(static_cast<std::size_t>(edge_) * edge_) {}

int SpatialIndex::cell_of(double metres) const {
    return std::clamp(static_cast<int>((metres + half_index_m) / cell_m_), 0, edge_ - 1);
}

void SpatialIndex::add(std::int32_t id, const Box& box) {
    if (static_cast<std::size_t>(id) >= seen_.size()) seen_.resize(static_cast<std::size_t>(id) + 256, 0);
    for (int y = cell_of(box.min.y); y <= cell_of(box.max.y); ++y)
        for (int x = cell_of(box.min.x); x <= cell_of(box.max.x); ++x)
            cells_[static_cast<std::size_t>(y) * edge_ + x].push_back(id);
}

std::vector<std::int32_t> SpatialIndex::find(const Box& box) const {
    std::vector<std::int32_t> found;
    ++round_;
    for (int y = cell_of(box.min.y); y <= cell_of(box.max.y); ++y)
        for (int x = cell_of(box.min.x); x <= cell_of(box.max.x); ++x)
            for (std::int32_t id : cells_[static_cast<std::size_t>(y) * edge_ + x]) {
                if (seen_[id] == round_) continue;
                seen_[id] = round_;
                found.push_back(id);
            }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace twin::sample
