#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/frames.h"
#include "base/result.h"
#include "scene/frame_view.h"

namespace twin::renderer {

/// What the last frame cost; shown in the frame panel and in `bench`.
struct FrameFigures {
    struct PassTime {
        std::string name;
        double cpu_ms = 0;
        double gpu_ms = 0;
    };
    std::vector<PassTime> passes;
    double cpu_ms = 0;
    std::uint64_t triangles = 0;
    int draw_calls = 0;
    std::uint64_t gpu_bytes = 0;
    int tiles_drawn = 0, tiles_known = 0;
    std::uint64_t imagery_bytes = 0;  ///< Of gpu_bytes.
    int imagery_pages = 0, imagery_wanted = 0;
};

/// What lies under a pixel.
struct Pick {
    std::uint32_t object = 0;  ///< 0: terrain or nothing.
    bool hit = false;          ///< false: sky.
    base::CityPoint position;  ///< City frame.
};

/// RGBA picture, 8 bits, top row first.
struct Picture {
    int width_px = 0, height_px = 0;
    std::vector<std::uint8_t> rgba;
};

/// Draws frame views. Needs a current OpenGL 4.5 core context for its whole life.
/// Owner: Application or a headless subcommand.  Thread: the one with the context.
class Renderer {
  public:
    static base::Result<std::unique_ptr<Renderer>> create();
    ~Renderer();

    /// Draws into framebuffer `target` (0: the window's), lower left corner at 0,0.
    void draw(const scene::FrameView& view, unsigned target = 0);
    /// The object and place under a pixel of `view` (origin top left).
    Pick pick(const scene::FrameView& view, int x_px, int y_px);
    /// Reads framebuffer `target` back.
    Picture read_back(int width_px, int height_px, unsigned target = 0) const;

    const FrameFigures& figures() const;
    std::string device() const;  ///< "llvmpipe (LLVM 15.0.6), OpenGL 4.5, Mesa 22.3.6"
    void reload_shaders();       ///< After an edit of shaders/; keeps the old ones on an error.

  private:
    struct State;
    explicit Renderer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace twin::renderer
