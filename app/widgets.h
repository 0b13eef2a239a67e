#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include <imgui.h>

#include "app/theme.h"
#include "data/feature.h"

namespace twin::app {

/// Building blocks of all panels in the style of theme.h. Sizes are design pixels at scale 1 unless named otherwise.
/// Thread: main, between NewFrame and Render.

inline ImVec2 operator+(ImVec2 a, ImVec2 b) {
    return {a.x + b.x, a.y + b.y};
}
inline ImVec2 operator-(ImVec2 a, ImVec2 b) {
    return {a.x - b.x, a.y - b.y};
}
inline ImVec2 operator*(ImVec2 a, float f) {
    return {a.x * f, a.y * f};
}

// --- drawing
std::string utf8_of(std::uint32_t code_point);
ImVec2 text_size(ImFont* font, std::string_view text, float wrap_width_px = 0);
void draw_text(ImDrawList& list, ImFont* font, ImVec2 at, ImU32 colour, std::string_view text, float wrap_width_px = 0);
/// Centred on `centre`; `size` in design pixels.
void draw_icon(ImDrawList& list, std::uint32_t icon, ImVec2 centre, float size, ImU32 colour);
/// Soft shadow below a rounded box.
void draw_shadow(ImDrawList& list, ImVec2 low, ImVec2 high, float rounding_px, float strength = 1);
/// `text` shortened with "…" so that it fits.
std::string shortened(ImFont* font, std::string_view text, float width_px);

// --- texts
void heading(const char* text);         ///< Small capitals' stand-in: soft, semibold, with room above.
void soft_text(std::string_view text);  ///< Wrapped, small, soft.
void body_text(std::string_view text);  ///< Wrapped.
void coloured_text(std::string_view text, ImU32 colour);
void key_value(std::string_view key, std::string_view value);  ///< A row; the value wraps.
void gap(float height = 6);
void rule();

// --- marks
void badge(std::string_view text, ImU32 colour, std::uint32_t icon = 0);
void provenance_badge(data::Provenance provenance);
void legend_row(ImU32 colour, std::string_view label);
void notice(std::uint32_t icon, ImU32 colour, std::string_view text);  ///< Tinted box with an icon.
void tooltip(std::string_view text);                                   ///< Of the last item, wrapped.

// --- controls: true when used
bool icon_button(const char* id, std::uint32_t icon, float size, const char* tip = nullptr, bool active = false,
                 float icon_size = 22);
bool button(const char* label, std::uint32_t icon = 0, bool primary = false, float width_px = 0);
bool toggle(const char* id, bool& on);  ///< A switch, 44 x 26.
bool toggle_row(const char* label, bool& on, const char* hint = nullptr);
bool chip(const char* label, bool chosen, ImU32 colour);
bool slider(const char* id, float& value, float low, float high, float width_px);
bool segments(const char* id, std::initializer_list<const char*> labels, int& chosen);
/// A row as wide as the panel: icon, title, second line; `trailing` at the right.
bool list_row(const char* id, std::uint32_t icon, ImU32 icon_colour, std::string_view title, std::string_view second,
              bool chosen = false, std::string_view trailing = {});
/// A row whose text wraps over as many lines as it needs, for instructions.
bool text_row(const char* id, std::uint32_t icon, ImU32 icon_colour, std::string_view text,
              std::string_view trailing = {});
/// Text field with a magnifier; `focus` puts the cursor in. true: changed. `entered`: Enter was pressed.
bool search_field(const char* id, const char* hint, std::string& text, bool focus, bool* entered = nullptr);
void focus_frame();               ///< Around the last item: where keys go.
void progress_line(float share);  ///< 0..1; below 0: unknown, moving.

}  // namespace twin::app
