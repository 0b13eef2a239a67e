#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <glm/vec4.hpp>

#include "data/imagery.h"
#include "scene/imagery_loader.h"

namespace twin::scene::test {

/// Colour of the ground at a place (sRGB and alpha, 0..255).
using Paint = std::function<glm::ivec4(double x_m, double y_m)>;

/// A pyramid over a square whose north-west corner is (x0, y1); its tiles are painted when they are read.
struct PaintedGround {
    data::ImageryInfo info;
    Paint paint;
    std::shared_ptr<std::atomic<int>> reads = std::make_shared<std::atomic<int>>(0);
    std::set<ImageryPlace> damaged, missing;

    /// `finest_m`: size of the finest pixel; the edge covered is tile_px * finest_m * 2^(levels - 1).
    PaintedGround(int layer, double x0_m, double y1_m, double finest_m, int levels, Paint wanted, int tile_px = 256)
        : paint(std::move(wanted)) {
        info.layer = layer;
        info.x0_m = x0_m;
        info.y1_m = y1_m;
        info.tile_px = tile_px;
        for (int level = 0; level < levels; ++level)
            info.levels.push_back(
                {level, finest_m * static_cast<double>(1 << (levels - 1 - level)), 1 << level, 1 << level});
    }

    data::Pixels tile(int level, int column, int row) const {
        const data::ImageryLevel& at = info.levels[static_cast<std::size_t>(level)];
        data::Pixels pixels{info.tile_px, info.tile_px, {}};
        pixels.rgba.reserve(static_cast<std::size_t>(info.tile_px) * static_cast<std::size_t>(info.tile_px) * 4);
        for (int y = 0; y < info.tile_px; ++y)
            for (int x = 0; x < info.tile_px; ++x) {
                const glm::ivec4 colour = paint(info.x0_m + (column * info.tile_px + x + 0.5) * at.pixel_m,
                                                info.y1_m - (row * info.tile_px + y + 0.5) * at.pixel_m);
                for (int k = 0; k < 4; ++k) pixels.rgba.push_back(static_cast<std::uint8_t>(colour[k]));
            }
        return pixels;
    }
};

/// Readers for a city with these pyramids.
inline ImageryOpener opener_of(std::vector<PaintedGround> grounds) {
    const auto shared = std::make_shared<std::vector<PaintedGround>>(std::move(grounds));
    return [shared]() -> base::Result<ImageryReader> {
        return ImageryReader(
            [shared](const data::ImageryInfo& info, int level, int column, int row) -> base::Result<data::Pixels> {
                for (const PaintedGround& ground : *shared) {
                    if (ground.info.layer != info.layer) continue;
                    ++*ground.reads;
                    const ImageryPlace place{0, level, column, row};
                    if (ground.damaged.contains(place))
                        return base::Error{"tile " + std::to_string(level) + "/" + std::to_string(column) + "/" +
                                           std::to_string(row) + " is damaged"};
                    if (ground.missing.contains(place)) {
                        data::Pixels empty{info.tile_px, info.tile_px, {}};
                        empty.rgba.resize(static_cast<std::size_t>(info.tile_px) *
                                          static_cast<std::size_t>(info.tile_px) * 4);
                        return empty;
                    }
                    return ground.tile(level, column, row);
                }
                return base::Error{"no such pyramid"};
            });
    };
}

inline std::vector<data::ImageryInfo> pyramids_of(const std::vector<PaintedGround>& grounds) {
    std::vector<data::ImageryInfo> pyramids;
    for (const PaintedGround& ground : grounds) pyramids.push_back(ground.info);
    return pyramids;
}

inline Paint plain(int red, int green, int blue, int alpha = 255) {
    return [=](double, double) { return glm::ivec4(red, green, blue, alpha); };
}

/// Black and white squares of this edge; white at the north-east of the origin.
inline Paint chequers(double edge_m) {
    return [=](double x, double y) {
        const bool white =
            (static_cast<long>(std::floor(x / edge_m)) + static_cast<long>(std::floor(y / edge_m))) % 2 == 0;
        return white ? glm::ivec4(230, 230, 230, 255) : glm::ivec4(20, 20, 20, 255);
    };
}

}  // namespace twin::scene::test
