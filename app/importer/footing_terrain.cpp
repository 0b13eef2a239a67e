#include "app/importer/footing_terrain.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

namespace twin::app {

namespace {

struct Footing {
    double x_m = 0, y_m = 0, z_m = 0;
};

/// One for each building: dormers and towers that are parts of their own stand on the roofs of others.
std::vector<Footing> footings_of(const std::vector<PlacedFile>& files) {
    std::vector<Footing> footings;
    for (const PlacedFile& placed : files) {
        if (placed.on_terrain) continue;
        std::unordered_map<std::uint64_t, std::size_t> of_building;
        for (const FeatureNote& note : placed.notes) {
            const bool building =
                note.kind == data::FeatureKind::building || note.kind == data::FeatureKind::building_part;
            if (!building || note.fate != Fate::kept || note.heights != data::HeightMode::absolute) continue;
            if (note.bounds.empty()) continue;
            const Footing footing{note.bounds.centre().x, note.bounds.centre().y, note.bounds.min.z};
            const auto [known, fresh] = of_building.try_emplace(note.whole, footings.size());
            if (fresh)
                footings.push_back(footing);
            else if (footing.z_m < footings[known->second].z_m)
                footings[known->second] = footing;
        }
    }
    return footings;
}

/// Sums and weights on a grid; half as fine on each level.
struct Level {
    int columns = 0, rows = 0;
    std::vector<double> sum, weight;

    Level(int c, int r)
        : columns(c), rows(r), sum(static_cast<std::size_t>(c) * static_cast<std::size_t>(r)), weight(sum.size()) {}
    std::size_t index(int column, int row) const {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) + static_cast<std::size_t>(column);
    }
    double mean(int column, int row) const {
        const std::size_t i = index(std::clamp(column, 0, columns - 1), std::clamp(row, 0, rows - 1));
        return sum[i] / weight[i];
    }
    /// Bilinear between the centres of the cells.
    double at(double column, double row) const {
        const int c = static_cast<int>(std::floor(column)), r = static_cast<int>(std::floor(row));
        const double u = column - c, v = row - r;
        return (mean(c, r) * (1 - u) + mean(c + 1, r) * u) * (1 - v) +
               (mean(c, r + 1) * (1 - u) + mean(c + 1, r + 1) * u) * v;
    }
};

Level coarser(const Level& fine) {
    Level out((fine.columns + 1) / 2, (fine.rows + 1) / 2);
    for (int row = 0; row < fine.rows; ++row)
        for (int column = 0; column < fine.columns; ++column) {
            const std::size_t from = fine.index(column, row), to = out.index(column / 2, row / 2);
            out.sum[to] += fine.sum[from];
            out.weight[to] += fine.weight[from];
        }
    return out;
}

/// Gaps take the value of the coarser level (pull-push interpolation, Gortler et al., The Lumigraph, 1996,
/// section 3.4).
void fill_gaps(Level& level) {
    if (std::all_of(level.weight.begin(), level.weight.end(), [](double w) { return w > 0; })) return;
    Level above = coarser(level);
    fill_gaps(above);
    for (int row = 0; row < level.rows; ++row)
        for (int column = 0; column < level.columns; ++column) {
            const std::size_t i = level.index(column, row);
            if (level.weight[i] > 0) continue;
            level.sum[i] = above.at((column - 0.5) / 2, (row - 0.5) / 2);
            level.weight[i] = 1;
        }
}

}  // namespace

std::optional<data::HeightGrid> footing_grid(const std::vector<PlacedFile>& files, const base::Box3& extent) {
    const std::vector<Footing> footings = footings_of(files);
    if (footings.empty() || extent.empty()) return std::nullopt;
    constexpr double finest_m = 40;
    constexpr int most_cells = 800;
    const double cell_m = std::max({finest_m, extent.size().x / most_cells, extent.size().y / most_cells});
    Level level(static_cast<int>(extent.size().x / cell_m) + 2, static_cast<int>(extent.size().y / cell_m) + 2);
    for (const Footing& footing : footings) {
        const int column = static_cast<int>((footing.x_m - extent.min.x) / cell_m);
        const int row = static_cast<int>((footing.y_m - extent.min.y) / cell_m);
        if (column < 0 || row < 0 || column >= level.columns || row >= level.rows) continue;
        level.sum[level.index(column, row)] += footing.z_m;
        level.weight[level.index(column, row)] += 1;
    }
    if (std::all_of(level.weight.begin(), level.weight.end(), [](double w) { return w == 0; })) return std::nullopt;
    fill_gaps(level);

    data::HeightGrid grid;
    grid.columns = level.columns;
    grid.rows = level.rows;
    grid.transform = {extent.min.x, cell_m, 0, extent.min.y, 0, cell_m};
    for (std::size_t i = 0; i < level.sum.size(); ++i)
        grid.heights_m.push_back(static_cast<float>(level.sum[i] / level.weight[i]));
    return grid;
}

}  // namespace twin::app
