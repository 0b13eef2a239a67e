#include "app/theme.h"

#include <algorithm>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <system_error>

#include <imgui_freetype.h>

#include "base/log.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

constexpr ImU32 rgb(std::uint32_t hex, float alpha = 1) {
    return (static_cast<ImU32>(alpha * 255 + 0.5f) << 24) | ((hex & 0xFF) << 16) | (hex & 0xFF00) | (hex >> 16);
}

constexpr Palette light_palette{.panel = rgb(0xFAFBFD, 0.965f),
                                .panel_edge = rgb(0x0B1B33, 0.09f),
                                .shadow = rgb(0x0A1A33, 0.16f),
                                .text = rgb(0x16202E),
                                .text_soft = rgb(0x5A6778),
                                .text_on_accent = rgb(0xFFFFFF),
                                .accent = rgb(0x1B64D9),
                                .accent_soft = rgb(0x1B64D9, 0.11f),
                                .accent_text = rgb(0x1455BE),
                                .field = rgb(0x0F2444, 0.055f),
                                .hover = rgb(0x0F2444, 0.06f),
                                .press = rgb(0x0F2444, 0.11f),
                                .line = rgb(0x0F2444, 0.10f),
                                .track = rgb(0x0F2444, 0.16f),
                                .good = rgb(0x1A8754),
                                .warning = rgb(0xB26A00),
                                .error = rgb(0xC62F3B),
                                .scrim = rgb(0xFFFFFF, 0.82f)};

constexpr Palette dark_palette{.panel = rgb(0x161C26, 0.955f),
                               .panel_edge = rgb(0xFFFFFF, 0.09f),
                               .shadow = rgb(0x000000, 0.34f),
                               .text = rgb(0xEEF2F8),
                               .text_soft = rgb(0xA3AFBF),
                               .text_on_accent = rgb(0xFFFFFF),
                               .accent = rgb(0x3B82F6),
                               .accent_soft = rgb(0x3B82F6, 0.20f),
                               .accent_text = rgb(0x8AB8FF),
                               .field = rgb(0xFFFFFF, 0.07f),
                               .hover = rgb(0xFFFFFF, 0.07f),
                               .press = rgb(0xFFFFFF, 0.13f),
                               .line = rgb(0xFFFFFF, 0.10f),
                               .track = rgb(0xFFFFFF, 0.20f),
                               .good = rgb(0x4CC38A),
                               .warning = rgb(0xF0B04A),
                               .error = rgb(0xF27781),
                               .scrim = rgb(0x10161F, 0.78f)};

struct Theme {
    Palette palette = light_palette;
    Fonts fonts;
    float scale = 1;
};

Theme& theme() {
    static Theme instance;
    return instance;
}

// Latin with all its accents, Greek, Cyrillic, punctuation, currency, arrows, mathematics.
constexpr ImWchar text_ranges[] = {0x0020, 0x017F, 0x0218, 0x021B, 0x02C6, 0x02DD, 0x0386, 0x03CE, 0x0400, 0x045F,
                                   0x1E00, 0x1EFF, 0x2010, 0x2027, 0x2030, 0x203A, 0x2044, 0x2044, 0x2070, 0x209C,
                                   0x20A0, 0x20BF, 0x2103, 0x2103, 0x2109, 0x2122, 0x2190, 0x2199, 0x2212, 0x2212,
                                   0x2215, 0x221E, 0x2248, 0x2265, 0x25A0, 0x25CF, 0xFFFD, 0xFFFD, 0};
constexpr ImWchar icon_ranges[] = {0xE000, 0xEB4F, 0};

std::string first_present(std::initializer_list<const char*> files) {
    std::error_code error;
    for (const char* file : files)
        if (fs::exists(file, error)) return file;
    return {};
}

ImFont* add_font(ImFontAtlas& atlas, const std::string& file, float size_px, const ImWchar* ranges, float down_px = 0) {
    ImFontConfig config;
    config.OversampleH = config.OversampleV = 1;  // FreeType hints instead.
    config.PixelSnapH = false;
    config.GlyphOffset.y = down_px;
    if (!file.empty())
        if (ImFont* font = atlas.AddFontFromFileTTF(file.c_str(), size_px, &config, ranges)) return font;
    ImFontConfig plain;
    plain.SizePixels = size_px;
    return atlas.AddFontDefault(&plain);
}

}  // namespace

const Palette& palette() {
    return theme().palette;
}

const Fonts& fonts() {
    return theme().fonts;
}

float ui_scale() {
    return theme().scale;
}

float px(float design_px) {
    return design_px * theme().scale;
}

ImU32 with_alpha(ImU32 colour, float factor) {
    const float alpha = static_cast<float>(colour >> 24) * std::clamp(factor, 0.0f, 1.0f);
    return (colour & 0x00FFFFFF) | (static_cast<ImU32>(alpha + 0.5f) << 24);
}

ImU32 mixed(ImU32 a, ImU32 b, float t) {
    ImU32 out = 0;
    for (int shift = 0; shift < 32; shift += 8) {
        const float from = static_cast<float>((a >> shift) & 0xFF), to = static_cast<float>((b >> shift) & 0xFF);
        out |= static_cast<ImU32>(from + (to - from) * t + 0.5f) << shift;
    }
    return out;
}

