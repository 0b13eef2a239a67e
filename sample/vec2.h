#pragma once

#include <cmath>
#include <vector>

namespace twin::sample {

/// A point or direction on the ground.
/// Frame: metres east/north of the sample's origin (projection.h) in ETRS89/UTM 32.
struct Vec2 {
    double x = 0, y = 0;

    Vec2 operator+(Vec2 o) const { return {x + o.x, y + o.y}; }
    Vec2 operator-(Vec2 o) const { return {x - o.x, y - o.y}; }
    Vec2 operator-() const { return {-x, -y}; }
    Vec2 operator*(double s) const { return {x * s, y * s}; }
    Vec2 operator/(double s) const { return {x / s, y / s}; }
    Vec2& operator+=(Vec2 o) { return *this = *this + o; }
    bool operator==(const Vec2&) const = default;
};

inline double dot(Vec2 a, Vec2 b) {
    return a.x * b.x + a.y * b.y;
}
inline double cross(Vec2 a, Vec2 b) {
    return a.x * b.y - a.y * b.x;
}
inline double length(Vec2 a) {
    return std::hypot(a.x, a.y);
}
inline double distance(Vec2 a, Vec2 b) {
    return length(a - b);
}
inline Vec2 unit(Vec2 a) {
    const double l = length(a);
    return l > 1e-12 ? a / l : Vec2{1, 0};
}
inline Vec2 left_of(Vec2 a) {
    return {-a.y, a.x};
}
inline Vec2 right_of(Vec2 a) {
    return {a.y, -a.x};
}
inline Vec2 mix(Vec2 a, Vec2 b, double t) {
    return a + (b - a) * t;
}
inline Vec2 direction_of_angle(double rad) {
    return {std::cos(rad), std::sin(rad)};
}
inline double smooth_step(double edge0, double edge1, double x) {
    double t = (x - edge0) / (edge1 - edge0);
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    return t * t * (3 - 2 * t);
}

using Polyline = std::vector<Vec2>;
/// Closed without a repeated last point; counter-clockwise unless said otherwise.
using Polygon = std::vector<Vec2>;

}  // namespace twin::sample
