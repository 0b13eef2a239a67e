#include "app/panels/settings_panel.h"

#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "app/i18n.h"
#include "app/widgets.h"

namespace twin::app {

namespace {

void draw_screen(const PanelView& view, Commands& commands) {
    const Settings& settings = view.state.settings;
    heading(tr("settings.language"));
    int chosen = settings.language == Language::german ? 0 : 1;
    if (segments("##language", {"Deutsch", "English"}, chosen))
        commands.push_back(command::SetLanguage{chosen == 0 ? Language::german : Language::english});
    heading(tr("settings.look"));
    chosen = settings.look == Look::light ? 0 : 1;
    if (segments("##look", {tr("settings.light"), tr("settings.dark")}, chosen))
        commands.push_back(command::SetLook{chosen == 0 ? Look::light : Look::dark});
    heading(tr("settings.size"));
    // Steps and no slider: a slider would change its own size under the hand.
    const float scale = ui_scale();
    const float width = ImGui::GetContentRegionAvail().x;
    if (icon_button("##smaller", 0xE15B, 40))
        commands.push_back(command::SetUiScale{std::max(1.0f, std::round(scale * 8 - 1) / 8)});
    ImGui::SameLine();
    if (icon_button("##larger", 0xE145, 40))
        commands.push_back(command::SetUiScale{std::min(3.0f, std::round(scale * 8 + 1) / 8)});
    ImGui::SameLine(0, px(12));
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted((number_text(std::round(scale * 100), 0) + " %").c_str());
    ImGui::SameLine(width - px(134));
    bool automatic = settings.ui_scale <= 0;
    if (button(tr("settings.automatic"), automatic ? 0xE86C : 0, false, px(134)))
        commands.push_back(command::SetUiScale{automatic ? scale : 0.0f});
}

void draw_picture(const PanelView& view, Commands& commands) {
    scene::PictureStyle style = view.state.settings.style;
    heading(tr("settings.picture"));
    bool changed = toggle_row(tr("settings.shadows"), style.shadows);
    changed |= toggle_row(tr("settings.haze"), style.haze);
    soft_text(tr("settings.samples"));
    int step = style.samples >= 8 ? 3 : style.samples >= 4 ? 2 : style.samples >= 2 ? 1 : 0;
    if (segments("##samples", {tr("settings.off"), "2×", "4×", "8×"}, step)) {
        style.samples = 1 << step;
        changed = true;
    }
    soft_text(trf("settings.trees", length_text(style.tree_distance_m)));
    changed |= slider("##trees", style.tree_distance_m, 0, 12000, ImGui::GetContentRegionAvail().x);
    if (view.city && view.city->imagery()) {
        constexpr int step_mb = 32;
        soft_text(trf("settings.imagery", style.imagery_mb));
        float steps = static_cast<float>(style.imagery_mb) / step_mb;
        if (slider("##imagery", steps, 1, 32, ImGui::GetContentRegionAvail().x)) {
            style.imagery_mb = static_cast<int>(std::lround(steps)) * step_mb;
            changed = true;
        }
    }
    if (changed) commands.push_back(command::SetStyle{style});
}

}  // namespace

void SettingsPanel::draw(const PanelView& view, Commands& commands) {
    draw_screen(view, commands);
    heading(tr("settings.camera"));
    int mode = static_cast<int>(view.state.camera_mode);
    if (segments("##camera", {tr("camera.orbit"), tr("camera.fly"), tr("camera.walk")}, mode))
        commands.push_back(command::SetCameraMode{static_cast<CameraMode>(mode)});
    draw_picture(view, commands);
    gap(8);
    const float half = (ImGui::GetContentRegionAvail().x - px(8)) * 0.5f;
    if (button(tr("settings.screenshot"), 0xE412, false, half)) commands.push_back(command::Screenshot{});
    ImGui::SameLine(0, px(8));
    if (button(tr("settings.fullscreen"), 0xE5D0, false, half)) commands.push_back(command::ToggleFullscreen{});
}

}  // namespace twin::app
