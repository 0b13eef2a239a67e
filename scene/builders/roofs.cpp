#include "scene/builders/roofs.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <span>

#include <glm/geometric.hpp>

#include "scene/builders/polygons.h"
#include "scene/builders/roof_frame.h"
#include "scene/builders/roof_strips.h"
#include "scene/builders/roof_wings.h"

namespace twin::scene {
namespace {

constexpr double pi = 3.14159265358979323846;
/// An outline that fills less of its box (a ring of wings around a yard) gets a flat roof.
constexpr double least_filling = 0.55;

/// A roof as the lowest of several planes (a convex body): height above the eaves, zero planes = flat.
using RoofPlanes = std::vector<Slope>;

double roof_height(const RoofPlanes& planes, const glm::dvec2& p) {
    if (planes.empty()) return 0;
    double height = planes.front().at(p);
    for (const Slope& plane : planes) height = std::min(height, plane.at(p));
    return height;
}

/// The plane that has height `at_rim` on the box side facing `outward` and rises inwards.
Slope rising(const RidgeFrame& frame, const glm::dvec2& outward, double half, double at_rim, double per_metre) {
    // h = at_rim + per_metre * (half - outward . (p - centre))
    return {outward * -per_metre, at_rim + per_metre * (half + glm::dot(outward, frame.centre))};
}

/// Which long side a lopsided roof comes down to.
glm::dvec2 low_side(const RidgeFrame& frame, const RoofPlan& plan) {
    const glm::dvec2 downhill(std::sin(plan.direction_rad), std::cos(plan.direction_rad));
    return plan.has_direction && glm::dot(downhill, frame.across) < 0 ? -frame.across : frame.across;
}

void add_sides(RoofPlanes& planes, const RidgeFrame& frame, double at_rim, double per_metre) {
    planes.push_back(rising(frame, frame.across, frame.half_width, at_rim, per_metre));
    planes.push_back(rising(frame, -frame.across, frame.half_width, at_rim, per_metre));
}

void add_ends(RoofPlanes& planes, const RidgeFrame& frame, double at_rim, double per_metre) {
    planes.push_back(rising(frame, frame.along, frame.half_length, at_rim, per_metre));
    planes.push_back(rising(frame, -frame.along, frame.half_length, at_rim, per_metre));
}

/// Lower part steep, upper part flat: it breaks at this share of the width and of the height.
constexpr double break_in = 0.3, break_up = 0.65;

void add_broken(RoofPlanes& planes, const RidgeFrame& frame, double width, double height, bool ends) {
    const double steep = break_up * height / (break_in * width);
    const double gentle = (1 - break_up) * height / ((1 - break_in) * width);
    const double gentle_at_rim = height - gentle * width;
    add_sides(planes, frame, 0, steep);
    add_sides(planes, frame, gentle_at_rim, gentle);
    if (!ends) return;
    add_ends(planes, frame, 0, steep);
    add_ends(planes, frame, gentle_at_rim, gentle);
}

/// Half an ellipse over the width, as the chords between `2 * steps + 1` of its points.
void add_barrel(RoofPlanes& planes, const RidgeFrame& frame, double height) {
    constexpr int steps = 6;
    const double w = frame.half_width;
    for (int i = 0; i < steps; ++i) {
        const double a = pi / 2 * i / steps, b = pi / 2 * (i + 1) / steps;
        const double in_a = w * (1 - std::cos(a)), in_b = w * (1 - std::cos(b));
        const double per_metre = height * (std::sin(b) - std::sin(a)) / (in_b - in_a);
        add_sides(planes, frame, height * std::sin(a) - per_metre * in_a, per_metre);
    }
}

RoofPlanes skillion(const Outline& outline, const RidgeFrame& frame, const RoofPlan& plan) {
    glm::dvec2 downhill = frame.across;
    if (plan.has_direction) downhill = {std::sin(plan.direction_rad), std::cos(plan.direction_rad)};
    double low = 1e300, high = -1e300;
    for (const glm::dvec2& p : outline) {
        low = std::min(low, glm::dot(p, downhill));
        high = std::max(high, glm::dot(p, downhill));
    }
    if (!(high - low > 1e-6)) return {};
    const double per_metre = plan.height_m / (high - low);
    return {{downhill * -per_metre, per_metre * high}};
}

RoofPlanes roof_planes(const Outline& outline, const RoofPlan& plan) {
    if (plan.shape == RoofShape::flat || !(plan.height_m > 0.01)) return {};
    const TurnedBox box = turned_box(outline);
    if (!(box.half_across_m > 0.05)) return {};
    const RidgeFrame frame = ridge_frame(box, plan);
    if (plan.shape == RoofShape::skillion) return skillion(outline, frame, plan);
    if (std::abs(signed_area_m2(outline)) < least_filling * box.area_m2()) return {};

    const double height = plan.height_m, width = frame.half_width, length = frame.half_length;
    const double narrow = std::min(width, length);
    RoofPlanes planes;
    switch (plan.shape) {
        case RoofShape::gabled:
            add_sides(planes, frame, 0, height / width);
            break;
        case RoofShape::hipped:
            add_sides(planes, frame, 0, height / narrow);
            add_ends(planes, frame, 0, height / narrow);
            break;
        case RoofShape::side_hipped:
            add_sides(planes, frame, 0, height / narrow);
            planes.push_back(rising(frame, frame.along, frame.half_length, 0, height / narrow));
            break;
        case RoofShape::side_half_hipped:
            add_sides(planes, frame, 0, height / width);
            planes.push_back(rising(frame, frame.along, frame.half_length, height / 2,
                                    std::max(height / width, height / (2 * length))));
            break;
        case RoofShape::half_hipped:
            add_sides(planes, frame, 0, height / width);
            add_ends(planes, frame, height / 2, std::max(height / width, height / (2 * length)));
            break;
        case RoofShape::gambrel:
            add_broken(planes, frame, width, height, false);
            break;
        case RoofShape::mansard:
            add_broken(planes, frame, narrow, height, true);
            break;
        case RoofShape::saltbox:
            // Both sides have one pitch; the ridge stands at a third, so that the near eaves are half as high again.
            planes.push_back(rising(frame, low_side(frame, plan), frame.half_width, 0, 0.75 * height / width));
            planes.push_back(
                rising(frame, -low_side(frame, plan), frame.half_width, height / 2, 0.75 * height / width));
            break;
        case RoofShape::round:
            add_barrel(planes, frame, height);
            break;
        default:  // Pointed shapes over an outline that they do not fit.
            add_sides(planes, frame, 0, height / width);
            add_ends(planes, frame, 0, height / length);
    }
    return planes;
}

/// Where the lowest plane changes along an edge, as shares of its length, ascending, with 0 and 1.
std::vector<double> breaks_along(const RoofPlanes& planes, const glm::dvec2& a, const glm::dvec2& b) {
    std::vector<double> breaks{0};
    for (std::size_t i = 0; i < planes.size(); ++i) {
        for (std::size_t k = i + 1; k < planes.size(); ++k) {
            const double at_a = planes[i].at(a) - planes[k].at(a), at_b = planes[i].at(b) - planes[k].at(b);
            if (!((at_a < 0 && at_b > 0) || (at_a > 0 && at_b < 0))) continue;
            const double share = at_a / (at_a - at_b);
            const glm::dvec2 p = a + (b - a) * share;
            if (planes[i].at(p) <= roof_height(planes, p) + 1e-6) breaks.push_back(share);
        }
    }
    breaks.push_back(1);
    std::sort(breaks.begin(), breaks.end());
    breaks.erase(std::unique(breaks.begin(), breaks.end(), [](double x, double y) { return y - x < 1e-9; }),
                 breaks.end());
    breaks.back() = 1;
    return breaks;
}

void add_walls(const Outline& ring, double base, double eaves, const RoofPlanes& planes, std::vector<glm::dvec3>& out) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const glm::dvec2 &a = ring[i], &b = ring[(i + 1) % ring.size()];
        const std::vector<double> breaks = breaks_along(planes, a, b);
        for (std::size_t k = 1; k < breaks.size(); ++k) {
            const glm::dvec2 p = k == 1 ? a : a + (b - a) * breaks[k - 1];
            const glm::dvec2 q = k + 1 == breaks.size() ? b : a + (b - a) * breaks[k];
            add_wall(p, q, base, eaves + roof_height(planes, p), eaves + roof_height(planes, q), out);
        }
    }
}

