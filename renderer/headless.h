#pragma once

#include <memory>
#include <string>

#include "base/result.h"

namespace twin::renderer {

/// An OpenGL 4.5 core context without a window (EGL surfaceless, else a pbuffer) and a framebuffer to draw into.
/// Thread: the one that made it.
class HeadlessContext {
  public:
    static base::Result<std::unique_ptr<HeadlessContext>> create(int width_px, int height_px);
    ~HeadlessContext();
    unsigned framebuffer() const;  ///< RGBA8, width x height.
    void resize(int width_px, int height_px);

  private:
    struct State;
    explicit HeadlessContext(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace twin::renderer
