#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sample/vec2.h"

namespace twin::sample {

struct Box {
    Vec2 min{1e300, 1e300}, max{-1e300, -1e300};
    void add(Vec2 p);
    Box grown(double by_m) const { return {{min.x - by_m, min.y - by_m}, {max.x + by_m, max.y + by_m}}; }
};
Box box_of(const std::vector<Vec2>& points);

double area_of(const Polygon& polygon);  ///< Positive when counter-clockwise.
Vec2 centroid_of(const Polygon& polygon);
bool contains(const Polygon& polygon, Vec2 p);
void make_ccw(Polygon& polygon);
double length_of(const Polyline& line);
/// The place `at_m` along the line and its direction there.
Vec2 point_along(const Polyline& line, double at_m, Vec2* direction = nullptr);
/// Foot of the perpendicular as fraction 0..1; distance to the segment.
double distance_to_segment(Vec2 p, Vec2 a, Vec2 b, double* fraction = nullptr);
double distance_to_line(Vec2 p, const Polyline& line);
double distance_to_outline(Vec2 p, const Polygon& polygon);
/// Crossing of two open segments as fractions along each.
bool segments_cross(Vec2 a, Vec2 b, Vec2 c, Vec2 d, double& t, double& u);
/// A smooth curve through the points (centripetal Catmull-Rom), a point about every `step_m`.
Polyline smooth_curve(const Polyline& points, double step_m);
/// Course moved sideways (left positive), mitred.
Polyline parallel_to(const Polyline& line, double left_m);

/// The polygon with every edge moved inwards by its own distance. Edges that turn around are dropped.
/// Errors: nullopt where nothing sound is left.
std::optional<Polygon> inset(Polygon polygon, std::vector<double> distances);

/// Rectangle around `centre`, its length along `along`.
Polygon rectangle(Vec2 centre, Vec2 along, double length_m, double width_m);
/// Do two convex polygons share more than a strip of `tolerance_m`?  Source: separating axis theorem.
bool convex_overlap(const Polygon& a, const Polygon& b, double tolerance_m);
Polygon convex_hull(std::vector<Vec2> points);

/// Finds things by place: squares over 10 km around the origin; what lies outside belongs to the rim.
class SpatialIndex {
  public:
    explicit SpatialIndex(double cell_m = 40);
    void add(std::int32_t id, const Box& box);
    /// Every id whose box may touch `box`, once each, ascending.  Thread: one at a time.
    std::vector<std::int32_t> find(const Box& box) const;

  private:
    int cell_of(double metres) const;

    double cell_m_;
    int edge_;
    std::vector<std::vector<std::int32_t>> cells_;
    mutable std::vector<std::uint32_t> seen_;
    mutable std::uint32_t round_ = 0;
};

}  // namespace twin::sample
