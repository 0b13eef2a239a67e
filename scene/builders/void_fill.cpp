#include "scene/builders/void_fill.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace twin::scene {
namespace {

struct Level {
    int columns = 0, rows = 0;
    std::vector<float> values;
    float at(int i, int j) const { return values[static_cast<std::size_t>(j) * columns + i]; }
};

Level coarser(const Level& fine) {
    Level level{(fine.columns + 1) / 2, (fine.rows + 1) / 2, {}};
    level.values.reserve(static_cast<std::size_t>(level.columns) * level.rows);
    for (int j = 0; j < level.rows; ++j) {
        for (int i = 0; i < level.columns; ++i) {
            double sum = 0;
            int count = 0;
            for (int y = 2 * j; y < std::min(2 * j + 2, fine.rows); ++y) {
                for (int x = 2 * i; x < std::min(2 * i + 2, fine.columns); ++x) {
                    if (!std::isfinite(fine.at(x, y))) continue;
                    sum += fine.at(x, y);
                    ++count;
                }
            }
            level.values.push_back(count ? static_cast<float>(sum / count) : std::numeric_limits<float>::quiet_NaN());
        }
    }
    return level;
}

float between(const Level& coarse, int i, int j) {
    const double u = std::clamp((i - 0.5) / 2, 0.0, coarse.columns - 1.0);
    const double v = std::clamp((j - 0.5) / 2, 0.0, coarse.rows - 1.0);
    const int x = static_cast<int>(u), y = static_cast<int>(v);
    const int x1 = std::min(x + 1, coarse.columns - 1), y1 = std::min(y + 1, coarse.rows - 1);
    const double fx = u - x, fy = v - y;
    return static_cast<float>((coarse.at(x, y) * (1 - fx) + coarse.at(x1, y) * fx) * (1 - fy) +
                              (coarse.at(x, y1) * (1 - fx) + coarse.at(x1, y1) * fx) * fy);
}

void relax(Level& level, const std::vector<std::size_t>& filled, int rounds) {
    for (int round = 0; round < rounds; ++round) {
        for (const std::size_t at : filled) {
            const int i = static_cast<int>(at % level.columns), j = static_cast<int>(at / level.columns);
            const int w = std::max(i - 1, 0), e = std::min(i + 1, level.columns - 1);
            const int s = std::max(j - 1, 0), n = std::min(j + 1, level.rows - 1);
            level.values[at] = (level.at(w, j) + level.at(e, j) + level.at(i, s) + level.at(i, n)) / 4;
        }
    }
}

}  // namespace

std::size_t fill_voids(std::vector<float>& values, int columns, int rows) {
    const auto is_void = [](float v) { return !std::isfinite(v); };
    const std::size_t voids = static_cast<std::size_t>(std::count_if(values.begin(), values.end(), is_void));
    if (voids == 0 || voids == values.size()) return 0;
    std::vector<Level> pyramid{{columns, rows, std::move(values)}};
    while (pyramid.back().columns > 1 || pyramid.back().rows > 1) {
        if (std::none_of(pyramid.back().values.begin(), pyramid.back().values.end(), is_void)) break;
        pyramid.push_back(coarser(pyramid.back()));
    }
    for (std::size_t k = pyramid.size() - 1; k-- > 0;) {
        Level& level = pyramid[k];
        std::vector<std::size_t> filled;
        for (int j = 0; j < level.rows; ++j) {
            for (int i = 0; i < level.columns; ++i) {
                if (!is_void(level.at(i, j))) continue;
                const std::size_t at = static_cast<std::size_t>(j) * level.columns + i;
                level.values[at] = between(pyramid[k + 1], i, j);
                filled.push_back(at);
            }
        }
        relax(level, filled, 8);
    }
    values = std::move(pyramid.front().values);
    return voids;
}

}  // namespace twin::scene
