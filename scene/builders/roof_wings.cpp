#include "scene/builders/roof_wings.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <glm/geometric.hpp>

#include "scene/builders/roof_skeleton.h"

namespace twin::scene {
namespace {

using End = RoofSkeleton::End;
using Face = RoofSkeleton::Face;

constexpr double pi = 3.14159265358979323846;

/// Height over distance from the wall, both as shares of the whole: the lowest of some straight lines.
struct Rafter {
    double at_wall, rise;
};

std::vector<Rafter> rafters_of(RoofShape shape) {
    switch (shape) {
        case RoofShape::gambrel:
        case RoofShape::mansard:
            // As over a rectangle: it breaks at 0.3 of the width and 0.65 of the height.
            return {{0, 0.65 / 0.3}, {0.5, 0.5}};
        case RoofShape::round:
        case RoofShape::dome:
        case RoofShape::onion: {
            constexpr int steps = 6;
            std::vector<Rafter> rafters;
            for (int i = 0; i < steps; ++i) {
                const double a = pi / 2 * i / steps, b = pi / 2 * (i + 1) / steps;
                const double in_a = 1 - std::cos(a), in_b = 1 - std::cos(b);
                const double rise = (std::sin(b) - std::sin(a)) / (in_b - in_a);
                rafters.push_back({std::sin(a) - rise * in_a, rise});
            }
            return rafters;
        }
        default:
            return {{0, 1}};
    }
}

std::optional<End> end_of(RoofShape shape) {
    switch (shape) {
        case RoofShape::gabled:
        case RoofShape::gambrel:
        case RoofShape::round:
        case RoofShape::saltbox:
            return End::gable;
        case RoofShape::half_hipped:
            return End::half_gable;
        default:
            return std::nullopt;
    }
}

/// A house of four walls has its gables where they are wanted, not only where a hip would come to a point.
std::vector<std::size_t> gables_of_four(const RoofSkeleton& skeleton, const RoofPlan& plan) {
    const auto length = [&](std::size_t k) { return glm::length(skeleton.wall_end(k) - skeleton.wall_start(k)); };
    bool even = length(0) + length(2) <= length(1) + length(3);
    if (plan.across) even = !even;
    if (plan.has_direction) {
        const glm::dvec2 downhill(std::sin(plan.direction_rad), std::cos(plan.direction_rad));
        even = std::abs(glm::dot(downhill, skeleton.outward_from(0))) <
               std::abs(glm::dot(downhill, skeleton.outward_from(1)));
    }
    return even ? std::vector<std::size_t>{0, 2} : std::vector<std::size_t>{1, 3};
}

std::vector<Face> faces_of(const RoofSkeleton& skeleton, const RoofPlan& plan) {
    const std::optional<End> end = end_of(plan.shape);
    const auto gabled_at = [&](const std::vector<std::size_t>& gables) {
        std::vector<End> ends(skeleton.wall_count(), End::eaves);
        for (const std::size_t wall : gables) ends[wall] = *end;
        return skeleton.faces(ends);
    };
    if (end && skeleton.wall_count() == 4)  // most houses: the hips need not be known
        if (std::vector<Face> gabled = gabled_at(gables_of_four(skeleton, plan)); !gabled.empty()) return gabled;
    std::vector<Face> hipped = skeleton.faces();
    if (!end || hipped.empty() || skeleton.wall_count() == 4) return hipped;
    const glm::dvec2 downhill(std::sin(plan.direction_rad), std::cos(plan.direction_rad));
    const std::vector<std::size_t> gables = skeleton.wing_ends(hipped, plan.has_direction ? &downhill : nullptr);
    if (gables.empty()) return hipped;
    std::vector<Face> gabled = gabled_at(gables);
    return gabled.empty() ? hipped : gabled;
}

/// A roof's faces and the largest distance of its ridge from the walls.
struct Wings {
    std::vector<Face> faces;
    double depth_m = 0;
};

Wings make_wings(const data::Surface& flat, const RoofPlan& plan) {
    const std::optional<RoofSkeleton> skeleton = RoofSkeleton::over(flat);
    if (!skeleton) return {};
    Wings wings{faces_of(*skeleton, plan), 0};
    wings.depth_m = RoofSkeleton::depth_m(wings.faces);
    return wings;
}

/// A house asks twice in a row, for the roof's height and then for the roof itself: the last answer of each thread is
/// kept, since finding it is most of the work of a house.
const Wings& wings_over(const data::Surface& flat, const RoofPlan& plan) {
    struct Answer {
        data::Ring outer;
        std::vector<data::Ring> holes;
        RoofPlan plan;
        Wings wings;
    };
    thread_local Answer last;
    const bool same = last.plan.shape == plan.shape && last.plan.across == plan.across &&
                      last.plan.has_direction == plan.has_direction &&
                      (!plan.has_direction || last.plan.direction_rad == plan.direction_rad) &&
                      last.outer == flat.outer && last.holes == flat.holes;
    if (!same || flat.outer.empty()) last = {flat.outer, flat.holes, plan, make_wings(flat, plan)};
    return last.wings;
}

void add_face(const Outline& face, const Slope& height, std::vector<glm::dvec3>& out) {
    for (std::size_t i = 2; i < face.size(); ++i) {
        if (cross(face[i - 1] - face[0], face[i] - face[0]) < 1e-9) continue;
        for (const glm::dvec2& p : {face[0], face[i - 1], face[i]}) out.emplace_back(p, height.at(p));
    }
}

/// Each rafter covers that part of the face where it is the lowest.
void add_rafters(const Face& face, const std::vector<Rafter>& rafters, double depth_m, const RoofPlan& plan,
                 std::vector<glm::dvec3>& out) {
    std::vector<Slope> heights;
    for (const Rafter& rafter : rafters) {
        const double scale = plan.height_m * rafter.rise / depth_m;
        heights.push_back({face.distance_m.slope * scale,
                           face.distance_m.offset * scale + plan.height_m * rafter.at_wall + plan.eaves_z_m});
    }
    for (const Outline& piece : face.convex)
        for (std::size_t i = 0; i < heights.size(); ++i) {
            Outline part = piece;
            for (std::size_t k = 0; k < heights.size() && part.size() >= 3; ++k)
                if (k != i)
                    part = clip(part, {heights[k].slope - heights[i].slope, heights[k].offset - heights[i].offset});
            add_face(part, heights[i], out);
        }
}

glm::dvec3 sum_of_areas(std::span<const glm::dvec3> triangles, double& total) {
    glm::dvec3 sum(0);
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3) {
        const glm::dvec3 twice = glm::cross(triangles[i + 1] - triangles[i], triangles[i + 2] - triangles[i]);
        sum += twice;
        total += glm::length(twice);
    }
    return sum;
}

}  // namespace

