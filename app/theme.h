#pragma once

#include <cstdint>

#include <imgui.h>

#include "app/settings.h"
#include "data/feature.h"

namespace twin::app {

/// Colours of the screen (ImU32, 0xAABBGGRR).
struct Palette {
    ImU32 panel, panel_edge, shadow;
    ImU32 text, text_soft, text_on_accent;
    ImU32 accent, accent_soft, accent_text;  ///< accent_text: readable on the panel.
    ImU32 field, hover, press, line, track;
    ImU32 good, warning, error;
    ImU32 scrim;  ///< Behind text that lies on the picture.
};

/// Typefaces at the present scale; never null after build_fonts().
struct Fonts {
    ImFont* body = nullptr;    ///< 17.5 px from line to line, letters of 14.5 px
    ImFont* strong = nullptr;  ///< The same, semibold
    ImFont* small = nullptr;   ///< 15 px, letters of 12.4 px
    ImFont* title = nullptr;   ///< 22.5 px, letters of 18.6 px, semibold
    ImFont* icons = nullptr;   ///< 22 px, Material Icons
    bool has_icons = false;
};

const Palette& palette();
const Fonts& fonts();
float ui_scale();
/// Pixels on this screen for pixels of the design at scale 1.
float px(float design_px);

/// Colours and sizes of all widgets. Needs an ImGui context.
void apply_theme(Look look, float scale);
/// Fills ImGui's font atlas for this scale (Inter, Material Icons; Latin, Greek, Cyrillic). Missing font files: ImGui's
/// own font and a line in the log. The caller recreates the texture.
void build_fonts(float scale);

/// Colour and icon that stand for how far a thing can be trusted, the same everywhere.
ImU32 colour_of(data::Provenance provenance);
std::uint32_t icon_of(data::Provenance provenance);

ImU32 with_alpha(ImU32 colour, float factor);
ImU32 mixed(ImU32 a, ImU32 b, float t);

}  // namespace twin::app
