#include "scene/builders/terrain.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "scene/builders/void_fill.h"

namespace twin::scene {
namespace {

constexpr double most_points = 4e6;
constexpr double finest_step_m = 5, coarsest_step_m = 30, plane_step_m = 128;
constexpr float void_height = std::numeric_limits<float>::quiet_NaN();

/// One raster with what the mosaic needs to know of it.
struct Layer {
    const PlacedGrid* placed;
    double pixel_m = 0;  ///< Shorter side of a pixel in the city.
    base::Box3 box;      ///< In the city.
};

bool usable(const data::HeightGrid& grid) {
    const auto& t = grid.transform;
    const double determinant = t[1] * t[5] - t[2] * t[4];
    return grid.columns > 0 && grid.rows > 0 &&
           grid.heights_m.size() == static_cast<std::size_t>(grid.columns) * grid.rows && std::isfinite(t[0]) &&
           std::isfinite(t[3]) && std::isfinite(determinant) && determinant != 0;
}

glm::dvec3 corner(const data::HeightGrid& grid, double column, double row) {
    const auto& t = grid.transform;
    return {t[0] + column * t[1] + row * t[2], t[3] + column * t[4] + row * t[5], 0};
}

bool measure(Layer& layer) {
    const data::HeightGrid& grid = layer.placed->grid;
    constexpr int steps = 8;
    std::vector<glm::dvec3> points;
    for (int j = 0; j <= steps; ++j)
        for (int i = 0; i <= steps; ++i)
            points.push_back(corner(grid, grid.columns * static_cast<double>(i) / steps,
                                    grid.rows * static_cast<double>(j) / steps));
    const double c = grid.columns / 2.0, r = grid.rows / 2.0;
    points.push_back(corner(grid, c, r));
    points.push_back(corner(grid, c + 1, r));
    points.push_back(corner(grid, c, r + 1));
    if (layer.placed->placer) layer.placed->placer->place(points);
    const std::size_t last = points.size() - 3;
    for (std::size_t i = 0; i < last; ++i)
        if (std::isfinite(points[i].x) && std::isfinite(points[i].y)) layer.box.add(points[i]);
    const auto apart = [&](std::size_t a, std::size_t b) {
        return std::hypot(points[a].x - points[b].x, points[a].y - points[b].y);
    };
    layer.pixel_m = std::min(apart(last, last + 1), apart(last, last + 2));
    if (layer.box.empty() || !std::isfinite(layer.pixel_m) || !(layer.pixel_m > 0)) return false;
    // A grid of half a world is bent so much that its corners say nothing of where it lies: it lies everywhere.
    constexpr double wide_deg = 20, everywhere_m = 1e7;
    if (layer.placed->geographic && std::abs(grid.columns * grid.transform[1]) > wide_deg) {
        layer.box.add(glm::dvec3(-everywhere_m, -everywhere_m, 0));
        layer.box.add(glm::dvec3(everywhere_m, everywhere_m, 0));
        return true;
    }
    // Straight lines of the raster may bow in the city.
    const double bow = 0.01 * std::max(layer.box.size().x, layer.box.size().y) + 2 * layer.pixel_m;
    layer.box.min -= glm::dvec3(bow, bow, 0);
    layer.box.max += glm::dvec3(bow, bow, 0);
    return true;
}

bool plausible(float height_m) {
    return height_m > -600 && height_m < 9200;  // Also false for NaN; -9999 and -32768 are voids in disguise.
}

/// The longitude, counted so that it comes close to the grid's middle.
double unwrapped(const data::HeightGrid& grid, double longitude_deg) {
    const auto& t = grid.transform;
    const double middle = t[0] + grid.columns / 2.0 * t[1] + grid.rows / 2.0 * t[2];
    return longitude_deg + 360 * std::round((middle - longitude_deg) / 360);
}

/// Bilinear between pixel centres; voids count as long as the numbers around weigh at least half.
float sample(const data::HeightGrid& grid, double x, double y) {
    const auto& t = grid.transform;
    const double determinant = t[1] * t[5] - t[2] * t[4];
    const double dx = x - t[0], dy = y - t[3];
    const double column = (dx * t[5] - dy * t[2]) / determinant, row = (dy * t[1] - dx * t[4]) / determinant;
    if (!(column >= -1e-6 && row >= -1e-6 && column <= grid.columns + 1e-6 && row <= grid.rows + 1e-6))
        return void_height;
    const double u = std::clamp(column - 0.5, 0.0, grid.columns - 1.0);
    const double v = std::clamp(row - 0.5, 0.0, grid.rows - 1.0);
    const int i = static_cast<int>(u), j = static_cast<int>(v);
    double sum = 0, weight = 0;
    for (int b = 0; b < 2; ++b) {
        for (int a = 0; a < 2; ++a) {
            const double share = (a ? u - i : 1 - (u - i)) * (b ? v - j : 1 - (v - j));
            if (!(share > 0)) continue;
            const float height = grid.at(i + a, j + b);
            if (!plausible(height)) continue;
            sum += height * share;
            weight += share;
        }
    }
    return weight >= 0.5 ? static_cast<float>(sum / weight) : void_height;
}

std::vector<Layer> layers_of(const std::vector<PlacedGrid>& grids, std::vector<base::Complaint>& complaints) {
    std::vector<Layer> layers;
    for (const PlacedGrid& placed : grids) {
        Layer layer{&placed, 0, {}};
        if (usable(placed.grid) && measure(layer))
            layers.push_back(layer);
        else
            complaints.push_back({base::ComplaintKind::skipped, "terrain", "one raster left out",
                                  "its size or place makes no sense in this city"});
    }
    std::stable_sort(layers.begin(), layers.end(),
                     [](const Layer& a, const Layer& b) { return a.pixel_m < b.pixel_m; });
    return layers;
}

base::Box3 area_of(const base::Box3& extent, const std::vector<Layer>& layers) {
    base::Box3 area = extent;
    if (area.empty() || !std::isfinite(area.size().x) || !std::isfinite(area.size().y)) {
        area = {};
        for (const Layer& layer : layers) area.add(layer.box);
    }
    if (area.empty()) area.add(glm::dvec3(0));
    // A single point still wants some ground around it.
    for (int axis = 0; axis < 2; ++axis) {
        const double missing = 200 - (area.max[axis] - area.min[axis]);
        if (missing <= 0) continue;
        area.min[axis] -= missing / 2;
        area.max[axis] += missing / 2;
    }
    return area;
}

double choose_step(double wanted_m, const std::vector<Layer>& layers, const base::Box3& area) {
    double step = wanted_m;
    if (!(step > 0))
        step = layers.empty() ? plane_step_m
                              : std::clamp(std::round(layers.front().pixel_m), finest_step_m, coarsest_step_m);
    const glm::dvec3 size = area.size();
    const auto points = [&](double s) { return (size.x / s + 2) * (size.y / s + 2); };
    if (points(step) > most_points) step = std::ceil(std::sqrt(size.x * size.y / most_points));
    while (points(step) > most_points) step = std::ceil(step * 1.05 + 1);
    return step;
}

data::Terrain empty_grid(const base::Box3& area, double step_m) {
    data::Terrain terrain;
    terrain.step_m = step_m;
    terrain.x0_m = std::floor(area.min.x / step_m) * step_m;
    terrain.y0_m = std::floor(area.min.y / step_m) * step_m;
    terrain.columns = std::max(2, static_cast<int>(std::ceil((area.max.x - terrain.x0_m) / step_m - 1e-9)) + 1);
    terrain.rows = std::max(2, static_cast<int>(std::ceil((area.max.y - terrain.y0_m) / step_m - 1e-9)) + 1);
    terrain.heights_m.assign(static_cast<std::size_t>(terrain.columns) * terrain.rows, void_height);
    return terrain;
}

/// The part of the terrain that one raster may cover, and how it differs there from what was laid before.
struct Window {
    int i0 = 0, j0 = 0, columns = 0, rows = 0;
    enum State : std::uint8_t { untouched, fresh, known };
    std::vector<State> state;
    std::vector<float> difference;  ///< What was there minus this raster, where both are known.

