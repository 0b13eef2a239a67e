#include "app/widgets.h"

#include <algorithm>
#include <cmath>

#include <imgui_stdlib.h>

#include "app/i18n.h"

namespace twin::app {

namespace {

struct Area {
    ImVec2 low, high;
    bool hovered = false, held = false, pressed = false;
};

Area press_area(const char* id, ImVec2 size) {
    Area area;
    area.low = ImGui::GetCursorScreenPos();
    area.high = area.low + size;
    area.pressed = ImGui::InvisibleButton(id, {std::max(1.0f, size.x), std::max(1.0f, size.y)});
    area.hovered = ImGui::IsItemHovered();
    area.held = ImGui::IsItemActive();
    if (area.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    return area;
}

ImU32 press_colour(const Area& area, ImU32 rest = 0) {
    return area.held ? palette().press : area.hovered ? palette().hover : rest;
}

/// The part of an id or label that is shown.
std::string_view shown(const char* label) {
    const std::string_view text(label);
    return text.substr(0, std::min(text.find("##"), text.size()));
}

}  // namespace

bool icon_button(const char* id, std::uint32_t icon, float size, const char* tip, bool active, float icon_size) {
    const Area area = press_area(id, {px(size), px(size)});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 back = active ? palette().accent : press_colour(area);
    if (back & 0xFF000000) list.AddRectFilled(area.low, area.high, back, px(10));
    draw_icon(list, icon, (area.low + area.high) * 0.5f, icon_size,
              active         ? palette().text_on_accent
              : area.hovered ? palette().text
                             : palette().text_soft);
    if (tip) tooltip(tip);
    return area.pressed;
}

bool button(const char* label, std::uint32_t icon, bool primary, float width_px) {
    const std::string_view text = shown(label);
    ImFont* font = fonts().strong;
    const ImVec2 words = text_size(font, text);
    const float content = words.x + (icon ? px(26) : 0);
    const ImVec2 size(width_px > 0 ? width_px : content + px(28), px(38));
    const Area area = press_area(label, size);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 ink = primary ? palette().text_on_accent : palette().text;
    if (primary) {
        const ImU32 base = palette().accent;
        list.AddRectFilled(area.low, area.high,
                           area.held      ? mixed(base, 0xFF000000, 0.15f)
                           : area.hovered ? mixed(base, 0xFFFFFFFF, 0.1f)
                                          : base,
                           px(10));
    } else {
        list.AddRectFilled(area.low, area.high, palette().field, px(10));
        if (area.hovered) list.AddRectFilled(area.low, area.high, press_colour(area), px(10));
    }
    ImVec2 at((area.low.x + area.high.x - content) * 0.5f, (area.low.y + area.high.y - words.y) * 0.5f);
    if (icon) {
        draw_icon(list, icon, {at.x + px(9), (area.low.y + area.high.y) * 0.5f}, 19, ink);
        at.x += px(26);
    }
    draw_text(list, font, at, ink, text);
    return area.pressed;
}

bool toggle(const char* id, bool& on) {
    const Area area = press_area(id, {px(44), px(36)});
    if (area.pressed) on = !on;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 low(area.low.x + px(2), area.low.y + px(7)), high(area.high.x - px(2), area.high.y - px(7));
    const float radius = (high.y - low.y) * 0.5f;
    list.AddRectFilled(low, high, on ? palette().accent : palette().track, radius);
    if (area.hovered) list.AddRectFilled(low, high, palette().hover, radius);
    const ImVec2 knob(on ? high.x - radius : low.x + radius, low.y + radius);
    list.AddCircleFilled({knob.x, knob.y + px(0.8f)}, radius - px(2), with_alpha(palette().shadow, 1));
    list.AddCircleFilled(knob, radius - px(2.5f), 0xFFFFFFFF);
    return area.pressed;
}

bool toggle_row(const char* label, bool& on, const char* hint) {
    const float width = ImGui::GetContentRegionAvail().x, y = ImGui::GetCursorPosY();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float x = ImGui::GetCursorPosX();
    ImGui::SetCursorPosX(x + width - px(44));
    const bool used = toggle(label, on);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::string_view text = shown(label);
    draw_text(list, fonts().body, {at.x, at.y + px(36) * 0.5f - fonts().body->FontSize * 0.5f}, palette().text,
              shortened(fonts().body, text, width - px(54)));
    if (hint) {
        ImGui::SetCursorPosY(y + px(32));
        ImGui::PushTextWrapPos(x + width - px(50));
        soft_text(hint);
        ImGui::PopTextWrapPos();
    }
    return used;
}

bool chip(const char* label, bool chosen, ImU32 colour) {
    const std::string_view text = shown(label);
    const ImVec2 words = text_size(fonts().small, text);
    const ImVec2 size(words.x + px(30), px(36));
    // Chips flow like words: a new line where the next one would not fit.
    const float room = ImGui::GetContentRegionAvail().x;
    if (ImGui::GetCursorPosX() > ImGui::GetCursorStartPos().x + 1 && size.x > room) ImGui::NewLine();
    const Area area = press_area(label, size);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 low(area.low.x, area.low.y + px(3)), high(area.high.x, area.high.y - px(3));
    const float radius = (high.y - low.y) * 0.5f;
    list.AddRectFilled(low, high, chosen ? palette().accent : palette().field, radius);
    if (area.hovered && !chosen) list.AddRectFilled(low, high, press_colour(area), radius);
    const float middle = (low.y + high.y) * 0.5f;
    list.AddCircleFilled({low.x + px(12), middle}, px(4), chosen ? palette().text_on_accent : colour | 0xFF000000);
    draw_text(list, fonts().small, {low.x + px(20), middle - words.y * 0.5f},
              chosen ? palette().text_on_accent : palette().text, text);
    ImGui::SameLine(0, px(6));
    return area.pressed;
}

bool slider(const char* id, float& value, float low, float high, float width_px) {
    const float height = px(36), knob = px(8);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton(id, {std::max(width_px, knob * 4), height});
    const bool hovered = ImGui::IsItemHovered(), held = ImGui::IsItemActive();
    if (hovered || held) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const float x0 = at.x + knob, x1 = at.x + std::max(width_px, knob * 4) - knob, y = at.y + height * 0.5f;
    bool changed = false;
    if (held) {
        const float share = std::clamp((ImGui::GetIO().MousePos.x - x0) / (x1 - x0), 0.0f, 1.0f);
        const float wanted = low + (high - low) * share;
        changed = wanted != value;
        value = wanted;
    }
    const float x = x0 + (x1 - x0) * std::clamp((value - low) / (high - low), 0.0f, 1.0f);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({x0, y - px(2)}, {x1, y + px(2)}, palette().track, px(2));
    list.AddRectFilled({x0, y - px(2)}, {x, y + px(2)}, palette().accent, px(2));
    if (hovered || held) list.AddCircleFilled({x, y}, knob + px(5), palette().accent_soft);
    list.AddCircleFilled({x, y}, knob, palette().accent);
    list.AddCircleFilled({x, y}, knob - px(2.5f), 0xFFFFFFFF);
    return changed;
}

bool segments(const char* id, std::initializer_list<const char*> labels, int& chosen) {
    ImGui::PushID(id);
    const float width = ImGui::GetContentRegionAvail().x, each = width / static_cast<float>(labels.size());
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, at + ImVec2(width, px(38)), palette().field, px(11));
    bool changed = false;
    int index = 0;
    for (const char* label : labels) {
        ImGui::PushID(index);
        if (index) ImGui::SameLine(0, 0);
        const Area area = press_area("##segment", {each, px(38)});
        const ImVec2 low = area.low + ImVec2(px(3), px(3)), high = area.high - ImVec2(px(3), px(3));
        const bool is = index == chosen;
        if (is) {
            list.AddRectFilled(low + ImVec2(0, px(1)), high + ImVec2(0, px(1)), palette().shadow, px(9));
            list.AddRectFilled(low, high, palette().accent, px(9));
        } else if (area.hovered) {
            list.AddRectFilled(low, high, press_colour(area), px(9));
        }
        const std::string text = shortened(is ? fonts().strong : fonts().body, label, each - px(10));
        const ImVec2 words = text_size(is ? fonts().strong : fonts().body, text);
        draw_text(list, is ? fonts().strong : fonts().body,
                  {(low.x + high.x - words.x) * 0.5f, (low.y + high.y - words.y) * 0.5f},
                  is ? palette().text_on_accent : palette().text, text);
        if (area.pressed && !is) {
            chosen = index;
            changed = true;
        }
        ImGui::PopID();
        ++index;
    }
    ImGui::PopID();
    return changed;
}

bool list_row(const char* id, std::uint32_t icon, ImU32 icon_colour, std::string_view title, std::string_view second,
              bool chosen, std::string_view trailing) {
    const float width = ImGui::GetContentRegionAvail().x, height = px(second.empty() ? 40 : 52);
    const Area area = press_area(id, {width, height});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 back = chosen ? palette().accent_soft : press_colour(area);
    if (back & 0xFF000000) list.AddRectFilled(area.low, area.high, back, px(9));
    float x = area.low.x + px(10);
    const float middle = (area.low.y + area.high.y) * 0.5f;
    if (icon) {
        list.AddCircleFilled({x + px(15), middle}, px(16), with_alpha(icon_colour, 0.14f));
        draw_icon(list, icon, {x + px(15), middle}, 19, icon_colour);
        x += px(42);
    }
    float right = area.high.x - px(10);
    if (!trailing.empty()) {
        const ImVec2 words = text_size(fonts().small, trailing);
        right -= words.x;
        draw_text(list, fonts().small, {right, middle - words.y * 0.5f}, palette().text_soft, trailing);
        right -= px(8);
    }
    const float room = std::max(0.0f, right - x);
    if (second.empty()) {
        draw_text(list, fonts().body, {x, middle - fonts().body->FontSize * 0.5f}, palette().text,
                  shortened(fonts().body, title, room));
    } else {
        draw_text(list, fonts().body, {x, middle - fonts().body->FontSize - px(0)}, palette().text,
                  shortened(fonts().body, title, room));
        draw_text(list, fonts().small, {x, middle + px(3)}, palette().text_soft,
                  shortened(fonts().small, second, room));
    }
    return area.pressed;
}

bool text_row(const char* id, std::uint32_t icon, ImU32 icon_colour, std::string_view text, std::string_view trailing) {
    const float width = ImGui::GetContentRegionAvail().x;
    const ImVec2 end = text_size(fonts().small, trailing);
    const float wrap = width - px(54) - end.x - px(8);
    const ImVec2 words = text_size(fonts().body, text, wrap);
    const Area area = press_area(id, {width, std::max(px(44), words.y + px(16))});
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (const ImU32 back = press_colour(area); back & 0xFF000000) list.AddRectFilled(area.low, area.high, back, px(9));
    const float middle = (area.low.y + area.high.y) * 0.5f, x = area.low.x + px(6);
    list.AddCircleFilled({x + px(15), middle}, px(16), with_alpha(icon_colour, 0.14f));
    draw_icon(list, icon, {x + px(15), middle}, 19, icon_colour);
    draw_text(list, fonts().body, {x + px(42), middle - words.y * 0.5f}, palette().text, text, wrap);
    draw_text(list, fonts().small, {area.high.x - px(6) - end.x, middle - end.y * 0.5f}, palette().text_soft, trailing);
    return area.pressed;
}

bool search_field(const char* id, const char* hint, std::string& text, bool focus, bool* entered) {
    const float width = ImGui::GetContentRegionAvail().x;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {px(38), (px(40) - fonts().body->FontSize) * 0.5f});
    ImGui::SetNextItemWidth(width);
    if (focus) ImGui::SetKeyboardFocusHere();
    const bool enter = ImGui::InputTextWithHint(id, hint, &text, ImGuiInputTextFlags_EnterReturnsTrue);
    const bool edited = ImGui::IsItemEdited();
    const bool active = ImGui::IsItemActive();
    ImGui::PopStyleVar();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    draw_icon(list, 0xE8B6, {at.x + px(20), at.y + px(20)}, 20, active ? palette().accent_text : palette().text_soft);
    if (active) list.AddRect(at, at + ImVec2(width, px(40)), palette().accent, px(9), 0, px(1.5f));
    if (entered) *entered = enter;
    return edited;
}

void focus_frame() {
    ImGui::GetWindowDrawList()->AddRect(ImGui::GetItemRectMin(), ImGui::GetItemRectMax(), palette().accent, px(9), 0,
                                        px(1.5f));
}

void progress_line(float share) {
    const float width = ImGui::GetContentRegionAvail().x;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, at + ImVec2(width, px(6)), palette().track, px(3));
    float from = 0, to = std::clamp(share, 0.0f, 1.0f);
    if (share < 0) {
        const float phase = static_cast<float>(std::fmod(ImGui::GetTime() * 0.6, 1.4));
        from = std::clamp(phase - 0.4f, 0.0f, 1.0f);
        to = std::clamp(phase, 0.0f, 1.0f);
    }
    if (to > from)
        list.AddRectFilled({at.x + width * from, at.y}, {at.x + width * to, at.y + px(6)}, palette().accent, px(3));
    ImGui::Dummy({width, px(6)});
}

}  // namespace twin::app
