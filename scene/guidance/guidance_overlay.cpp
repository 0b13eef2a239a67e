#include "scene/guidance/guidance_overlay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "scene/city.h"
#include "scene/guidance/instructions.h"
#include "scene/guidance/network_builder.h"
#include "scene/guidance/ribbon.h"
#include "scene/guidance/route.h"

namespace twin::scene {

namespace {

constexpr double guided_width_m = 2.0, shortest_width_m = 1.4;
constexpr std::uint32_t guided_colour = 0xFFE0601A;    // 0xAABBGGRR: strong blue
constexpr std::uint32_t shortest_colour = 0xFFA5868C;  // grey-violet
constexpr std::uint32_t start_colour = 0xFF4E9A2E, finish_colour = 0xFF2A3BC8, warning_colour = 0xFF1E8CF0;
constexpr std::uint32_t icon_start = 0xE55F, icon_finish = 0xE153, icon_signal = 0xE565, icon_walk = 0xE536,
                        icon_stairs = 0xF1A9, icon_warning = 0xE002;

constexpr std::array walked_kinds = {data::FeatureKind::street,         data::FeatureKind::footway,
                                     data::FeatureKind::cycleway,       data::FeatureKind::steps,
                                     data::FeatureKind::street_area,    data::FeatureKind::crossing,
                                     data::FeatureKind::kerb,           data::FeatureKind::tactile_paving,
                                     data::FeatureKind::traffic_signal, data::FeatureKind::barrier};

std::uint32_t icon_of(const RouteItem& item) {
    switch (item.kind) {
        case RouteItem::Kind::start:
            return icon_start;
        case RouteItem::Kind::finish:
            return icon_finish;
        case RouteItem::Kind::signal:
            return icon_signal;
        case RouteItem::Kind::steps:
            return icon_stairs;
        default:
            return item.warning ? icon_warning : icon_walk;
    }
}

OverlayMarker marker_of(const RouteItem& item) {
    OverlayMarker marker;
    marker.position = item.position;
    marker.title = item.words.de;
    marker.title_en = item.words.en;
    marker.icon = icon_of(item);
    marker.colour = item.warning ? warning_colour : guided_colour;
    marker.priority = item.warning ? 5 : 2;
    return marker;
}

OverlayMarker end_marker(const base::CityPoint& place, const std::string& name, bool start) {
    OverlayMarker marker;
    marker.position = place;
    marker.title = name.empty() ? (start ? "Start" : "Ziel") : name;
    marker.title_en = name.empty() ? (start ? "Start" : "Destination") : name;
    marker.icon = start ? icon_start : icon_finish;
    marker.colour = start ? start_colour : finish_colour;
    marker.priority = 10;
    return marker;
}

/// The stretches of a trail along walks that another path does not use, with the joints at both ends.
std::vector<std::vector<glm::dvec2>> apart_from(const Path& path, const Trail& trail, const Path& other) {
    const auto key = [](const Walk& walk) { return std::pair(walk.edge, walk.side); };
    std::set<std::pair<std::uint32_t, Side>> shared;
    for (const PathPiece& piece : other.pieces) shared.insert(key(piece.walk));
    std::vector<std::vector<glm::dvec2>> stretches;
    const std::size_t count = path.pieces.size();
    for (std::size_t i = 0; i < count;) {
        std::size_t end = i;
        while (end < count && shared.count(key(path.pieces[end].walk)) == 0) ++end;
        if (end > i) {
            const std::size_t first = trail.joint_begin[i];
            const std::size_t last = end < count ? trail.piece_begin[end] : trail.points.size() - 1;
            if (last > first)
                stretches.emplace_back(trail.points.begin() + static_cast<std::ptrdiff_t>(first),
                                       trail.points.begin() + static_cast<std::ptrdiff_t>(last + 1));
        }
        i = end + 1;
    }
    return stretches;
}

}  // namespace

struct GuidanceOverlay::State {
    const City* city = nullptr;  ///< Owns this overlay, lives longer.
    bool ways_there = false, built = false;
    PedestrianNetwork network;
    std::vector<Route> routes;
    std::vector<OverlayMesh> ribbons;
    std::vector<OverlayMarker> item_markers;
    OverlayDrawing drawing;
    std::string credit;
    data::Provenance provenance = data::Provenance::simulated;