bool closes(std::span<const glm::dvec3> walls, std::span<const glm::dvec3> roof) {
    double total = 0;
    const glm::dvec3 sum = sum_of_areas(walls, total) + sum_of_areas(roof, total);
    return std::hypot(sum.x, sum.y) <= 1e-4 * total;
}

void add_wall(const glm::dvec2& a, const glm::dvec2& b, double base_z_m, double top_a_m, double top_b_m,
              std::vector<glm::dvec3>& out) {
    const glm::dvec3 a0(a, base_z_m), b0(b, base_z_m), a1(a, top_a_m), b1(b, top_b_m);
    if (top_b_m - base_z_m > 1e-6) out.insert(out.end(), {a0, b0, b1});
    if (top_a_m - base_z_m > 1e-6) out.insert(out.end(), {a0, b1, a1});
}

void add_walls_below(const Outline& ring, double base_z_m, std::span<const glm::dvec3> roof,
                     std::vector<glm::dvec3>& out) {
    constexpr double on_it_m = 1e-4;
    std::vector<std::pair<double, double>> rim;  // along the wall, height
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const glm::dvec2 &a = ring[i], &b = ring[(i + 1) % ring.size()];
        const double length = glm::length(b - a);
        const glm::dvec2 along = (b - a) / length;
        rim.clear();
        for (const glm::dvec3& p : roof) {
            const glm::dvec2 from_a = glm::dvec2(p) - a;
            const double at = glm::dot(from_a, along);
            if (std::abs(cross(along, from_a)) < on_it_m && at > -on_it_m && at < length + on_it_m)
                rim.emplace_back(std::clamp(at, 0.0, length), p.z);
        }
        if (rim.empty()) continue;
        std::sort(rim.begin(), rim.end());
        std::vector<std::pair<double, double>> kept;
        for (const auto& point : rim) {
            if (!kept.empty() && point.first - kept.back().first < on_it_m) continue;
            // Points on the straight line between their neighbours change nothing.
            while (kept.size() >= 2) {
                const auto &p = kept[kept.size() - 2], &q = kept.back();
                const double straight =
                    p.second + (point.second - p.second) * (q.first - p.first) / (point.first - p.first);
                if (std::abs(straight - q.second) > 1e-6) break;
                kept.pop_back();
            }
            kept.push_back(point);
        }
        for (std::size_t k = 1; k < kept.size(); ++k) {
            const glm::dvec2 p = k == 1 ? a : a + along * kept[k - 1].first;
            const glm::dvec2 q = k + 1 == kept.size() ? b : a + along * kept[k].first;
            add_wall(p, q, base_z_m, kept[k - 1].second, kept[k].second, out);
        }
    }
}