void add_face(const Outline& face, double eaves, const Slope& plane, std::vector<glm::dvec3>& out) {
    for (std::size_t i = 2; i < face.size(); ++i) {
        if (cross(face[i - 1] - face[0], face[i] - face[0]) < 1e-8) continue;
        for (const glm::dvec2& p : {face[0], face[i - 1], face[i]}) out.emplace_back(p, eaves + plane.at(p));
    }
}

/// Each plane covers that part of the footprint where it is the lowest.
void add_planes(const std::vector<Outline>& convex_pieces, double eaves, const RoofPlanes& planes,
                std::vector<glm::dvec3>& out) {
    for (const Outline& piece : convex_pieces) {
        for (std::size_t i = 0; i < planes.size(); ++i) {
            Outline face = piece;
            for (std::size_t k = 0; k < planes.size() && face.size() >= 3; ++k)
                if (k != i) face = clip(face, {planes[k].slope - planes[i].slope, planes[k].offset - planes[i].offset});
            add_face(face, eaves, planes[i], out);
        }
    }
}

/// Rings of a roof that narrows towards a point: share of the outline, share of the height.
struct Ring {
    double wide, high;
};
std::span<const Ring> profile_of(RoofShape shape) {
    static constexpr Ring point[] = {{1, 0}, {0, 1}};
    static constexpr Ring dome[] = {{1, 0},       {0.966, 0.259}, {0.866, 0.5}, {0.707, 0.707},
                                    {0.5, 0.866}, {0.259, 0.966}, {0, 1}};
    static constexpr Ring onion[] = {{1, 0},       {1.12, 0.10}, {1.16, 0.20}, {1.08, 0.32}, {0.86, 0.45},
                                     {0.56, 0.57}, {0.30, 0.68}, {0.13, 0.80}, {0.04, 0.92}, {0, 1}};
    switch (shape) {
        case RoofShape::pyramidal:
        case RoofShape::cone:
            return point;
        case RoofShape::dome:
            return dome;
        case RoofShape::onion:
            return onion;
        default:
            return {};
    }
}