void build_fonts(float scale) {
    static const std::string regular = first_present({"/usr/share/fonts/opentype/inter/Inter-Regular.otf",
                                                      "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
                                                      "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"});
    static const std::string semibold = first_present({"/usr/share/fonts/opentype/inter/Inter-SemiBold.otf",
                                                       "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
                                                       "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"});
    static const std::string icons =
        first_present({"/usr/share/fonts/truetype/material-design-icons-iconfont/MaterialIcons-Regular.ttf"});
    if (regular.empty()) spdlog::warn("no text font found; install fonts-inter for readable text");
    if (icons.empty()) spdlog::warn("no icon font found; install fonts-material-design-icons-iconfont");

    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
    atlas.FontBuilderIO = ImGuiFreeType::GetBuilderForFreeType();
    atlas.FontBuilderFlags = ImGuiFreeTypeBuilderFlags_LightHinting;
    atlas.Flags |= ImFontAtlasFlags_NoPowerOfTwoHeight;
    Fonts& all = theme().fonts;
    all.body = add_font(atlas, regular, 17.5f * scale, text_ranges);
    all.strong = add_font(atlas, semibold, 17.5f * scale, text_ranges);
    all.small = add_font(atlas, regular, 15 * scale, text_ranges);
    all.title = add_font(atlas, semibold, 22.5f * scale, text_ranges);
    all.has_icons = !icons.empty();
    all.icons = all.has_icons ? add_font(atlas, icons, 22 * scale, icon_ranges) : all.body;
    atlas.Build();
    theme().scale = scale;
}

void apply_theme(Look look, float scale) {
    Theme& it = theme();
    it.palette = look == Look::dark ? dark_palette : light_palette;
    it.scale = scale;
    const Palette& p = it.palette;

    ImGuiStyle style;
    style.WindowPadding = {16, 14};
    style.FramePadding = {12, 9};
    style.ItemSpacing = {8, 8};
    style.ItemInnerSpacing = {8, 6};
    style.WindowRounding = 14;
    style.ChildRounding = 10;
    style.FrameRounding = 9;
    style.PopupRounding = 12;
    style.GrabRounding = 9;
    style.ScrollbarRounding = 6;
    style.ScrollbarSize = 10;
    style.GrabMinSize = 14;
    style.WindowBorderSize = 1;
    style.PopupBorderSize = 1;
    style.FrameBorderSize = 0;
    style.WindowMinSize = {8, 8};
    style.ScaleAllSizes(scale);
    style.WindowBorderSize = style.PopupBorderSize = std::max(1.0f, scale * 0.75f);
    style.AntiAliasedLinesUseTex = true;
    style.CircleTessellationMaxError = 0.2f;

    const auto set = [&](ImGuiCol slot, ImU32 colour) { style.Colors[slot] = ImGui::ColorConvertU32ToFloat4(colour); };
    for (ImVec4& colour : style.Colors) colour = ImVec4(0, 0, 0, 0);
    set(ImGuiCol_Text, p.text);
    set(ImGuiCol_TextDisabled, p.text_soft);
    set(ImGuiCol_TextSelectedBg, with_alpha(p.accent, 0.30f));
    set(ImGuiCol_WindowBg, p.panel);
    set(ImGuiCol_PopupBg, p.panel | 0xFF000000);
    set(ImGuiCol_Border, p.panel_edge);
    set(ImGuiCol_FrameBg, p.field);
    set(ImGuiCol_FrameBgHovered, p.hover);
    set(ImGuiCol_FrameBgActive, p.press);
    set(ImGuiCol_Button, p.field);
    set(ImGuiCol_ButtonHovered, p.hover);
    set(ImGuiCol_ButtonActive, p.press);
    set(ImGuiCol_Header, p.accent_soft);
    set(ImGuiCol_HeaderHovered, p.hover);
    set(ImGuiCol_HeaderActive, p.press);
    set(ImGuiCol_ScrollbarGrab, p.track);
    set(ImGuiCol_ScrollbarGrabHovered, p.text_soft);
    set(ImGuiCol_ScrollbarGrabActive, p.accent);
    set(ImGuiCol_Separator, p.line);
    set(ImGuiCol_CheckMark, p.accent);
    set(ImGuiCol_SliderGrab, p.accent);
    set(ImGuiCol_TableBorderLight, p.line);
    ImGui::GetStyle() = style;
}

ImU32 colour_of(data::Provenance provenance) {
    const bool dark = (theme().palette.text & 0xFF) > 0x80;
    switch (provenance) {
        case data::Provenance::official:
            return rgb(dark ? 0x6EA8FF : 0x1455BE);
        case data::Provenance::measured:
            return rgb(dark ? 0x4FD0B0 : 0x0B7A67);
        case data::Provenance::simulated:
            return rgb(dark ? 0xB59BFF : 0x6B45C6);
        case data::Provenance::assumed:
            return rgb(dark ? 0xF0B04A : 0x96590A);
        case data::Provenance::invented:
            return rgb(dark ? 0xFF8CC0 : 0xB82A73);
        case data::Provenance::planned:
            return rgb(dark ? 0xFF9D70 : 0xBF4A16);
    }
    return palette().text_soft;
}

std::uint32_t icon_of(data::Provenance provenance) {
    switch (provenance) {
        case data::Provenance::official:
            return 0xE8E8;  // verified_user
        case data::Provenance::measured:
            return 0xE41C;  // straighten
        case data::Provenance::simulated:
            return 0xE922;  // timeline
        case data::Provenance::assumed:
            return 0xE8FD;  // help_outline
        case data::Provenance::invented:
            return 0xE90F;  // lightbulb_outline
        case data::Provenance::planned:
            return 0xE869;  // build
    }
    return 0xE88E;
}

}  // namespace twin::app
