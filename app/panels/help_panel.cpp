#include "app/panels/help_panel.h"

#include <algorithm>
#include <string>

#include <imgui.h>

#include "app/i18n.h"
#include "app/widgets.h"

namespace twin::app {

namespace {

/// A key as it looks on the keyboard, and what it does.
void key_row(const char* key, const char* meaning) {
    const float width = ImGui::GetContentRegionAvail().x, left = px(126);
    const ImVec2 at = ImGui::GetCursorScreenPos(), size = text_size(fonts().small, key);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({at.x, at.y}, {at.x + size.x + px(14), at.y + px(22)}, palette().field, px(6));
    list.AddRect({at.x, at.y}, {at.x + size.x + px(14), at.y + px(22)}, palette().line, px(6));
    draw_text(list, fonts().small, {at.x + px(7), at.y + (px(22) - size.y) * 0.5f}, palette().text, key);
    const ImVec2 words = text_size(fonts().body, meaning, width - left);
    draw_text(list, fonts().body, {at.x + left, at.y + px(1)}, palette().text, meaning, width - left);
    ImGui::Dummy({width, std::max(px(22), words.y)});
}

/// The keys in the order of the rail, as many as this city offers panels.
std::string panel_keys(const PanelView& view) {
    std::string text;
    const auto names = offered_panel_names(view);
    const auto panels = make_panels();
    for (std::size_t i = 0; i < std::min<std::size_t>(names.size(), 9); ++i)
        for (const auto& panel : panels)
            if (panel->name() == names[i])
                text += (i ? ", " : "") + std::to_string(i + 1) + " " + tr(panel->title_key());
    return text;
}

}  // namespace

void HelpPanel::draw(const PanelView& view, Commands&) {
    heading(tr("help.mouse"));
    key_row(tr("help.left_drag"), tr("help.pan"));
    key_row(tr("help.right_drag"), tr("help.orbit"));
    key_row(tr("help.wheel"), tr("help.zoom"));
    key_row(tr("help.click"), tr("help.select"));
    key_row(tr("help.double_click"), tr("help.fly"));
    heading(tr("help.keys"));
    key_row("W A S D  Q E", tr("help.move"));
    key_row(tr("help.arrows"), tr("help.turn"));
    key_row(tr("help.shift"), tr("help.fast"));
    key_row("+  −", tr("help.zoom_keys"));
    key_row("G", tr("help.walk"));
    key_row("V", tr("help.fly_mode"));
    key_row("H   N   F", tr("help.home"));
    key_row(tr("help.space"), tr("help.play"));
    const std::size_t offered = std::min<std::size_t>(offered_panel_names(view).size(), 9);
    key_row(("1 … " + std::to_string(offered)).c_str(), trf("help.panels", panel_keys(view)).c_str());
    key_row(tr("help.control_f"), tr("help.search"));
    key_row("Tab", tr("help.hide"));
    key_row("F11   F12", tr("help.fullscreen"));
    key_row(tr("help.control_z"), tr("help.undo"));
    key_row(tr("help.delete"), tr("help.delete_route"));
    key_row("Esc", tr("help.escape"));
    gap(6);
    soft_text(tr("help.gamepad"));
    soft_text(tr("help.drop"));
}

}  // namespace twin::app