void add_pointed(const Outline& ring, const glm::dvec2& centre, std::span<const Ring> profile, const RoofPlan& plan,
                 std::vector<glm::dvec3>& out) {
    const auto corner = [&](std::size_t i, const Ring& at) {
        return glm::dvec3(centre + (ring[i % ring.size()] - centre) * at.wide,
                          plan.eaves_z_m + plan.height_m * at.high);
    };
    for (std::size_t level = 1; level < profile.size(); ++level) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const glm::dvec3 a = corner(i, profile[level - 1]), b = corner(i + 1, profile[level - 1]);
            const glm::dvec3 c = corner(i + 1, profile[level]), d = corner(i, profile[level]);
            out.insert(out.end(), {a, b, c});
            if (profile[level].wide > 0) out.insert(out.end(), {a, c, d});
        }
    }
}

data::Surface facing_up(data::Surface surface) {
    const auto turn = [](data::Ring& ring, bool counter_clockwise) {
        for (glm::dvec3& p : ring) p.z = 0;
        if ((newell_normal(ring).z > 0) != counter_clockwise) std::reverse(ring.begin(), ring.end());
    };
    turn(surface.outer, true);
    for (data::Ring& hole : surface.holes) turn(hole, false);
    return surface;
}

void add_flat(const data::Surface& flat, double z, bool up, std::vector<glm::dvec3>& out) {
    std::vector<glm::dvec3> triangles = triangulate(flat);
    for (glm::dvec3& p : triangles) p.z = z;
    if (!up)
        for (std::size_t i = 0; i + 2 < triangles.size(); i += 3) std::swap(triangles[i + 1], triangles[i + 2]);
    out.insert(out.end(), triangles.begin(), triangles.end());
}

