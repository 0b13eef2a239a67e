#include "app/shell.h"

#include <algorithm>
#include <cmath>
#include <exception>

#include <imgui.h>
#include <imgui_internal.h>

#include "app/i18n.h"
#include "app/message_texts.h"
#include "app/widgets.h"
#include "base/log.h"

namespace twin::app {

namespace {

constexpr ImGuiWindowFlags plain_window =
    ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoCollapse |
    ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoNav;
constexpr float rail_width = 60, rail_button = 44, left_width = 348, right_width = 332, margin = 12;

void log_disorder(void*, const char* format, ...) {
    spdlog::warn("a panel left the screen in disorder ({}); put right", format);
}

/// A floating panel's window with its shadow; height as the content needs, at most `most_px`.
bool begin_box(const char* id, ImVec2 at, float width_px, float most_px, ImGuiWindowFlags flags = 0) {
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSizeConstraints({width_px, px(40)}, {width_px, std::max(px(80), most_px)});
    ImGui::SetNextWindowSize({width_px, 0});
    const bool open = ImGui::Begin(id, nullptr, plain_window | flags);
    const ImVec2 low = ImGui::GetWindowPos(), high = low + ImGui::GetWindowSize();
    // A window is not seen in its first frame, in which it finds its size: no shadow without it.
    if (!ImGui::GetCurrentWindow()->Hidden) draw_shadow(*ImGui::GetBackgroundDrawList(), low, high, px(14));
    return open;
}

bool draw_title(const Panel& panel, const PanelView& view) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, button = px(36);
    draw_text(*ImGui::GetWindowDrawList(), fonts().title, {at.x, at.y + (button - fonts().title->FontSize) * 0.5f},
              palette().text, shortened(fonts().title, panel.title(view), width - button));
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + width - button + px(6));
    return icon_button("##close", 0xE5CD, 36, tr("panel.close"), false, 20);
}

/// "reading a.gml" -> "Lesen: a.gml"
std::string stage_words(const std::string& stage) {
    const std::size_t space = stage.find(' ');
    const std::string verb = stage.substr(0, space), known = tr_or("import.stage." + verb, "");
    if (known.empty()) return told(stage);
    return space == std::string::npos ? known : known + ": " + stage.substr(space + 1);
}

}  // namespace

void put_screen_right() {
#if IMGUI_VERSION_NUM < 19110
    ImGui::ErrorCheckEndFrameRecover(log_disorder);
#else
    (void)log_disorder;  // ImGui does so itself.
#endif
}

Shell::Shell(std::vector<std::unique_ptr<Panel>> panels) : panels_(std::move(panels)) {}

Panel* Shell::chosen(PanelPlace place, const PanelView& view) const {
    for (const auto& panel : panels_) {
        if (panel->place() != place || !panel->wanted(view)) continue;
        if (place != PanelPlace::left || panel->name() == view.state.open_panel) return panel.get();
    }
    return nullptr;
}

Shell::Layout Shell::lay_out(const PanelView& view) const {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    Layout layout;
    layout.width = size.x;
    layout.height = size.y;
    if (!view.state.ui_visible) return layout;
    layout.left = px(margin + rail_width);
    if (chosen(PanelPlace::left, view)) layout.left += px(8 + left_width);
    if (chosen(PanelPlace::right, view)) layout.right = px(right_width + margin);
    return layout;
}

bool Shell::covers(const glm::dvec2& point_px) const {
    const ImVec2 point(static_cast<float>(point_px.x), static_cast<float>(point_px.y));
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows)
        if (window->Active && !window->Hidden && !(window->Flags & ImGuiWindowFlags_NoMouseInputs) &&
            window->OuterRectClipped.Contains(point))
            return true;
    return false;
}

HudResult Shell::draw(const PanelView& view, const scene::FrameView& frame, Commands& commands) {
    Layout layout = lay_out(view);
    HudContext hud;
    hud.city = view.city;
    hud.view = &frame;
    hud.selection_title = view.state.selection_title;
    if (view.state.selection) hud.selection_bounds = view.state.selection->bounds;
    hud.left_px = layout.left;
    hud.right_px = layout.right;
    hud.most_credit_lines = view.state.ui_visible ? 3 : 0;
    if (view.city) {
        layout.foot = credits_height(hud);
        layout.compass = compass_place(hud);
    }
    const ImGuiIO& io = ImGui::GetIO();
    if (!io.WantCaptureMouse) hud.cursor_px = {io.MousePos.x, io.MousePos.y};
    HudResult result = draw_hud(hud);
    result.left_px = layout.left;
    result.right_px = layout.right;
    if (view.state.ui_visible) {
        result.top_px = px(margin + 68);
        result.bottom_px = px(56) + std::max(px(38), layout.foot + px(10));
    }
    if (view.state.ui_visible) {
        draw_rail(view, layout, commands);
        draw_left(view, layout, commands);
        draw_right(view, layout, commands);
        draw_time_bar(view, layout, commands);
        draw_buttons(view, layout, commands);
        draw_hint(view, layout);
        draw_hover(view, result);
    }
    draw_messages(view, layout, commands);
    draw_import(view, layout, commands);
    return result;
}

