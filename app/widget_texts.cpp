#include <algorithm>
#include <cmath>

#include <imgui_internal.h>

#include "app/i18n.h"
#include "app/widgets.h"

namespace twin::app {

std::string utf8_of(std::uint32_t code) {
    std::string out;
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xE0 | ((code >> 12) & 0x0F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
    return out;
}

ImVec2 text_size(ImFont* font, std::string_view text, float wrap_width_px) {
    return font->CalcTextSizeA(font->FontSize, 3.0e38f, wrap_width_px, text.data(), text.data() + text.size());
}

void draw_text(ImDrawList& list, ImFont* font, ImVec2 at, ImU32 colour, std::string_view text, float wrap_width_px) {
    // Whole pixels keep the letters crisp.
    list.AddText(font, font->FontSize, {std::floor(at.x + 0.5f), std::floor(at.y + 0.5f)}, colour, text.data(),
                 text.data() + text.size(), wrap_width_px);
}

void draw_icon(ImDrawList& list, std::uint32_t icon, ImVec2 centre, float size, ImU32 colour) {
    if (!icon) return;
    if (!fonts().has_icons) {
        list.AddCircleFilled(centre, px(size) * 0.22f, colour);
        return;
    }
    const float size_px = px(size);
    // Every icon fills its square, whose top is the font's ascent.
    const ImVec2 at(std::floor(centre.x - size_px * 0.5f + 0.5f), std::floor(centre.y - size_px * 0.5f + 0.5f));
    const std::string text = utf8_of(icon);
    list.AddText(fonts().icons, size_px, at, colour, text.c_str());
}

void draw_shadow(ImDrawList& list, ImVec2 low, ImVec2 high, float rounding_px, float strength) {
    const int rings = 12;
    const float reach = px(16), drop = px(3);
    for (int i = rings; i >= 1; --i) {
        // Rings lie closer together near the box, so that the shadow fades like light does.
        const float share = static_cast<float>(i) / rings, grow = reach * share * share;
        list.AddRectFilled({low.x - grow, low.y - grow + drop}, {high.x + grow, high.y + grow + drop},
                           with_alpha(palette().shadow, strength * 0.11f), rounding_px + grow);
    }
}

std::string shortened(ImFont* font, std::string_view text, float width_px) {
    if (text_size(font, text).x <= width_px) return std::string(text);
    const float dots = text_size(font, "…").x;
    const char* rest = nullptr;
    font->CalcTextSizeA(font->FontSize, std::max(0.0f, width_px - dots), 0, text.data(), text.data() + text.size(),
                        &rest);
    std::string out(text.substr(0, static_cast<std::size_t>(rest - text.data())));
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out + "…";
}

void gap(float height) {
    ImGui::Dummy({1, std::max(0.0f, px(height) - ImGui::GetStyle().ItemSpacing.y)});
}

void rule() {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::GetWindowDrawList()->AddRectFilled({at.x, at.y + px(5)}, {at.x + width, at.y + px(6)}, palette().line);
    ImGui::Dummy({width, px(11)});
}

void coloured_text(std::string_view text, ImU32 colour) {
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    ImGui::PushTextWrapPos(0);
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopTextWrapPos();
    ImGui::PopStyleColor();
}

void heading(const char* text) {
    gap(14);
    ImGui::PushFont(fonts().strong);
    coloured_text(text, palette().text);
    ImGui::PopFont();
}

void soft_text(std::string_view text) {
    ImGui::PushFont(fonts().small);
    coloured_text(text, palette().text_soft);
    ImGui::PopFont();
}

void body_text(std::string_view text) {
    coloured_text(text, palette().text);
}

void key_value(std::string_view key, std::string_view value) {
    const float width = ImGui::GetContentRegionAvail().x, left = std::floor(width * 0.42f);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 key_size = text_size(fonts().small, key, left - px(8)),
                 value_size = text_size(fonts().body, value, width - left);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float baseline = fonts().body->FontSize - fonts().small->FontSize;
    draw_text(list, fonts().small, {at.x, at.y + baseline}, palette().text_soft, key, left - px(8));
    draw_text(list, fonts().body, {at.x + left, at.y}, palette().text, value, width - left);
    ImGui::Dummy({width, std::max(key_size.y + baseline, value_size.y)});
}

void badge(std::string_view text, ImU32 colour, std::uint32_t icon) {
    const ImVec2 words = text_size(fonts().small, text);
    const float height = px(22), lead = icon ? px(23) : px(9);
    const ImVec2 at = ImGui::GetCursorScreenPos(), size(words.x + lead + px(9), height);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, at + size, with_alpha(colour, 0.13f), height * 0.5f);
    if (icon) draw_icon(list, icon, {at.x + px(13), at.y + height * 0.5f}, 14, colour);
    draw_text(list, fonts().small, {at.x + lead, at.y + (height - words.y) * 0.5f}, colour, text);
    ImGui::Dummy(size);
}

void provenance_badge(data::Provenance provenance) {
    const std::string name(data::name_of(provenance));
    badge(tr_or("provenance." + name, name), colour_of(provenance), icon_of(provenance));
    tooltip(tr_or("provenance_hint." + name, ""));
}

void legend_row(ImU32 colour, std::string_view label) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float wrap = std::max(px(60), ImGui::GetContentRegionAvail().x - px(32));
    const ImVec2 words = text_size(fonts().body, label, wrap);
    const float height = std::max(px(22), words.y + px(4)), line = px(22);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({at.x, at.y + px(5)}, {at.x + px(22), at.y + px(17)}, colour | 0xFF000000, px(4));
    draw_text(list, fonts().body, {at.x + px(32), at.y + (line - fonts().body->FontSize) * 0.5f}, palette().text, label,
              wrap);
    ImGui::Dummy({px(32) + words.x, height});
}

void notice(std::uint32_t icon, ImU32 colour, std::string_view text) {
    const float width = ImGui::GetContentRegionAvail().x, wrap = width - px(50);
    const ImVec2 words = text_size(fonts().small, text, wrap);
    const ImVec2 at = ImGui::GetCursorScreenPos(), size(width, std::max(px(40), words.y + px(18)));
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, at + size, with_alpha(colour, 0.12f), px(10));
    draw_icon(list, icon, {at.x + px(21), at.y + size.y * 0.5f}, 19, colour);
    draw_text(list, fonts().small, {at.x + px(40), at.y + (size.y - words.y) * 0.5f}, palette().text, text, wrap);
    ImGui::Dummy(size);
}

void tooltip(std::string_view text) {
    if (text.empty() || !ImGui::IsItemHovered() || ImGui::IsMouseDown(0)) return;
    // A hand on its way somewhere else wants no words.
    const ImGuiID item = ImGui::GetItemID();
    const ImGuiContext& context = *ImGui::GetCurrentContext();
    if (item != 0 && item == context.HoveredId && context.HoveredIdTimer < 0.35f) return;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(12), px(9)});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, px(9));
    ImGui::BeginTooltip();
    ImGui::PushFont(fonts().small);
    ImGui::PushTextWrapPos(px(320));
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopTextWrapPos();
    ImGui::PopFont();
    ImGui::EndTooltip();
    ImGui::PopStyleVar(2);
}

}  // namespace twin::app
