#pragma once

#include <imgui.h>

#include "app/hud.h"

namespace twin::app {

/// The overlays' markers as pins with icon, leader line and title, the far ones first. Titles never overlap: the one of
/// higher priority stays, a pin that would hide under another shrinks to a dot. Behind hills and houses they fade.
HudResult draw_markers(ImDrawList& list, const HudContext& context);

}  // namespace twin::app
