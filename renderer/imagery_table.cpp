#include "renderer/imagery_table.h"

#include <algorithm>
#include <cmath>

namespace twin::renderer {

namespace {

constexpr int smallest_window = 16, largest_window = 160;
/// Windows move in steps, so that a moving camera keeps its table for a while.
constexpr int window_step = 4;

struct Shown {
    int imagery = 0;
    float opacity = 1;
};

/// The pyramids to draw, lowest layer first.
std::vector<Shown> shown_pyramids(const scene::FrameView& view) {
    std::vector<Shown> shown;
    if (!view.imagery) return shown;
    const auto& pyramids = view.imagery->pyramids;
    for (std::size_t i = 0; i < pyramids.size(); ++i) {
        const auto number = static_cast<std::size_t>(pyramids[i].layer);
        const scene::LayerState layer = number < view.layers.size() ? view.layers[number] : scene::LayerState{};
        if (layer.visible && layer.opacity > 0 && !pyramids[i].levels.empty())
            shown.push_back({static_cast<int>(i), layer.opacity});
    }
    std::stable_sort(shown.begin(), shown.end(), [&](const Shown& a, const Shown& b) {
        return pyramids[static_cast<std::size_t>(a.imagery)].layer <
               pyramids[static_cast<std::size_t>(b.imagery)].layer;
    });
    if (shown.size() > most_pyramids) shown.erase(shown.begin(), shown.end() - most_pyramids);
    return shown;
}

int first_level(const data::ImageryInfo& info) {
    return std::max(0, static_cast<int>(info.levels.size()) - most_imagery_levels);
}

}  // namespace

int imagery_window_tiles(const scene::FrameView& view, int tile_px) {
    // A level serves pixels up to twice as large as its own, and those lie within that many of its pixels; towards the
    // corners of the picture pixels see a smaller angle.
    const double pixel_share = 2 * std::tan(view.camera.fov_y_rad / 2) / std::max(view.height_px, 1);
    constexpr double to_corners = 1.5;
    const double reach_tiles = 2 / pixel_share * to_corners / tile_px;
    const int tiles = static_cast<int>(std::ceil(2 * reach_tiles)) + 2 * window_step;
    return std::clamp((tiles + window_step - 1) / window_step * window_step, smallest_window, largest_window);
}

void ImageryTable::place_windows(const scene::FrameView& view) {
    uniforms_ = {};
    windows_.clear();
    const std::vector<Shown> shown = shown_pyramids(view);
    window_ = smallest_window;
    int page_px = 0;
    for (const Shown& each : shown) {
        const data::ImageryInfo& info = view.imagery->pyramids[static_cast<std::size_t>(each.imagery)];
        window_ = std::max(window_, imagery_window_tiles(view, info.tile_px));
        page_px = std::max(page_px, scene::imagery_page_px(info.tile_px));
    }
    uniforms_.shape = {static_cast<float>(shown.size()), static_cast<float>(window_), static_cast<float>(page_px),
                       static_cast<float>(scene::imagery_anisotropy)};
    const glm::dvec3 eye = view.camera.position.vec();
    for (std::size_t p = 0; p < shown.size(); ++p) {
        const data::ImageryInfo& info = view.imagery->pyramids[static_cast<std::size_t>(shown[p].imagery)];
        const int first = first_level(info), levels = static_cast<int>(info.levels.size()) - first;
        uniforms_.pyramids[p] = {static_cast<float>(windows_.size()), static_cast<float>(levels),
                                 static_cast<float>(info.levels[static_cast<std::size_t>(first)].pixel_m),
                                 shown[p].opacity};
        uniforms_.pyramid_tiles[p] = {static_cast<float>(info.tile_px), 0, 0, 0};
        for (int level = first; level < static_cast<int>(info.levels.size()); ++level) {
            const data::ImageryLevel& at = info.levels[static_cast<std::size_t>(level)];
            const double tile_m = info.tile_px * at.pixel_m;
            const auto start = [&](double middle_tiles, int count) {
                if (count <= window_) return 0;
                const double wanted = std::floor((middle_tiles - window_ / 2) / window_step) * window_step;
                return static_cast<int>(std::clamp(wanted, 0.0, static_cast<double>(count - 1)));
            };
            const Window window{shown[p].imagery, level, start((eye.x - info.x0_m) / tile_m, at.columns),
                                start((info.y1_m - eye.y) / tile_m, at.rows)};
            uniforms_.windows[p * most_imagery_levels + static_cast<std::size_t>(level - first)] = {
                static_cast<float>(info.x0_m + window.column * tile_m - eye.x),
                static_cast<float>(info.y1_m - window.row * tile_m - eye.y), static_cast<float>(1 / tile_m), 0};
            windows_.push_back(window);
        }
    }
}

void ImageryTable::fill(const scene::FrameView& view, const std::function<int(const scene::ImageryPage&)>& slot_of) {
    std::unordered_map<std::uint64_t, int> slots;
    for (const auto& page : view.imagery->pages)
        if (const int slot = slot_of(*page); slot >= 0) slots[page->place.key()] = slot;
    // The finest page over a tile.
    const auto walked = [&](scene::ImageryPlace place) {
        const scene::ImageryPlace tile = place;
        for (; place.level >= 0; place = place.parent())
            if (const auto found = slots.find(place.key()); found != slots.end()) {
                const int coarser = tile.level - place.level, mask = (1 << coarser) - 1;
                return Entry{static_cast<std::uint16_t>(found->second + 1), static_cast<std::uint16_t>(coarser),
                             static_cast<std::uint16_t>(tile.column & mask),
                             static_cast<std::uint16_t>(tile.row & mask)};
            }
        return Entry{};
    };
    const auto size = static_cast<std::size_t>(window_);
    entries_.assign(windows_.size() * size * size, Entry{});
    for (std::size_t w = 0; w < windows_.size(); ++w) {
        const Window& window = windows_[w];
        const data::ImageryLevel& level = view.imagery->pyramids[static_cast<std::size_t>(window.imagery)]
                                              .levels[static_cast<std::size_t>(window.level)];
        Entry* at = &entries_[w * size * size];
        const int rows = std::min(window_, level.rows - window.row);
        const int columns = std::min(window_, level.columns - window.column);
        for (int row = 0; row < rows; ++row)
            for (int column = 0; column < columns; ++column)
                at[static_cast<std::size_t>(row) * size + static_cast<std::size_t>(column)] =
                    walked({window.imagery, window.level, window.column + column, window.row + row});
    }
}

bool ImageryTable::fit(const scene::FrameView& view, const std::function<int(const scene::ImageryPage&)>& slot_of) {
    const std::vector<Window> before = windows_;
    const int window_before = window_;
    place_windows(view);
    const std::uint64_t version = view.imagery ? view.imagery->version : 0;
    if (version == version_ && windows_ == before && window_ == window_before) return false;
    version_ = version;
    if (windows_.empty())
        entries_.clear();
    else
        fill(view, slot_of);
    return true;
}

}  // namespace twin::renderer
