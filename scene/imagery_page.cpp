#include "scene/imagery_page.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <utility>

#include "scene/imagery_loader.h"

namespace twin::scene {

namespace {

std::uint64_t next_serial() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

/// Which of three tiles in a row a pixel is in, and where there.
struct Where {
    int tile = 1;
    int px = 0;
};
Where where(int px, int tile_px) {
    if (px < 0) return {0, std::max(px + tile_px, 0)};
    if (px >= tile_px) return {2, std::min(px - tile_px, tile_px - 1)};
    return {1, px};
}

/// sRGB bytes whose light is multiplied by alpha.
void put_multiplied(const std::uint8_t* from, std::uint8_t* to) {
    static const auto shares = [] {
        // Source: IEC 61966-2-1, its curve taken as a power of 2.2.
        std::array<std::uint8_t, 256> table{};
        for (std::size_t alpha = 0; alpha < 256; ++alpha)
            table[alpha] = static_cast<std::uint8_t>(std::lround(255 * std::pow(alpha / 255.0, 1 / 2.2)));
        return table;
    }();
    const unsigned share = shares[from[3]];
    for (int k = 0; k < 3; ++k) to[k] = static_cast<std::uint8_t>((from[k] * share + 127) / 255);
    to[3] = from[3];
}

/// Every pixel the mean of four.
void add_half(std::vector<std::uint8_t>& rgba, std::size_t from, int edge_px) {
    const int half_px = edge_px / 2;
    const auto edge = static_cast<std::size_t>(edge_px);
    for (int y = 0; y < half_px; ++y)
        for (int x = 0; x < half_px; ++x) {
            const std::size_t at =
                from + (static_cast<std::size_t>(y) * 2 * edge + static_cast<std::size_t>(x) * 2) * 4;
            for (std::size_t k = 0; k < 4; ++k) {
                const unsigned sum =
                    rgba[at + k] + rgba[at + 4 + k] + rgba[at + edge * 4 + k] + rgba[at + edge * 4 + 4 + k];
                rgba.push_back(static_cast<std::uint8_t>((sum + 2) / 4));
            }
        }
}

}  // namespace

ImageryPage make_imagery_page(const ImageryPlace& place, int tile_px, const ImageryAround& around) {
    ImageryPage page;
    page.place = place;
    page.edge_px = imagery_page_px(tile_px);
    page.serial = next_serial();
    page.rgba.reserve(imagery_page_bytes(page.edge_px));
    page.rgba.resize(static_cast<std::size_t>(page.edge_px) * static_cast<std::size_t>(page.edge_px) * 4);
    std::uint8_t* to = page.rgba.data();
    for (int y = 0; y < page.edge_px; ++y) {
        const int row_px = y - imagery_border_px;
        const Where row = where(row_px, tile_px);
        for (int x = 0; x < page.edge_px; ++x, to += 4) {
            const int column_px = x - imagery_border_px;
            const Where column = where(column_px, tile_px);
            const Where own_row{1, std::clamp(row_px, 0, tile_px - 1)};
            const Where own_column{1, std::clamp(column_px, 0, tile_px - 1)};
            const std::pair<Where, Where> choices[] = {
                {column, row}, {column, own_row}, {own_column, row}, {own_column, own_row}};
            for (const auto& [i, j] : choices) {
                const auto& tile = around[static_cast<std::size_t>(j.tile * 3 + i.tile)];
                if (!tile) continue;
                put_multiplied(tile->at(i.px, j.px), to);
                break;
            }
        }
    }
    std::size_t from = 0;
    for (int level = 1; level < imagery_page_levels; ++level) {
        const std::size_t next = page.rgba.size();
        add_half(page.rgba, from, page.edge_px >> (level - 1));
        from = next;
    }
    return page;
}

}  // namespace twin::scene