    base::Result<void> build_network();
    void draw(const FoundRoutes& found);
};

/// Built at the first route, so that opening a city does not wait for it.
base::Result<void> GuidanceOverlay::State::build_network() {
    if (built) return {};
    NetworkBuilder builder;
    const auto visited = city->file().visit(
        walked_kinds, [&](std::uint32_t number, const data::Feature& feature) { builder.add(number, feature); });
    if (!visited) return visited.error();
    network = builder.build();
    built = true;
    return {};
}

void GuidanceOverlay::State::draw(const FoundRoutes& found) {
    const data::Terrain& terrain = city->terrain();
    ribbons.clear();
    item_markers.clear();
    // Where both run together the wider one would cover the other anyway.
    for (const auto& stretch : apart_from(found.shortest, found.shortest_trail, found.guided))
        ribbons.push_back(build_ribbon(rounded(stretch, corner_radius_m), shortest_width_m, shortest_colour, terrain));
    ribbons.push_back(
        build_ribbon(rounded(found.guided_trail.points, corner_radius_m), guided_width_m, guided_colour, terrain));
    for (const RouteItem& item : routes.back().items) {
        const bool end = item.kind == RouteItem::Kind::start || item.kind == RouteItem::Kind::finish;
        if (!end && item.kind != RouteItem::Kind::turn) item_markers.push_back(marker_of(item));
    }
}

GuidanceOverlay::GuidanceOverlay() : state_(std::make_unique<State>()) {}
GuidanceOverlay::~GuidanceOverlay() = default;

Words GuidanceOverlay::title() const {
    return {"Wegführung", "Guidance"};
}

data::Provenance GuidanceOverlay::provenance() const {
    return state_->provenance;
}

std::string GuidanceOverlay::credit() const {
    return state_->routes.empty() ? std::string() : state_->credit;
}

Legend GuidanceOverlay::legend() const {
    Legend legend;
    legend.title = {"Gehweg zwischen zwei Orten", "Walk between two places"};
    legend.entries = {
        {guided_colour, {"sicher geführt: wenig Treppen, Ampeln bevorzugt", "guided: few stairs, signals preferred"}},
        {shortest_colour, {"kürzester Weg, wo er anders verläuft", "shortest way, where it differs"}},
        {warning_colour,
         {"Achtung: Treppe, Querung ohne Ampel, Nullabsenkung",
          "caution: stairs, crossing without signal, flush kerb"}}};
    return legend;
}

std::vector<OverlayValue> GuidanceOverlay::values() const {
    std::vector<OverlayValue> values;
    for (const Route& route : state_->routes) {
        const bool guided = route.profile == "guided";
        const std::string de = guided ? " (geführt)" : " (kürzester)", en = guided ? " (guided)" : " (shortest)";
        values.push_back({{"Länge" + de, "Length" + en}, fmt::format("{:.0f}", route.length_m), "m"});
        values.push_back(
            {{"Gehzeit" + de, "Walking time" + en}, fmt::format("{:.0f}", std::ceil(route.walking_s / 60)), "min"});
        values.push_back(
            {{"Hauptstraßen gequert, davon mit Ampel" + de, "Main streets crossed, of which signalled" + en},
             fmt::format("{} / {}", route.main.all(), route.main.signalled()),
             ""});
        values.push_back(
            {{"Ruhige Straßen gequert, davon mit Ampel" + de, "Quiet streets crossed, of which signalled" + en},
             fmt::format("{} / {}", route.quiet.all(), route.quiet.signalled()),
             ""});
        values.push_back({{"Treppen, Stufen" + de, "Flights of stairs, steps" + en},
                          fmt::format("{} / {}", route.stairs, route.steps),
                          ""});
    }
    return values;
}

base::Result<void> GuidanceOverlay::adopt(const City& city) {
    state_ = std::make_unique<State>();
    start.reset();
    finish.reset();
    start_name.clear();
    finish_name.clear();
    state_->city = &city;
    const auto counts = city.file().objects_by_kind();
    for (const auto kind : {data::FeatureKind::street, data::FeatureKind::footway, data::FeatureKind::steps}) {
        const auto found = counts.find(std::string(data::name_of(kind)));
        if (found != counts.end() && found->second > 0) state_->ways_there = true;
    }
    for (const data::LayerInfo& layer : city.file().layers()) {
        if (layer.kind != data::gpkg_layer_of(data::FeatureKind::street)) continue;
        if (!layer.source.empty() && state_->credit.find(layer.source) == std::string::npos)
            state_->credit += (state_->credit.empty() ? "" : ", ") + layer.source;
        if (layer.provenance == data::Provenance::invented) state_->provenance = data::Provenance::invented;
    }
    return {};
}

bool GuidanceOverlay::available() const {
    return state_->ways_there;
}

const OverlayDrawing& GuidanceOverlay::look(UtcSeconds) {
    // The ribbons keep their version, so the renderer uploads them once; markers are few.
    State& state = *state_;
    if (state.drawing.meshes.size() != state.ribbons.size() ||
        !std::equal(state.ribbons.begin(), state.ribbons.end(), state.drawing.meshes.begin(),
                    [](const OverlayMesh& a, const OverlayMesh& b) { return a.version == b.version; }))
        state.drawing.meshes = state.ribbons;
    state.drawing.markers = state.item_markers;
    if (start) state.drawing.markers.push_back(end_marker(*start, start_name, true));
    if (finish) state.drawing.markers.push_back(end_marker(*finish, finish_name, false));
    return state.drawing;
}

base::Result<void> GuidanceOverlay::route(const base::CityPoint& from, const base::CityPoint& to) {
    State& state = *state_;
    if (!state.city || !state.ways_there)
        return base::Error{
            "this city has no streets or footpaths to walk on; import OpenStreetMap data of the place beside it"};
    if (const auto built = state.build_network(); !built) return built.error();
    auto found = find_routes(state.network, from, to, state.city->terrain());
    if (!found) return found.error();
    state.routes = found->routes;
    start = from;
    finish = to;
    state.draw(*found);
    for (Route& route : state.routes) add_distances(route.items);
    return {};
}

void GuidanceOverlay::clear() {
    state_->routes.clear();
    state_->ribbons.clear();
    state_->item_markers.clear();
    start.reset();
    finish.reset();
    start_name.clear();
    finish_name.clear();
}

const std::vector<Route>& GuidanceOverlay::routes() const {
    return state_->routes;
}

}  // namespace twin::scene
