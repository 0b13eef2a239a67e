#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "data/tile.h"
#include "renderer/gl/objects.h"

namespace twin::renderer {

/// One tile on the GPU.
struct GpuTile {
    gl::Buffer vertices, indices, plants;
    int index_count = 0;
    gl::Buffer textured_vertices, textured_indices;
    gl::Texture pages;  ///< Array, sRGB; empty: nothing textured.
    int textured_index_count = 0;
    int plant_first[4] = {0, 0, 0, 0};  ///< Start of each PlantKind's run; [3]: the end.
    std::uint64_t bytes = 0;
    bool seen = false;
};

/// Keeps the tiles of the frame views on the GPU: uploads at first sight, lets go of those that a view no longer has.
/// Owner: Renderer.  Thread: that of the context.
class TileCache {
  public:
    /// Makes exactly these tiles resident.
    void hold(std::span<const std::shared_ptr<const data::Tile>> tiles);
    const GpuTile* find(const data::Tile& tile) const;
    std::uint64_t bytes() const { return bytes_; }
    std::uint64_t generation() const { return generation_; }  ///< Changes whenever the set of tiles does.

  private:
    void upload(const data::Tile& tile);
    std::unordered_map<std::uint64_t, GpuTile> tiles_;
    std::uint64_t bytes_ = 0;
    std::uint64_t generation_ = 0;
};

}  // namespace twin::renderer
