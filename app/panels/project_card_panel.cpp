#include "app/panels/project_card_panel.h"

#include <imgui.h>

#include "app/i18n.h"
#include "app/widgets.h"
#include "scene/projects/projects_overlay.h"
#include "scene/projects/themes.h"

namespace twin::app {

namespace {

const scene::ProjectCard* card_of(const PanelView& view) {
    if (!view.city || !view.city->selected) return nullptr;
    const auto* projects = view.city->overlay<scene::ProjectsOverlay>();
    return projects ? projects->card_of(view.city->selected) : nullptr;
}

}  // namespace

bool ProjectCardPanel::wanted(const PanelView& view) const {
    return card_of(view) != nullptr;
}

std::string ProjectCardPanel::title(const PanelView&) const {
    return tr("projects.card");
}

void ProjectCardPanel::draw(const PanelView& view, Commands& commands) {
    const scene::ProjectCard* card = card_of(view);
    if (!card) return;
    ImGui::PushFont(fonts().title);
    body_text(in_language(card->title));
    ImGui::PopFont();
    const ImU32 colour = scene::ProjectsOverlay::theme_colour(card->theme) | 0xFF000000;
    badge(in_language(scene::ProjectsOverlay::theme_words(card->theme)), colour, scene::theme_of(card->theme).icon);
    provenance_badge(card->provenance);
    gap(4);
    if (const std::string& text = in_language(card->text); !text.empty()) body_text(text);
    gap(6);
    if (!card->status.empty()) key_value(tr("projects.status"), in_language(scene::status_words(card->status)));
    if (!card->years.empty()) key_value(tr("projects.years"), card->years);
    if (!card->figures.empty()) key_value(tr("projects.figures"), card->figures);
    if (!card->source.empty()) {
        gap(6);
        soft_text(trf("projects.source", card->source));
    }
    gap(8);
    if (button(tr("inspector.fly"), 0xE55C, true, ImGui::GetContentRegionAvail().x))
        commands.push_back(command::FlyTo{card->position, 300});
}

}  // namespace twin::app
