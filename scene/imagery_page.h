#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/imagery.h"

namespace twin::scene {

/// One tile of one pyramid of pictures.
struct ImageryPlace {
    int imagery = 0;  ///< Which pyramid of the city.
    int level = 0;    ///< 0: the coarsest.
    int column = 0;
    int row = 0;
    auto operator<=>(const ImageryPlace&) const = default;

    /// A number of its own.
    std::uint64_t key() const {
        return static_cast<std::uint64_t>(imagery) << 56 | static_cast<std::uint64_t>(level) << 48 |
               static_cast<std::uint64_t>(column) << 24 | static_cast<std::uint64_t>(row);
    }
    ImageryPlace parent() const { return {imagery, level - 1, column / 2, row / 2}; }
};

/// Pixels around a page that its neighbours have too, so that filtering sees no seam.
inline constexpr int imagery_border_px = 4;
/// A page and its two smaller versions: enough from one level of the pyramid to the next.
inline constexpr int imagery_page_levels = 3;
/// A pixel that sees the ground at a slant may be this many times as long as it is wide.
inline constexpr double imagery_anisotropy = 3;

/// Edge of a page for tiles of this size, and its bytes with its smaller versions.
constexpr int imagery_page_px(int tile_px) {
    return (tile_px + 2 * imagery_border_px + 3) / 4 * 4;
}
constexpr std::size_t imagery_page_bytes(int edge_px) {
    std::size_t bytes = 0;
    for (int level = 0; level < imagery_page_levels; ++level)
        bytes += static_cast<std::size_t>(edge_px >> level) * static_cast<std::size_t>(edge_px >> level) * 4;
    return bytes;
}

/// A tile with its border, ready to upload; never changes once made.
/// Format: RGBA, 8 bits each, sRGB; colours multiplied by alpha as linear light; row 0 in the north; the smaller
/// versions follow.
/// Owner: shared by scene and frames in flight.  Thread: any, read-only.
struct ImageryPage {
    ImageryPlace place;
    int edge_px = 0;
    std::vector<std::uint8_t> rgba;
    std::uint64_t serial = 0;  ///< Unique in the process; the renderer's key.
};

/// What of the pyramids one frame may see: the pages that it wants, as far as they have come.
struct ImageryView {
    std::vector<data::ImageryInfo> pyramids;
    std::vector<std::shared_ptr<const ImageryPage>> pages;
    std::size_t wanted = 0;      ///< Pages that this view asks for; those that are nowhere count too.
    std::size_t most_pages = 0;  ///< What the memory allows.
    std::uint64_t version = 0;   ///< Another one whenever the pages are others.
};

}  // namespace twin::scene
