#include "app/quality.h"

#include <algorithm>

namespace twin::app {

namespace {
constexpr float near_trees_m = 2000;
}

scene::PictureStyle Quality::style(const scene::PictureStyle& wanted, bool moving) const {
    scene::PictureStyle style = wanted;
    if (!moving) return style;
    if (level_ >= 1) style.samples = 1;
    if (level_ >= 2) {
        style.shadows = false;
        style.tree_distance_m = std::min(style.tree_distance_m, near_trees_m);
    }
    return style;
}

void Quality::took(double frame_s, bool moving) {
    // A frame at rest is drawn in full whatever it takes, and tells only that movement will be slow too.
    if (frame_s > slow_s && level_ < (moving ? 3 : 1)) ++level_;
    if (moving && frame_s < quick_s && level_ > 0) --level_;
}

}  // namespace twin::app
