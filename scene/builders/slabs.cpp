#include "scene/builders/slabs.h"

#include <algorithm>
#include <span>

#include "scene/builders/courses.h"
#include "scene/builders/ground.h"
#include "scene/builders/outline.h"

namespace twin::scene {
namespace {

constexpr double in_the_ground_m = 0.2, side_step_m = 5;

void add_side(const data::Ring& ring, bool counter_clockwise, double step_m, const HeightAt& low, const HeightAt& high,
              std::vector<glm::dvec3>& out) {
    Outline outline = outline_of(ring);
    if (outline.size() < 3) return;
    if ((signed_area_m2(outline) > 0) != counter_clockwise) std::reverse(outline.begin(), outline.end());
    outline.push_back(outline.front());
    const Course stations = with_stations(outline, step_m);
    for (std::size_t i = 1; i < stations.size(); ++i) {
        const glm::dvec2 &a = stations[i - 1], &b = stations[i];
        const glm::dvec3 a0(a, low(a)), b0(b, low(b)), a1(a, high(a)), b1(b, high(b));
        out.insert(out.end(), {a0, b0, b1, a0, b1, a1});
    }
}

}  // namespace

void add_sides(const data::Surface& area, double step_m, const HeightAt& low, const HeightAt& high,
               std::vector<glm::dvec3>& out) {
    add_side(area.outer, true, step_m, low, high, out);
    for (const data::Ring& hole : area.holes) add_side(hole, false, step_m, low, high, out);
}

void add_by_tile(const TriangleStyle& style, const std::vector<glm::dvec3>& triangles, TileAssembler& out) {
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3)
        out.add_triangles(style, (triangles[i] + triangles[i + 1] + triangles[i + 2]) / 3.0,
                          std::span(triangles).subspan(i, 3));
}

void add_slab(const SlabStyle& style, const data::Surface& area, double height_m, const data::Terrain& terrain,
              TileAssembler& out) {
    std::vector<glm::dvec3> top, sides;
    drape_area(area, terrain, top);
    for (glm::dvec3& p : top) p.z += height_m;
    const auto ground = [&](const glm::dvec2& p) { return terrain.height_at(p.x, p.y); };
    add_sides(
        area, side_step_m, [&](const glm::dvec2& p) { return ground(p) - in_the_ground_m; },
        [&](const glm::dvec2& p) { return ground(p) + height_m; }, sides);
    add_by_tile(style.top, top, out);
    add_by_tile(style.side, sides, out);
}

}  // namespace twin::scene
