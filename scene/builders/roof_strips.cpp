#include "scene/builders/roof_strips.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "scene/builders/roof_frame.h"
#include "scene/builders/roof_wings.h"

namespace twin::scene {
namespace {

/// One slope: from one distance along the roof's way to another, its height above the eaves at both.
struct Strip {
    double from_m, to_m, low_m, high_m;
    double at(double along_m) const {
        return std::lerp(low_m, high_m, std::clamp((along_m - from_m) / (to_m - from_m), 0.0, 1.0));
    }
};

/// The way that the slopes follow one another, and the slopes.
struct Strips {
    glm::dvec2 way{1, 0};
    std::vector<Strip> all;

    std::size_t index_at(double along_m) const {
        std::size_t i = 0;
        while (i + 1 < all.size() && along_m > all[i].to_m) ++i;
        return i;
    }
};

/// How many slopes of a usual length go into a roof.
int count_of(double length_m, double usual_m) {
    return std::clamp(static_cast<int>(std::lround(length_m / usual_m)), 2, 60);
}

Strips strips_of(const Outline& outer, const RoofPlan& plan) {
    const TurnedBox box = turned_box(outer);
    Strips strips;
    if (plan.shape == RoofShape::butterfly)
        strips.way = ridge_frame(box, plan).across;
    else
        strips.way = plan.across ? box.across : box.along;
    if (plan.has_direction) strips.way = {std::sin(plan.direction_rad), std::cos(plan.direction_rad)};
    double from = 1e300, to = -1e300;
    for (const glm::dvec2& p : outer) {
        from = std::min(from, glm::dot(p, strips.way));
        to = std::max(to, glm::dot(p, strips.way));
    }
    const double length = to - from, height = plan.height_m;
    if (!(length > 0.1)) return strips;
    if (plan.shape == RoofShape::butterfly) {
        const double valley = (from + to) / 2;
        strips.all = {{from, valley, height, 0}, {valley, to, 0, height}};
        return strips;
    }
    const bool teeth = plan.shape == RoofShape::sawtooth;
    const int count = count_of(length, teeth ? std::max(4.0, 2.5 * height) : std::max(5.0, 1.6 * height));
    for (int i = 0; i < count; ++i) {
        const double start = from + length * i / count, end = from + length * (i + 1) / count;
        if (teeth) {
            strips.all.push_back({start, end, height, 0});
            continue;
        }
        const double ridge = (start + end) / 2;
        strips.all.push_back({start, ridge, 0, height});
        strips.all.push_back({ridge, end, height, 0});
    }
    return strips;
}

Outline part_between(const Outline& piece, const glm::dvec2& way, double from_m, double to_m) {
    Outline part = clip(piece, {way, -from_m});
    return part.size() < 3 ? part : clip(part, {-way, to_m});
}

void add_slope(const Outline& face, const Strips& strips, const Strip& strip, double eaves_m,
               std::vector<glm::dvec3>& roof) {
    const auto placed = [&](const glm::dvec2& p) { return glm::dvec3(p, eaves_m + strip.at(glm::dot(p, strips.way))); };
    for (std::size_t i = 2; i < face.size(); ++i)
        if (cross(face[i - 1] - face[0], face[i] - face[0]) > 1e-9)
            roof.insert(roof.end(), {placed(face[0]), placed(face[i - 1]), placed(face[i])});
}

/// The upright side of a tooth where `face` ends at its strip's far border.
void add_step(const Outline& face, const Strips& strips, std::size_t index, double eaves_m,
              std::vector<glm::dvec3>& walls) {
    if (index + 1 >= strips.all.size()) return;
    const double border = strips.all[index].to_m, here = strips.all[index].high_m, next = strips.all[index + 1].low_m;
    if (std::abs(here - next) < 1e-6) return;
    const auto on_border = [&](const glm::dvec2& p) { return std::abs(glm::dot(p, strips.way) - border) < 1e-6; };
    for (std::size_t i = 0; i < face.size(); ++i) {
        const glm::dvec2 &a = face[i], &b = face[(i + 1) % face.size()];
        if (!on_border(a) || !on_border(b) || glm::length(b - a) < 1e-6) continue;
        const double low = eaves_m + std::min(here, next), high = eaves_m + std::max(here, next);
        if (here > next)
            add_wall(a, b, low, high, high, walls);
        else
            add_wall(b, a, low, high, high, walls);
    }
}

void add_rim(const Outline& ring, const Strips& strips, double base_m, double eaves_m, std::vector<glm::dvec3>& walls) {
    std::vector<double> breaks;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const glm::dvec2 &a = ring[i], &b = ring[(i + 1) % ring.size()];
        const double at_a = glm::dot(a, strips.way), at_b = glm::dot(b, strips.way);
        breaks = {0, 1};
        for (const Strip& strip : strips.all) {
            const double share = (strip.to_m - at_a) / (at_b - at_a);
            if (std::isfinite(share) && share > 1e-9 && share < 1 - 1e-9) breaks.push_back(share);
        }
        std::sort(breaks.begin(), breaks.end());
        for (std::size_t k = 1; k < breaks.size(); ++k) {
            const glm::dvec2 p = a + (b - a) * breaks[k - 1], q = a + (b - a) * breaks[k];
            const double middle = glm::dot((p + q) * 0.5, strips.way);
            const Strip& strip = strips.all[strips.index_at(middle)];
            add_wall(p, q, base_m, eaves_m + strip.at(glm::dot(p, strips.way)),
                     eaves_m + strip.at(glm::dot(q, strips.way)), walls);
        }
    }
}

}  // namespace

bool is_in_strips(RoofShape shape) {
    return shape == RoofShape::sawtooth || shape == RoofShape::gabled_row || shape == RoofShape::butterfly;
}

bool raise_strips(const data::Surface& flat, double base_z_m, const RoofPlan& plan, std::vector<glm::dvec3>& walls,
                  std::vector<glm::dvec3>& roof) {
    const Outline outer = outline_of(flat.outer);
    const Strips strips = strips_of(outer, plan);
    if (strips.all.empty()) return false;
    for (const Outline& piece : convex_pieces_of(flat, outer))
        for (std::size_t i = 0; i < strips.all.size(); ++i) {
            const Outline face = part_between(piece, strips.way, strips.all[i].from_m, strips.all[i].to_m);
            if (face.size() < 3) continue;
            add_slope(face, strips, strips.all[i], plan.eaves_z_m, roof);
            add_step(face, strips, i, plan.eaves_z_m, walls);
        }
    add_rim(outer, strips, base_z_m, plan.eaves_z_m, walls);
    for (const data::Ring& hole : flat.holes) add_rim(outline_of(hole), strips, base_z_m, plan.eaves_z_m, walls);
    return true;
}

}  // namespace twin::scene