bool Shell::draw_guarded(Panel& panel, const PanelView& view, Commands& commands) {
    ImGuiContext& context = *ImGui::GetCurrentContext();
    const int fonts_before = context.FontStack.Size;
    try {
        panel.draw(view, commands);
        while (context.FontStack.Size > fonts_before) ImGui::PopFont();
        return true;
    } catch (const std::exception& error) {
        spdlog::error("panel {}: {}", panel.name(), error.what());
    }
    // Nobody knows what it had opened; ImGui aborts the program over a single group that stays open, and its own
    // recovery over fonts.
    while (context.FontStack.Size > fonts_before) ImGui::PopFont();
    put_screen_right();
    return false;
}

void Shell::draw_rail(const PanelView& view, const Layout& layout, Commands& commands) {
    int count = 0;
    for (const auto& panel : panels_) count += panel->place() == PanelPlace::left && panel->wanted(view);
    const float step =
        std::min(px(rail_button + 4), (layout.height - px(2 * margin + 16)) / static_cast<float>(std::max(1, count)));
    const float height = step * static_cast<float>(count) + px(12);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(8), px(8)});
    ImGui::SetNextWindowPos({px(margin), px(margin)});
    ImGui::SetNextWindowSize({px(rail_width), height});
    ImGui::Begin("##rail", nullptr, plain_window | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    draw_shadow(*ImGui::GetBackgroundDrawList(), ImGui::GetWindowPos(), ImGui::GetWindowPos() + ImGui::GetWindowSize(),
                px(14));
    int index = 0;
    for (const auto& panel : panels_) {
        if (panel->place() != PanelPlace::left || !panel->wanted(view)) continue;
        ImGui::SetCursorPos({px(8), px(8) + step * static_cast<float>(index)});
        std::string tip = panel->title(view);
        if (index < 9) tip += "  (" + std::to_string(index + 1) + ")";
        const std::string name(panel->name());
        if (icon_button(name.c_str(), panel->icon(), rail_button, name == view.state.open_panel ? nullptr : tip.c_str(),
                        name == view.state.open_panel))
            commands.push_back(command::OpenPanel{name});
        ++index;
    }
    ImGui::End();
    ImGui::PopStyleVar();
}

