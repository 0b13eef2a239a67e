#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "renderer/gl/objects.h"
#include "renderer/imagery_table.h"
#include "scene/frame_view.h"

namespace twin::renderer {

/// The pictures on the ground on the GPU: their pages in one array, the table that finds them, and the uniforms.
/// Owner: Renderer.  Thread: that of the context.
class ImageryArray {
  public:
    /// Uploads what the view has and the array has not; the oldest pages that the view has not give way.
    void hold(const scene::FrameView& view);
    /// Something is to be drawn: the ground's pass takes the program with pictures.
    bool shown() const { return table_.shown() && pages_in_view_ > 0; }
    /// Uniforms to binding 1, pages to unit 3, table to unit 4.
    void bind() const;
    std::uint64_t bytes() const;
    int pages_in_view() const { return pages_in_view_; }

  private:
    struct Slot {
        std::uint64_t serial = 0;  ///< 0: free.
        std::uint64_t last_view = 0;
    };
    void make_room(const scene::ImageryView& view);
    void upload(const scene::ImageryPage& page, int slot);
    void upload_table();

    ImageryTable table_;
    gl::Texture pages_, entries_;
    gl::Buffer uniforms_;
    int page_px_ = 0;
    std::vector<Slot> slots_;
    std::unordered_map<std::uint64_t, int> slot_of_;  ///< By serial.
    int entries_edge_ = 0, entries_layers_ = 0;
    std::uint64_t views_ = 0;
    int pages_in_view_ = 0;
};

}  // namespace twin::renderer
