#pragma once

#include <cstdint>
#include <string>

#include <glm/vec2.hpp>

#include "base/frames.h"
#include "scene/city.h"
#include "scene/frame_view.h"

namespace twin::app {

/// What the letters over the picture need to know.
struct HudContext {
    const scene::City* city = nullptr;  ///< Null: nothing but an empty screen.
    const scene::FrameView* view = nullptr;
    std::string selection_title;  ///< Of view->selected; empty: no label.
    base::Box3 selection_bounds;
    /// Room that panels cover at the edges.  Units: px.
    float left_px = 0, right_px = 0, top_px = 0;
    int most_credit_lines = 0;     ///< 0: as many as it takes (every picture); else the rest is "…".
    glm::dvec2 cursor_px{-1, -1};  ///< Outside: nothing is hovered.
};

struct HudResult {
    std::uint32_t marker_object = 0;  ///< Of the marker under the cursor.
    base::CityPoint marker_position;
    /// What panels and bars cover at the edges; filled by the shell.  Units: px.
    float left_px = 0, right_px = 0, top_px = 0, bottom_px = 0;
};

/// Markers with titles, the name of what is selected, credits, compass, scale bar, the city's name and its note. The
/// same in the window, in a still and in a film; credits and note cannot be switched off.
/// Draws into ImGui's background list: behind all panels.  Thread: main, between NewFrame and Render.
HudResult draw_hud(const HudContext& context);

/// Room that credits take at the foot of the picture.  Units: px.
float credits_height(const HudContext& context);

/// Where the compass stands, so that the shell can put a button on it.  Units: px.
struct CompassPlace {
    float x = 0, y = 0, radius = 0;
};
CompassPlace compass_place(const HudContext& context);

}  // namespace twin::app