void Shell::draw_box(Panel& panel, const PanelView& view, float x_px, float width_px, float room_px,
                     const Command& close, Commands& commands) {
    const std::string name(panel.name());
    const ImVec2 padding = ImGui::GetStyle().WindowPadding;
    const float head = px(36) + ImGui::GetStyle().ItemSpacing.y + padding.y * 2;
    // The title stays where it is, only the inside scrolls; its height is known one frame later.
    float& content = content_px_.try_emplace(name, px(360)).first->second;
    const float inside = std::min(std::max(px(24), content), room_px - head);
    ImGui::SetNextWindowPos({x_px, px(margin)});
    ImGui::SetNextWindowSize({width_px, head + inside});
    ImGui::Begin(("##panel-" + name).c_str(), nullptr,
                 plain_window | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    const ImVec2 low = ImGui::GetWindowPos();
    draw_shadow(*ImGui::GetBackgroundDrawList(), low, low + ImGui::GetWindowSize(), px(14));
    if (draw_title(panel, view)) commands.push_back(close);
    // The scroll bar runs in the window's margin, so that nothing moves when it comes and goes.
    ImGui::BeginChild("##inside", {width_px - padding.x - px(2), inside}, false, ImGuiWindowFlags_NoNav);
    // Content is as wide with the scroll bar as without.
    ImGui::BeginChild("##content", {width_px - padding.x * 2, std::max(px(24), content)}, false,
                      ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    if (!draw_guarded(panel, view, commands)) {
        if (begin_box(("##failed-" + name).c_str(), {x_px, px(margin)}, width_px, room_px)) {
            if (draw_title(panel, view)) commands.push_back(close);
            notice(0xE000, palette().error, tr("panel.failed"));
        }
        return ImGui::End();
    }
    content = ImGui::GetCursorPosY() + px(2);
    ImGui::EndChild();
    ImGui::EndChild();
    ImGui::End();
}

void Shell::draw_left(const PanelView& view, const Layout& layout, Commands& commands) {
    if (Panel* panel = chosen(PanelPlace::left, view))
        draw_box(*panel, view, px(margin + rail_width + 8), px(left_width), layout.height - px(2 * margin + 32),
                 command::OpenPanel{""}, commands);
}

void Shell::draw_right(const PanelView& view, const Layout& layout, Commands& commands) {
    if (Panel* panel = chosen(PanelPlace::right, view))
        draw_box(*panel, view, layout.width - px(right_width + margin), px(right_width),
                 layout.height - px(2 * margin + 24), command::Select{0}, commands);
}

void Shell::draw_time_bar(const PanelView& view, const Layout& layout, Commands& commands) {
    Panel* panel = chosen(PanelPlace::bottom, view);
    if (!panel || !view.city) return;
    const float low = layout.left + px(12), high = layout.width - layout.right - px(88);
    const float width = std::clamp(high - low, px(240), px(600)), height = px(56);
    const float x = std::max(low, std::min((low + high - width) * 0.5f, high - width));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(10), px(8)});
    ImGui::SetNextWindowPos({x, layout.height - height - std::max(px(38), layout.foot + px(10))});
    ImGui::SetNextWindowSize({width, height});
    ImGui::Begin("##time", nullptr, plain_window | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    draw_shadow(*ImGui::GetBackgroundDrawList(), ImGui::GetWindowPos(), ImGui::GetWindowPos() + ImGui::GetWindowSize(),
                px(14));
    if (!draw_guarded(*panel, view, commands)) return;
    ImGui::End();
    ImGui::PopStyleVar();
}

void Shell::draw_buttons(const PanelView& view, const Layout& layout, Commands& commands) {
    if (!view.city) return;
    const CompassPlace& compass = layout.compass;
    const float size = px(rail_button), box = size + px(8), height = size * 3 + px(8);
    const ImVec2 at(compass.x - box * 0.5f, compass.y - compass.radius - px(10) - height);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {px(4), px(4)});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    ImGui::SetNextWindowPos(at);
    ImGui::SetNextWindowSize({box, height});
    ImGui::Begin("##camera", nullptr, plain_window | ImGuiWindowFlags_NoScrollbar);
    draw_shadow(*ImGui::GetBackgroundDrawList(), at, at + ImVec2(box, height), px(14));
    if (icon_button("##home", 0xE88A, rail_button, tr("camera.home"))) commands.push_back(command::GoHome{});
    if (icon_button("##in", 0xE145, rail_button, tr("camera.zoom_in"))) commands.push_back(command::ZoomBy{2.5});
    if (icon_button("##out", 0xE15B, rail_button, tr("camera.zoom_out"))) commands.push_back(command::ZoomBy{-2.5});
    ImGui::End();
    ImGui::SetNextWindowPos({compass.x - compass.radius, compass.y - compass.radius});
    ImGui::SetNextWindowSize({compass.radius * 2, compass.radius * 2});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    ImGui::Begin("##compass", nullptr, plain_window | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar);
    if (ImGui::InvisibleButton("##north", {compass.radius * 2, compass.radius * 2}))
        commands.push_back(command::FaceNorth{});
    if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    tooltip(tr("camera.north"));
    ImGui::End();
    ImGui::PopStyleVar(3);
}

void Shell::draw_messages(const PanelView& view, const Layout& layout, Commands& commands) {
    const float width = std::min(px(460), layout.width - layout.left - layout.right - px(24));
    float y = px(margin + 68);
    const float x = (layout.left + layout.width - layout.right - width) * 0.5f;
    for (const Message& message : view.state.messages) {
        const std::string id = "##message-" + std::to_string(message.number);
        const auto [icon, colour] = [&]() -> std::pair<std::uint32_t, ImU32> {
            switch (message.kind) {
                case MessageKind::good:
                    return {0xE86C, palette().good};
                case MessageKind::warning:
                    return {0xE002, palette().warning};
                case MessageKind::error:
                    return {0xE000, palette().error};
                case MessageKind::info:
                    break;
            }
            return {0xE88E, palette().accent_text};
        }();
        if (begin_box(id.c_str(), {x, y}, width, px(220))) {
            const ImVec2 at = ImGui::GetCursorScreenPos();
            draw_icon(*ImGui::GetWindowDrawList(), icon, {at.x + px(10), at.y + px(12)}, 22, colour);
            ImGui::SetCursorPosX(ImGui::GetCursorPosX() + px(32));
            ImGui::BeginGroup();
            ImGui::PushTextWrapPos(width - px(52));
            gap(3);
            ImGui::TextUnformatted(message.text.c_str(), message.text.c_str() + message.text.size());
            ImGui::PopTextWrapPos();
            ImGui::EndGroup();
            ImGui::SetCursorPos({width - px(44), px(8)});
            if (icon_button("##gone", 0xE5CD, 36, nullptr, false, 18))
                commands.push_back(command::DismissMessage{message.number});
        }
        y += ImGui::GetWindowSize().y + px(8);
        ImGui::End();
    }
}

