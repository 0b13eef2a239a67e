#include "sample/erosion.h"

#include <cmath>
#include <cstdint>
#include <functional>
#include <queue>
#include <utility>

namespace twin::sample {
namespace {

/// Every cell's receiver on the way to the rim, and the cells in order from the rim upwards.
void route(const ErosionGrid& grid, std::vector<int>& receiver, std::vector<int>& order) {
    const int count = grid.columns * grid.rows;
    receiver.assign(static_cast<std::size_t>(count), -1);
    order.clear();
    using Item = std::pair<double, int>;
    std::priority_queue<Item, std::vector<Item>, std::greater<>> open;
    std::vector<std::uint8_t> seen(static_cast<std::size_t>(count), 0);
    for (int i = 0; i < count; ++i) {
        const int c = i % grid.columns, r = i / grid.columns;
        if (c == 0 || r == 0 || c == grid.columns - 1 || r == grid.rows - 1) {
            open.push({grid.height_m[i], i});
            seen[i] = 1;
        }
    }
    while (!open.empty()) {
        const auto [level, i] = open.top();
        open.pop();
        order.push_back(i);
        const int c = i % grid.columns, r = i / grid.columns;
        for (int dr = -1; dr <= 1; ++dr)
            for (int dc = -1; dc <= 1; ++dc) {
                const int cc = c + dc, rr = r + dr;
                if (cc < 0 || rr < 0 || cc >= grid.columns || rr >= grid.rows) continue;
                const int j = rr * grid.columns + cc;
                if (seen[j]) continue;
                seen[j] = 1;
                receiver[j] = i;
                open.push({std::max(level + 1e-4 * std::hypot(dr, dc), grid.height_m[j]), j});
            }
    }
}

void soften(ErosionGrid& grid, double share) {
    std::vector<double> next = grid.height_m;
    for (int r = 1; r + 1 < grid.rows; ++r)
        for (int c = 1; c + 1 < grid.columns; ++c) {
            const int i = r * grid.columns + c;
            const double mean = (grid.height_m[i - 1] + grid.height_m[i + 1] + grid.height_m[i - grid.columns] +
                                 grid.height_m[i + grid.columns]) /
                                4;
            next[i] += share * grid.wear[i] * (mean - grid.height_m[i]);
        }
    grid.height_m = std::move(next);
}

}  // namespace

void erode(ErosionGrid& grid, int rounds, double strength) {
    std::vector<int> receiver, order;
    std::vector<double> catchment;
    for (int round = 0; round < rounds; ++round) {
        route(grid, receiver, order);
        catchment.assign(grid.height_m.size(), grid.step_m * grid.step_m);
        for (std::size_t k = order.size(); k-- > 0;)
            if (receiver[order[k]] >= 0) catchment[receiver[order[k]]] += catchment[order[k]];
        for (int i : order) {
            const int to = receiver[i];
            if (to < 0 || grid.height_m[to] >= grid.height_m[i]) continue;
            const bool slant = i % grid.columns != to % grid.columns && i / grid.columns != to / grid.columns;
            const double f =
                strength * grid.wear[i] * std::sqrt(catchment[i]) / (grid.step_m * (slant ? 1.41421356 : 1.0));
            grid.height_m[i] = (grid.height_m[i] + f * grid.height_m[to]) / (1 + f);
        }
        soften(grid, 0.25);
    }
}

}  // namespace twin::sample
