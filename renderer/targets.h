#pragma once

#include <cstdint>

#include "renderer/gl/objects.h"

namespace twin::renderer {

/// The textures that passes draw into, made for the size of the picture.
/// Owner: Renderer.  Thread: that of the context.
struct Targets {
    int width_px = 0, height_px = 0, samples = 0;
    gl::Texture colour, depth;  ///< The scene, multisampled; depth reversed, 32-bit float.
    gl::Framebuffer scene;

    gl::Texture pick_object, pick_depth;  ///< Object numbers under the pointer; made at the first pick.
    gl::Framebuffer pick;

    /// Makes the scene target anew when size or samples changed.
    void fit(int width_px, int height_px, int samples);
    void fit_pick(int width_px, int height_px);
    std::uint64_t bytes() const;

  private:
    int pick_width_px_ = 0, pick_height_px_ = 0;
};

}  // namespace twin::renderer
