#include "data/sources/citygml_relief.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <glm/common.hpp>

#include "data/sources/citygml_numbers.h"

namespace twin::data {

namespace {

constexpr int most_cells = 4096;

void add_fan(const std::vector<double>& numbers, std::vector<glm::dvec3>& corners) {
    std::size_t points = numbers.size() / 3;
    const auto point = [&](std::size_t i) {
        return glm::dvec3(numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]);
    };
    if (points > 1 && point(0) == point(points - 1)) --points;
    for (std::size_t i = 2; i < points; ++i) corners.insert(corners.end(), {point(0), point(i - 1), point(i)});
}

void collect(const XmlNode& node, std::vector<double>& numbers, std::vector<double>& more,
             std::vector<glm::dvec3>& corners) {
    if (node.is("interior") || node.is("LineString")) return;
    if (node.is("LinearRing")) {
        numbers.clear();
        for (const XmlNode* child = node.first_child; child; child = child->next) {
            if (!parse_numbers(child->text, more)) return;
            numbers.insert(numbers.end(), more.begin(), more.end());
        }
        if (numbers.size() % 3 == 0) add_fan(numbers, corners);
        return;
    }
    for (const XmlNode* child = node.first_child; child; child = child->next) collect(*child, numbers, more, corners);
}

/// Writes the heights of one triangle into the cells whose centres it covers.
void fill(const glm::dvec3& a, const glm::dvec3& b, const glm::dvec3& c, HeightGrid& grid) {
    const double x0 = grid.transform[0], dx = grid.transform[1], y0 = grid.transform[3], dy = -grid.transform[5];
    const double area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    if (std::fabs(area) < 1e-18) return;
    const auto clamp = [](double v, int most) { return static_cast<int>(std::clamp(v, 0.0, most - 1.0)); };
    const int left = clamp(std::floor((std::min({a.x, b.x, c.x}) - x0) / dx), grid.columns);
    const int right = clamp(std::ceil((std::max({a.x, b.x, c.x}) - x0) / dx), grid.columns);
    const int top = clamp(std::floor((y0 - std::max({a.y, b.y, c.y})) / dy), grid.rows);
    const int bottom = clamp(std::ceil((y0 - std::min({a.y, b.y, c.y})) / dy), grid.rows);
    for (int row = top; row <= bottom; ++row)
        for (int column = left; column <= right; ++column) {
            const double x = x0 + (column + 0.5) * dx, y = y0 - (row + 0.5) * dy;
            const double wb = ((x - a.x) * (c.y - a.y) - (y - a.y) * (c.x - a.x)) / area;
            const double wc = ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / area;
            constexpr double edge = -1e-9;
            if (wb < edge || wc < edge || 1 - wb - wc < edge) continue;
            grid.heights_m[static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.columns) +
                           static_cast<std::size_t>(column)] =
                static_cast<float>(a.z + wb * (b.z - a.z) + wc * (c.z - a.z));
        }
}

}  // namespace

std::vector<glm::dvec3> read_terrain_triangles(const XmlNode& node) {
    std::vector<glm::dvec3> corners;
    std::vector<double> numbers, more;
    collect(node, numbers, more, corners);
    return corners;
}

std::optional<HeightGrid> grid_of_triangles(const std::vector<glm::dvec3>& corners) {
    if (corners.size() < 3) return std::nullopt;
    glm::dvec3 low(1e300), high(-1e300);
    for (const glm::dvec3& p : corners) low = glm::min(low, p), high = glm::max(high, p);
    const double width = high.x - low.x, depth = high.y - low.y;
    if (!(width > 0) || !(depth > 0)) return std::nullopt;
    // Two triangles a cell in a regular terrain; half as wide keeps its edges.
    const double cells = static_cast<double>(corners.size()) / 6 * 4;
    HeightGrid grid;
    grid.columns = std::clamp(static_cast<int>(std::ceil(std::sqrt(cells * width / depth))), 2, most_cells);
    grid.rows = std::clamp(static_cast<int>(std::ceil(std::sqrt(cells * depth / width))), 2, most_cells);
    grid.transform = {low.x, width / grid.columns, 0, high.y, 0, -depth / grid.rows};
    grid.heights_m.assign(static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows),
                          std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i + 2 < corners.size(); i += 3) fill(corners[i], corners[i + 1], corners[i + 2], grid);
    const bool any = std::ranges::any_of(grid.heights_m, [](float z) { return !std::isnan(z); });
    return any ? std::optional(std::move(grid)) : std::nullopt;
}

}  // namespace twin::data
