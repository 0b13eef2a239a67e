#include "scene/builders/bodies.h"

#include <cassert>
#include <cmath>

#include <glm/geometric.hpp>

namespace twin::scene {

void add_column(const glm::dvec3& foot, double radius_m, double height_m, int corners, double top_share,
                std::vector<glm::dvec3>& out) {
    const auto corner = [&](int i, bool top) {
        const double angle = 2 * 3.14159265358979323846 * (i + 0.5) / corners;
        const double radius = radius_m * (top ? top_share : 1);
        return foot + glm::dvec3(radius * std::cos(angle), radius * std::sin(angle), top ? height_m : 0);
    };
    const glm::dvec3 middle = foot + glm::dvec3(0, 0, height_m);
    for (int i = 0; i < corners; ++i) {
        const glm::dvec3 a = corner(i, false), b = corner(i + 1, false), c = corner(i + 1, true), d = corner(i, true);
        out.insert(out.end(), {a, b, c});
        if (top_share > 0) out.insert(out.end(), {a, c, d, middle, d, c});
    }
}

void add_box(const glm::dvec3& foot, const glm::dvec2& direction, double length_m, double width_m, double height_m,
             std::vector<glm::dvec3>& out) {
    const glm::dvec3 u(direction * (length_m / 2), 0), v(-direction.y * width_m / 2, direction.x * width_m / 2, 0);
    const glm::dvec3 up(0, 0, height_m);
    const glm::dvec3 low[] = {foot - u - v, foot + u - v, foot + u + v, foot - u + v};
    for (int i = 0; i < 4; ++i) {
        const glm::dvec3 &a = low[i], &b = low[(i + 1) % 4];
        out.insert(out.end(), {a, b, b + up, a, b + up, a + up});
    }
    out.insert(out.end(), {low[0] + up, low[1] + up, low[2] + up, low[0] + up, low[2] + up, low[3] + up});
    out.insert(out.end(), {low[0], low[2], low[1], low[0], low[3], low[2]});
}

void add_sweep(const Course& course, std::span<const double> foot_z, std::span<const glm::dvec2> section,
               std::vector<glm::dvec3>& out) {
    assert(foot_z.size() == course.size() && section.size() >= 3);
    std::vector<std::vector<glm::dvec3>> lines;
    for (const glm::dvec2& point : section) {
        const Course line = shifted(course, point.x);
        std::vector<glm::dvec3> placed;
        for (std::size_t i = 0; i < line.size(); ++i) placed.emplace_back(line[i], foot_z[i] + point.y);
        lines.push_back(std::move(placed));
    }
    for (std::size_t k = 1; k < lines.size(); ++k)
        for (std::size_t i = 1; i < course.size(); ++i)
            out.insert(out.end(), {lines[k - 1][i - 1], lines[k - 1][i], lines[k][i], lines[k - 1][i - 1], lines[k][i],
                                   lines[k][i - 1]});
    const std::size_t end = course.size() - 1;
    for (std::size_t k = 2; k < lines.size(); ++k) {
        out.insert(out.end(), {lines[0][0], lines[k - 1][0], lines[k][0]});
        out.insert(out.end(), {lines[0][end], lines[k][end], lines[k - 1][end]});
    }
}

}  // namespace twin::scene