/// Without the corners that are none: a straight wall drawn in several pieces is one wall to the roof.
data::Surface straightened(data::Surface flat) {
    constexpr double within_m = 0.02;
    const auto straighten = [](data::Ring& ring) {
        for (std::size_t i = 0; i < ring.size() && ring.size() > 3;) {
            const glm::dvec2 before(ring[(i + ring.size() - 1) % ring.size()]), after(ring[(i + 1) % ring.size()]);
            const glm::dvec2 way = after - before, here = glm::dvec2(ring[i]) - before;
            const double length = glm::length(way);
            const bool between = glm::dot(here, way) > 0 && glm::dot(here, way) < length * length;
            if (length > 0 && between && std::abs(cross(way, here)) < within_m * length)
                ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(i));
            else
                ++i;
        }
    };
    straighten(flat.outer);
    for (data::Ring& hole : flat.holes) straighten(hole);
    return flat;
}

/// A house of four right angles: its roof is that of its box.
bool is_box(const data::Surface& flat, const Outline& outer) {
    return flat.holes.empty() && outer.size() == 4 &&
           std::abs(signed_area_m2(outer)) > 0.97 * turned_box(outer).area_m2();
}

/// Roofs that are more than the lowest of a box's planes.
bool raise_special(const data::Surface& flat, const Outline& outer, double base_z_m, const RoofPlan& plan,
                   Shell& shell) {
    if (plan.shape == RoofShape::flat || plan.shape == RoofShape::skillion || !(plan.height_m > 0.01)) return false;
    if (is_in_strips(plan.shape)) return raise_strips(flat, base_z_m, plan, shell.walls, shell.roof);
    const bool box = is_box(flat, outer);
    if (plan.shape == RoofShape::cross_gabled && raise_cross_gables(flat, base_z_m, plan, shell.walls, shell.roof))
        return true;
    if (box && plan.shape != RoofShape::cross_gabled) return false;
    RoofPlan own = plan;
    if (plan.shape == RoofShape::cross_gabled) own.shape = RoofShape::gabled;
    return raise_wings(flat, base_z_m, own, shell.walls, shell.roof);
}

}  // namespace

double roof_half_width_m(const data::Surface& footprint, const RoofPlan& plan) {
    const data::Surface flat = straightened(facing_up(footprint));
    const Outline outer = outline_of(flat.outer);
    const TurnedBox box = turned_box(outer);
    const bool by_box = plan.shape == RoofShape::skillion || plan.shape == RoofShape::flat ||
                        is_in_strips(plan.shape) || is_box(flat, outer);
    const double depth = by_box ? 0 : wing_depth_m(flat, plan);
    if (depth > 0) return depth;
    return ridge_frame(box, plan).half_width;
}

Shell raise_shell(const data::Surface& footprint, double base_z_m, const RoofPlan& plan, bool with_floor) {
    const data::Surface flat = straightened(facing_up(footprint));
    const Outline outer = outline_of(flat.outer);
    const glm::dvec2 centre = centre_of(outer);
    const std::span<const Ring> profile = profile_of(plan.shape);
    const bool pointed = !profile.empty() && plan.height_m > 0.01 && flat.holes.empty() && is_seen_from(outer, centre);
    Shell shell;
    if (with_floor) add_flat(flat, base_z_m, false, shell.floor);
    if (!pointed && raise_special(flat, outer, base_z_m, plan, shell)) {
        shell.roof_is_flat = false;
        return shell;
    }
    const RoofPlanes planes = pointed ? RoofPlanes{} : roof_planes(outer, plan);
    // A flat roof in place of a pitched one lies where it keeps about the volume.
    const bool replaced = !pointed && planes.empty() && plan.shape != RoofShape::flat;
    const double eaves = plan.eaves_z_m + (replaced ? plan.height_m / 2 : 0);

    add_walls(outer, base_z_m, eaves, planes, shell.walls);
    for (const data::Ring& hole : flat.holes) add_walls(outline_of(hole), base_z_m, eaves, planes, shell.walls);
    shell.roof_is_flat = !pointed && planes.empty();
    if (pointed)
        add_pointed(outer, centre, profile, plan, shell.roof);
    else if (planes.empty())
        add_flat(flat, eaves, true, shell.roof);
    else
        add_planes(convex_pieces_of(flat, outer), eaves, planes, shell.roof);
    return shell;
}

}  // namespace twin::scene