    Window(const Layer& layer, const data::Terrain& terrain) {
        const auto index = [](double from, double to, double step, int count) {
            return static_cast<int>(std::clamp((to - from) / step, -1.0, static_cast<double>(count)));
        };
        i0 = std::max(0, index(terrain.x0_m, layer.box.min.x, terrain.step_m, terrain.columns));
        j0 = std::max(0, index(terrain.y0_m, layer.box.min.y, terrain.step_m, terrain.rows));
        const int i1 =
            std::min(terrain.columns - 1, index(terrain.x0_m, layer.box.max.x, terrain.step_m, terrain.columns));
        const int j1 = std::min(terrain.rows - 1, index(terrain.y0_m, layer.box.max.y, terrain.step_m, terrain.rows));
        columns = std::max(0, i1 - i0 + 1);
        rows = std::max(0, j1 - j0 + 1);
        state.assign(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows), untouched);
        difference.assign(state.size(), 0);
    }
    std::size_t at(int i, int j) const {
        return static_cast<std::size_t>(j) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(i);
    }
};

/// New points near old ones are drawn to them, less with every step away: no crack, and no step either.
void blend(const Window& window, data::Terrain& terrain) {
    constexpr int steps = 8;
    Window carried = window;
    std::vector<std::pair<int, int>> front, next;
    for (int j = 0; j < window.rows; ++j)
        for (int i = 0; i < window.columns; ++i)
            if (window.state[window.at(i, j)] == Window::known) front.emplace_back(i, j);
    for (int step = 1; step <= steps && !front.empty(); ++step, front.swap(next)) {
        next.clear();
        const float share = 1 - static_cast<float>(step) / (steps + 1);
        for (const auto& [i, j] : front)
            for (const auto& [u, v] : {std::pair(i - 1, j), {i + 1, j}, {i, j - 1}, {i, j + 1}}) {
                if (u < 0 || v < 0 || u >= window.columns || v >= window.rows) continue;
                const std::size_t k = window.at(u, v);
                if (carried.state[k] != Window::fresh) continue;
                carried.state[k] = Window::known;
                carried.difference[k] = carried.difference[window.at(i, j)];
                terrain.heights_m[static_cast<std::size_t>(window.j0 + v) * terrain.columns + window.i0 + u] +=
                    share * carried.difference[k];
                next.emplace_back(u, v);
            }
    }
}

/// Fills what is still void; answers by how much the raster usually differs from what lay there before.
double lay(const Layer& layer, data::Terrain& terrain) {
    Window window(layer, terrain);
    std::vector<glm::dvec3> points;
    std::vector<float> apart;
    for (int j = 0; j < window.rows; ++j) {
        points.clear();
        float* row = &terrain.heights_m[static_cast<std::size_t>(window.j0 + j) * terrain.columns + window.i0];
        for (int i = 0; i < window.columns; ++i)
            points.emplace_back(terrain.x0_m + (window.i0 + i) * terrain.step_m,
                                terrain.y0_m + (window.j0 + j) * terrain.step_m, 0);
        if (layer.placed->placer) layer.placed->placer->unplace(points);
        for (int i = 0; i < window.columns; ++i) {
            const glm::dvec3& p = points[static_cast<std::size_t>(i)];
            const double x = layer.placed->geographic ? unwrapped(layer.placed->grid, p.x) : p.x;
            const float height =
                sample(layer.placed->grid, x, p.y) + static_cast<float>(layer.placed->vertical_shift_m);
            if (!std::isfinite(height)) continue;
            const std::size_t k = window.at(i, j);
            if (std::isfinite(row[i])) {
                window.state[k] = Window::known;
                window.difference[k] = row[i] - height;
                apart.push_back(row[i] - height);
            } else {
                window.state[k] = Window::fresh;
                row[i] = height;
            }
        }
    }
    if (apart.empty()) return 0;
    blend(window, terrain);
    const auto middle = apart.begin() + static_cast<long>(apart.size() / 2);
    std::nth_element(apart.begin(), middle, apart.end());
    return *middle;
}

}  // namespace

