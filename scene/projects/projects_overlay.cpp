#include "scene/projects/projects_overlay.h"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_map>

#include <fmt/format.h>

#include "data/keys.h"
#include "scene/city.h"
#include "scene/projects/themes.h"

namespace twin::scene {
namespace {

/// Pins stand above the eaves of an ordinary house.
constexpr double pin_above_ground_m = 10;

std::string first_text(const data::Attributes& a, const char* key, const char* other) {
    const std::string text = a.text(key);
    return text.empty() ? a.text(other) : text;
}

/// Errors: nullopt without a place or a title.
std::optional<ProjectCard> card_of_feature(std::uint32_t number, const data::Feature& feature,
                                           const data::Terrain& terrain) {
    ProjectCard card;
    if (!feature.points.empty()) {
        card.position = base::CityPoint(feature.points.front());
    } else if (!feature.surfaces.empty() && !feature.surfaces.front().outer.empty()) {
        glm::dvec3 sum(0);
        for (const glm::dvec3& p : feature.surfaces.front().outer) sum += p;
        card.position = base::CityPoint(sum / static_cast<double>(feature.surfaces.front().outer.size()));
    } else if (!feature.lines.empty() && !feature.lines.front().points.empty()) {
        card.position = base::CityPoint(feature.lines.front().points[feature.lines.front().points.size() / 2]);
    } else {
        return std::nullopt;
    }
    card.position.z_m = terrain.height_at(card.position.x_m, card.position.y_m);
    const data::Attributes& a = feature.attributes;
    card.object = number;
    card.title.de = first_text(a, data::keys::title, data::keys::name);
    if (card.title.de.empty()) return std::nullopt;
    card.title.en = a.text(data::keys::title_en, card.title.de);
    card.text.de = first_text(a, data::keys::text, data::keys::description);
    card.text.en = a.text(data::keys::text_en, card.text.de);
    card.theme = theme_of(a.text(data::keys::theme)).key;
    card.status = a.text(data::keys::status);
    card.years = a.text(data::keys::years);
    card.figures = a.text(data::keys::figures);
    card.source = a.text(data::keys::source);
    return card;
}

}  // namespace

struct ProjectsOverlay::State {
    std::vector<ProjectCard> cards;
    std::unordered_map<std::uint32_t, std::size_t> by_object;
    std::vector<std::string> credits;
    data::Provenance provenance = data::Provenance::official;
    OverlayDrawing drawing;
    std::optional<std::string> drawn_filter;  ///< Filter of `drawing`; none: to be made.
};

ProjectsOverlay::ProjectsOverlay() : state_(std::make_unique<State>()) {}
ProjectsOverlay::~ProjectsOverlay() = default;

Words ProjectsOverlay::title() const {
    return {"Projekte", "Projects"};
}
data::Provenance ProjectsOverlay::provenance() const {
    return state_->provenance;
}
bool ProjectsOverlay::available() const {
    return !state_->cards.empty();
}
const std::vector<ProjectCard>& ProjectsOverlay::cards() const {
    return state_->cards;
}

std::string ProjectsOverlay::credit() const {
    if (!visible || !available()) return {};
    std::string all;
    for (const std::string& credit : state_->credits) all += (all.empty() ? "" : "; ") + credit;
    return all;
}

Legend ProjectsOverlay::legend() const {
    Legend legend;
    legend.title = {"Projekte nach Thema", "Projects by theme"};
    for (const ProjectTheme& theme : project_themes())
        if (std::any_of(state_->cards.begin(), state_->cards.end(),
                        [&](const ProjectCard& c) { return c.theme == theme.key; }))
            legend.entries.push_back({theme.colour, {theme.de, theme.en}});
    return legend;
}

std::vector<OverlayValue> ProjectsOverlay::values() const {
    const auto shown = std::count_if(state_->cards.begin(), state_->cards.end(), [&](const ProjectCard& c) {
        return theme_filter.empty() || c.theme == theme_filter;
    });
    return {{{"Projekte", "Projects"}, fmt::format("{}", shown), ""},
            {{"Themen", "Themes"}, fmt::format("{}", legend().entries.size()), ""}};
}

base::Result<void> ProjectsOverlay::adopt(const City& city) {
    *state_ = State{};
    const auto& layers = city.file().layers();
    std::unordered_map<int, data::Provenance> provenances;
    for (const data::LayerInfo& layer : layers) {
        if (layer.kind != data::gpkg_layer_of(data::FeatureKind::project)) continue;
        if (provenances.empty()) state_->provenance = layer.provenance;
        provenances[layer.number] = layer.provenance;
        if (!layer.source.empty() &&
            std::find(state_->credits.begin(), state_->credits.end(), layer.source) == state_->credits.end())
            state_->credits.push_back(layer.source);
    }
    const std::array kinds = {data::FeatureKind::project};
    const auto visited = city.file().visit(kinds, [&](std::uint32_t number, const data::Feature& feature) {
        auto card = card_of_feature(number, feature, city.terrain());
        if (!card) return;
        card->provenance = state_->provenance;
        if (provenances.size() > 1)
            if (const auto details = city.file().object(number))
                if (const auto it = provenances.find(details->layer); it != provenances.end())
                    card->provenance = it->second;
        state_->by_object[number] = state_->cards.size();
        state_->cards.push_back(std::move(*card));
    });
    if (!visited) return visited.error();
    return {};
}

const OverlayDrawing& ProjectsOverlay::look(UtcSeconds) {
    if (state_->drawn_filter == theme_filter) return state_->drawing;
    state_->drawn_filter = theme_filter;
    state_->drawing = {};
    for (const ProjectCard& card : state_->cards) {
        if (!theme_filter.empty() && card.theme != theme_filter) continue;
        const ProjectTheme& theme = theme_of(card.theme);
        OverlayMarker marker;
        marker.position = card.position;
        marker.position.z_m += pin_above_ground_m;
        marker.title = card.title.de;
        marker.title_en = card.title.en;
        marker.colour = theme.colour;
        marker.icon = theme.icon;
        marker.object = card.object;
        // Projects with figures tell more: their labels win.
        marker.priority = card.figures.empty() ? 1.f : 2.f;
        state_->drawing.markers.push_back(std::move(marker));
    }
    return state_->drawing;
}

const ProjectCard* ProjectsOverlay::card_of(std::uint32_t object) const {
    const auto it = state_->by_object.find(object);
    return it == state_->by_object.end() ? nullptr : &state_->cards[it->second];
}

Words ProjectsOverlay::theme_words(const std::string& theme) {
    const ProjectTheme& known = theme_of(theme);
    return {known.de, known.en};
}

std::uint32_t ProjectsOverlay::theme_colour(const std::string& theme) {
    return theme_of(theme).colour;
}

}  // namespace twin::scene
