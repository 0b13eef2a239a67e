#pragma once

#include "scene/frame_view.h"

namespace twin::app {

/// Keeps the picture moving on slow machines: while something moves and frames take long, antialiasing goes first, then
/// shadows and far trees, then every second pixel; at rest the full picture comes back. Fast machines never notice.
/// Owner: Application.  Thread: main.
class Quality {
  public:
    static constexpr double slow_s = 0.09, quick_s = 0.022;

    /// What to draw now.
    scene::PictureStyle style(const scene::PictureStyle& wanted, bool moving) const;
    /// What it took, the whole frame.
    void took(double frame_s, bool moving);
    /// Share of the picture's width and height that is drawn; the rest is stretched.
    double share(bool moving) const { return moving && level_ >= 3 ? 0.5 : 1.0; }
    int level() const { return level_; }  ///< 0: everything; 1: no antialiasing; 2: no shadows; 3: half the size.

  private:
    int level_ = 3;  ///< The machine is not known yet: plain until a quick frame tells better.
};

}  // namespace twin::app