data::Terrain build_terrain(const std::vector<PlacedGrid>& grids, const base::Box3& extent, double step_m,
                            double fallback_height_m, std::vector<base::Complaint>& complaints) {
    const std::vector<Layer> layers = layers_of(grids, complaints);
    const base::Box3 area = area_of(extent, layers);
    data::Terrain terrain = empty_grid(area, choose_step(step_m, layers, area));
    double farthest_m = 0;
    for (const Layer& layer : layers)
        if (const double apart_m = lay(layer, terrain); std::abs(apart_m) > std::abs(farthest_m)) farthest_m = apart_m;
    constexpr double told_m = 0.25;
    if (std::abs(farthest_m) > told_m)
        complaints.push_back(
            {base::ComplaintKind::warning, "terrain",
             fmt::format("two terrain rasters differ by {:.2f} m where they meet", std::abs(farthest_m)),
             "their heights are blended there; check their height systems"});
    const std::size_t all = terrain.heights_m.size();
    const std::size_t voids = static_cast<std::size_t>(
        std::count_if(terrain.heights_m.begin(), terrain.heights_m.end(), [](float h) { return !std::isfinite(h); }));
    if (voids == all) {
        terrain = empty_grid(area, choose_step(step_m > 0 ? step_m : plane_step_m, {}, area));
        std::fill(terrain.heights_m.begin(), terrain.heights_m.end(), static_cast<float>(fallback_height_m));
        if (!layers.empty())
            complaints.push_back({base::ComplaintKind::warning, "terrain",
                                  fmt::format("a plane at {:.0f} m stands in", fallback_height_m),
                                  "the terrain rasters do not cover the city"});
        return terrain;
    }
    terrain.measured = true;
    if (voids == 0) return terrain;
    fill_voids(terrain.heights_m, terrain.columns, terrain.rows);
    complaints.push_back({base::ComplaintKind::repaired, "terrain",
                          fmt::format("{} of {} terrain points ({:.1f} %) filled from around", voids, all,
                                      100.0 * static_cast<double>(voids) / static_cast<double>(all)),
                          "the rasters have voids there or do not reach so far"});
    return terrain;
}

}  // namespace twin::scene