namespace {

/// Walls below a finished roof; false where something gapes.
bool finish(const data::Surface& flat, double base_z_m, const std::vector<glm::dvec3>& own_roof,
            std::vector<glm::dvec3>& walls, std::vector<glm::dvec3>& roof) {
    std::vector<glm::dvec3> own_walls;
    add_walls_below(outline_of(flat.outer), base_z_m, own_roof, own_walls);
    for (const data::Ring& hole : flat.holes) add_walls_below(outline_of(hole), base_z_m, own_roof, own_walls);
    if (!closes(own_walls, own_roof)) return false;
    walls.insert(walls.end(), own_walls.begin(), own_walls.end());
    roof.insert(roof.end(), own_roof.begin(), own_roof.end());
    return true;
}

}  // namespace

bool raise_wings(const data::Surface& flat, double base_z_m, const RoofPlan& plan, std::vector<glm::dvec3>& walls,
                 std::vector<glm::dvec3>& roof) {
    const Wings& wings = wings_over(flat, plan);
    if (!(wings.depth_m > 0.05)) return false;
    const std::vector<Rafter> rafters = rafters_of(plan.shape);
    std::vector<glm::dvec3> own;
    for (const Face& face : wings.faces) add_rafters(face, rafters, wings.depth_m, plan, own);
    return finish(flat, base_z_m, own, walls, roof);
}

double wing_depth_m(const data::Surface& flat, const RoofPlan& plan) {
    return wings_over(flat, plan).depth_m;
}

bool raise_cross_gables(const data::Surface& flat, double base_z_m, const RoofPlan& plan,
                        std::vector<glm::dvec3>& walls, std::vector<glm::dvec3>& roof) {
    const Outline outer = outline_of(flat.outer);
    if (!flat.holes.empty() || !is_convex(outer)) return false;
    const TurnedBox box = turned_box(outer);
    if (!(box.half_across_m > 0.05)) return false;
    // Over the middle each pair of planes meets in a ridge; the higher pair is seen.
    const auto falling = [&](const glm::dvec2& way, double half) {
        const double rate = plan.height_m / half;
        return Slope{way * -rate, plan.height_m + rate * glm::dot(way, box.centre)};
    };
    const Slope planes[2][2] = {{falling(box.across, box.half_across_m), falling(-box.across, box.half_across_m)},
                                {falling(box.along, box.half_along_m), falling(-box.along, box.half_along_m)}};
    const auto higher = [](const Slope& a, const Slope& b) { return Slope{a.slope - b.slope, a.offset - b.offset}; };
    std::vector<glm::dvec3> own;
    for (int pair = 0; pair < 2; ++pair)
        for (int side = 0; side < 2; ++side) {
            const Slope& mine = planes[pair][side];
            const Outline below_partner = clip(outer, higher(planes[pair][1 - side], mine));
            for (const Slope& crossing : planes[1 - pair]) {
                // Seen where the crossing roof, the lower of its two planes, is below.
                Outline part = clip(below_partner, higher(mine, crossing));
                const Slope& other = &crossing == &planes[1 - pair][0] ? planes[1 - pair][1] : planes[1 - pair][0];
                if (part.size() >= 3) part = clip(part, higher(other, crossing));
                if (part.size() >= 3) add_face(part, {mine.slope, mine.offset + plan.eaves_z_m}, own);
            }
        }
    return finish(flat, base_z_m, own, walls, roof);
}

}  // namespace twin::scene
