#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <vector>

#include <glm/vec4.hpp>

#include "scene/frame_view.h"
#include "scene/imagery_page.h"

namespace twin::renderer {

/// Pyramids that can lie over one another in one picture; those of the highest layers are taken.
inline constexpr int most_pyramids = 4;
/// Levels of one of them; of a deeper one the coarsest that would not fit are left out.
inline constexpr int most_imagery_levels = 20;

/// What the ground's shader knows of the pictures on it; std140, mirrored in shaders/include/imagery.glsl.
/// Frame: metres relative to the camera.
struct ImageryUniforms {
    glm::vec4 shape{0};  ///< Pyramids shown, edge of a window in tiles, edge of a page in pixels, anisotropy.
    glm::vec4 pyramids[most_pyramids];       ///< First layer of the table, levels, coarsest pixel m, opacity.
    glm::vec4 pyramid_tiles[most_pyramids];  ///< Edge of a tile in pixels.
    glm::vec4 windows[most_pyramids * most_imagery_levels];  ///< West, north, tiles per metre of each level's window.
};

/// For every level a window of tiles around the camera; each entry names the finest page that covers its tile.
/// Format of an entry: page's slot + 1 (0: nothing), levels that the page is coarser, and the tile's place within the
/// page in tiles (column, row).
class ImageryTable {
  public:
    using Entry = std::array<std::uint16_t, 4>;

    /// `slot_of`: where a page lies; below 0: nowhere. true: the entries are others than before.
    /// Uniforms are set anew for every camera.  Pure but for what it remembers.
    bool fit(const scene::FrameView& view, const std::function<int(const scene::ImageryPage&)>& slot_of);

    const ImageryUniforms& uniforms() const { return uniforms_; }
    const std::vector<Entry>& entries() const { return entries_; }  ///< layers() windows, rows from the north.
    int window() const { return window_; }
    int layers() const { return static_cast<int>(windows_.size()); }
    bool shown() const { return uniforms_.shape.x > 0; }

  private:
    struct Window {
        int imagery = 0, level = 0;
        int column = 0, row = 0;  ///< Of the north-western tile.
        bool operator==(const Window&) const = default;
    };
    void place_windows(const scene::FrameView& view);
    void fill(const scene::FrameView& view, const std::function<int(const scene::ImageryPage&)>& slot_of);

    ImageryUniforms uniforms_;
    int window_ = 0;
    std::vector<Window> windows_;
    std::vector<Entry> entries_;
    std::uint64_t version_ = 0;
};

/// How many tiles wide a window must be so that no pixel looks for its level outside.  Pure.
int imagery_window_tiles(const scene::FrameView& view, int tile_px);

}  // namespace twin::renderer