void Shell::draw_import(const PanelView& view, const Layout& layout, Commands& commands) {
    const ImportStatus& import = view.state.import;
    const bool loading = view.city && !view.city->complete();
    if (!import.running && !loading) return;
    const float width = std::min(px(420), layout.width - px(40));
    const float height = px(import.running ? 150 : 74);
    const ImVec2 at((layout.left + layout.width - layout.right - width) * 0.5f,
                    layout.height - height - px(76) - std::max(px(38), layout.foot));
    if (begin_box("##import", at, width, height + px(40))) {
        ImGui::PushFont(fonts().strong);
        const std::string title = import.running ? trf("import.title", told(import.title)) : tr("loading.title");
        ImGui::TextUnformatted(shortened(fonts().strong, title, width - px(32)).c_str());
        ImGui::PopFont();
        progress_line(import.running ? import.share : static_cast<float>(view.city->completeness()));
        if (import.running) {
            std::string line = stage_words(import.stage);
            if (import.objects) line += "  ·  " + trf("import.objects", count_text(import.objects));
            if (import.left_s >= 0) line += "  ·  " + trf("import.left", number_text(import.left_s, 0));
            soft_text(import.cancelling ? tr("import.cancelling") : line.c_str());
            if (!import.cancelling && button(tr("import.cancel"), 0xE5CD)) commands.push_back(command::CancelImport{});
        }
    }
    ImGui::End();
}

void Shell::draw_hover(const PanelView& view, const HudResult& hud) {
    const ViewState& state = view.state;
    if (!view.city || state.hover_title.empty() || view.city->hovered == 0 || view.city->hovered == view.city->selected)
        return;
    // The pointer went on, or something else lies there now: nothing is claimed about it.
    const ImGuiIO& io = ImGui::GetIO();
    const ImVec2 rested(static_cast<float>(state.hover_px.x), static_cast<float>(state.hover_px.y));
    const ImVec2 away = io.MousePos - rested;
    if (away.x * away.x + away.y * away.y > px(6) * px(6) || hud.marker_object || io.WantCaptureMouse) return;
    const std::string text = shortened(fonts().small, state.hover_title, px(260));
    const ImVec2 words = text_size(fonts().small, text), size = words + ImVec2(px(16), px(10));
    const ImVec2 screen = io.DisplaySize;
    ImVec2 low = rested + ImVec2(px(14), px(18));
    low.x = std::min(low.x, screen.x - size.x - px(8));
    if (low.y + size.y > screen.y - px(8)) low.y = rested.y - size.y - px(8);
    ImDrawList& list = *ImGui::GetForegroundDrawList();
    draw_shadow(list, low, low + size, px(8), 0.6f);
    list.AddRectFilled(low, low + size, palette().panel | 0xFF000000, px(8));
    list.AddRect(low, low + size, palette().panel_edge, px(8), 0, px(1));
    draw_text(list, fonts().small, low + ImVec2(px(8), px(5)), palette().text, text);
}

void Shell::draw_hint(const PanelView& view, const Layout& layout) {
    if (view.state.click_purpose == ClickPurpose::select) return;
    const char* text =
        tr(view.state.click_purpose == ClickPurpose::route_start ? "guidance.click_start" : "guidance.click_finish");
    const ImVec2 words = text_size(fonts().strong, text);
    const float middle = (layout.left + layout.width - layout.right) * 0.5f;
    const ImVec2 low(middle - words.x * 0.5f - px(34), px(margin + 68)),
        high(middle + words.x * 0.5f + px(18), px(margin + 108));
    ImDrawList& list = *ImGui::GetForegroundDrawList();
    list.AddRectFilled(low, high, palette().accent, px(20));
    draw_icon(list, 0xE55E, {low.x + px(20), (low.y + high.y) * 0.5f}, 20, palette().text_on_accent);
    draw_text(list, fonts().strong, {low.x + px(36), (low.y + high.y - words.y) * 0.5f}, palette().text_on_accent,
              text);
}

}  // namespace twin::app
