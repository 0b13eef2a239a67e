#include "sample/site.h"

#include <algorithm>

#include <fmt/format.h>

namespace twin::sample {
namespace {

double distance_of(const Polygon& polygon, Vec2 a, Vec2 b) {
    if (contains(polygon, a) || contains(polygon, b)) return 0;
    double best = 1e300;
    for (std::size_t i = 0; i < polygon.size(); ++i) {
        const Vec2 p = polygon[i], q = polygon[(i + 1) % polygon.size()];
        double t, u;
        if (segments_cross(p, q, a, b, t, u)) return 0;
        best =
            std::min({best, distance_to_segment(p, a, b), distance_to_segment(a, p, q), distance_to_segment(b, p, q)});
    }
    return best;
}

}  // namespace

bool Site::free(const Polygon& footprint, double gap_m, double clearance_m) const {
    const Box box = box_of(footprint);
    if (box.min.x < model_west_m + 20 || box.min.y < model_south_m + 20 || box.max.x > model_east_m - 20 ||
        box.max.y > model_north_m - 20)
        return false;
    if (!clear_of_buildings(footprint, gap_m)) return false;
    for (int id : network.segments_near(box.grown(14 + clearance_m))) {
        const auto& s = network.segments()[id];
        const double keep = street_kind(network.streets()[s.street].street_class).corridor_m + clearance_m;
        if (distance_of(footprint, network.nodes()[s.a], network.nodes()[s.b]) < keep) return false;
    }
    for (std::size_t i = 0; i < footprint.size(); ++i) {
        if (keep_off.blocks(footprint[i], 4)) return false;
        if (keep_off.crosses_rail(footprint[i], footprint[(i + 1) % footprint.size()])) return false;
    }
    return !keep_off.blocks(centroid_of(footprint), 6);
}

bool Site::clear_of_buildings(const Polygon& footprint, double gap_m) const {
    for (std::int32_t id : index_.find(box_of(footprint).grown(gap_m + 1)))
        if (convex_overlap(footprint, taken_[id], -gap_m)) return false;
    return true;
}

void Site::occupy(const Polygon& footprint) {
    index_.add(static_cast<std::int32_t>(taken_.size()), box_of(footprint));
    taken_.push_back(footprint);
}

double Site::lowest_ground(const Polygon& footprint) const {
    double h = 1e9;
    for (Vec2 p : footprint) h = std::min(h, relief.height_at(p));
    return h;
}

double Site::highest_ground(const Polygon& footprint) const {
    double h = -1e9;
    for (Vec2 p : footprint) h = std::max(h, relief.height_at(p));
    return h;
}

void Site::give_address(Building& building, Vec2 front) const {
    const auto hit = network.nearest(front, 60);
    if (!hit) return;
    const Street& street = network.streets()[hit->street];
    const Polyline course = network.course_of(street);
    double before = 0, best = 1e300, at = 0;
    bool left = false;
    for (std::size_t i = 0; i + 1 < course.size(); ++i) {
        double t;
        const double d = distance_to_segment(front, course[i], course[i + 1], &t);
        if (d < best) {
            best = d;
            at = before + t * distance(course[i], course[i + 1]);
            left = cross(course[i + 1] - course[i], front - course[i]) > 0;
        }
        before += distance(course[i], course[i + 1]);
    }
    building.street = street.name;
    building.number = fmt::format("{}", 2 * static_cast<int>(at / 14) + (left ? 1 : 2));
}

}  // namespace twin::sample
