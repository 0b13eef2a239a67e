#include "app/panels/projects_panel.h"

#include <algorithm>
#include <string>
#include <vector>

#include <imgui.h>

#include "app/i18n.h"
#include "app/widgets.h"
#include "scene/projects/projects_overlay.h"
#include "scene/projects/themes.h"

namespace twin::app {

namespace {

const scene::ProjectsOverlay* projects_of(const PanelView& view) {
    const auto* overlay = view.city ? view.city->overlay<scene::ProjectsOverlay>() : nullptr;
    return overlay && overlay->available() ? overlay : nullptr;
}

}  // namespace

bool ProjectsPanel::wanted(const PanelView& view) const {
    return projects_of(view) != nullptr;
}

void ProjectsPanel::draw(const PanelView& view, Commands& commands) {
    const scene::ProjectsOverlay* projects = projects_of(view);
    if (!projects) return soft_text(tr("projects.none"));
    bool visible = projects->visible;
    if (toggle_row(tr("projects.show"), visible)) commands.push_back(command::SetOverlayVisible{"projects", visible});

    std::vector<std::string> themes;
    for (const scene::ProjectCard& card : projects->cards())
        if (std::find(themes.begin(), themes.end(), card.theme) == themes.end()) themes.push_back(card.theme);
    if (chip(tr("projects.all"), projects->theme_filter.empty(), palette().accent))
        commands.push_back(command::SetProjectTheme{""});
    for (const std::string& theme : themes) {
        const std::string label = in_language(scene::ProjectsOverlay::theme_words(theme)) + "##" + theme;
        if (chip(label.c_str(), projects->theme_filter == theme, scene::ProjectsOverlay::theme_colour(theme)))
            commands.push_back(command::SetProjectTheme{projects->theme_filter == theme ? "" : theme});
    }
    ImGui::NewLine();
    for (const scene::ProjectCard& card : projects->cards()) {
        if (!projects->theme_filter.empty() && card.theme != projects->theme_filter) continue;
        ImGui::PushID(static_cast<int>(card.object));
        const ImU32 colour = scene::ProjectsOverlay::theme_colour(card.theme) | 0xFF000000;
        const std::string second = card.status.empty() ? card.years : in_language(scene::status_words(card.status));
        if (list_row("##card", scene::theme_of(card.theme).icon, colour, in_language(card.title), second,
                     card.object != 0 && card.object == view.city->selected)) {
            commands.push_back(command::Select{card.object});
            commands.push_back(command::FlyTo{card.position, 350});
        }
        tooltip(in_language(card.title));
        ImGui::PopID();
    }
}

}  // namespace twin::app
