#include <map>
#include <string>
#include <utility>

#include "app/session.h"
#include "scene/guidance/guidance_overlay.h"
#include "scene/projects/projects_overlay.h"
#include "scene/traffic/traffic_overlay.h"

// What stays when the city grows, and the way back.

namespace twin::app {

namespace {

constexpr std::size_t undo_steps = 100;
constexpr double one_gesture_s = 0.8;

}  // namespace

void Session::adopt_grown(std::unique_ptr<scene::City> city) {
    if (!city_ || !city) return adopt(std::move(city));
    const scene::Camera camera = camera_.camera();
    const CameraMode mode = camera_.mode();
    const scene::UtcSeconds time = city_->time;
    std::map<std::string, scene::LayerState> shown;
    for (const data::LayerInfo& layer : city_->file().layers())
        shown[layer.name] = city_->layer_states()[static_cast<std::size_t>(layer.number)];
    std::map<std::string_view, bool> overlays;
    for (const auto& overlay : city_->overlays()) overlays[overlay->name()] = overlay->visible;
    const auto before = std::move(city_);  // Names of overlays live in it.
    adopt(std::move(city));
    for (const data::LayerInfo& layer : city_->file().layers())
        if (const auto it = shown.find(layer.name); it != shown.end()) {
            scene::LayerState& state = city_->layer_states()[static_cast<std::size_t>(layer.number)];
            state.visible = it->second.visible;
            state.opacity = it->second.opacity;
        }
    for (const auto& overlay : city_->overlays())
        if (const auto it = overlays.find(overlay->name()); it != overlays.end()) overlay->visible = it->second;
    city_->time = time;
    camera_.set_mode(mode);
    state_.camera_mode = mode;
    camera_.jump(camera);
}

Session::Snapshot Session::snapshot(bool with_time) const {
    Snapshot now;
    if (!city_) return now;
    now.layers = city_->layer_states();
    for (const auto& overlay : std::as_const(*city_).overlays()) now.overlays.push_back(overlay->visible);
    if (with_time) now.time = city_->time;
    if (const auto* traffic = city_->overlay<scene::TrafficOverlay>()) {
        now.vehicles = traffic->show_vehicles;
        now.speeds = traffic->show_speeds;
    }
    if (const auto* projects = city_->overlay<scene::ProjectsOverlay>()) now.theme = projects->theme_filter;
    if (const auto* guidance = city_->overlay<scene::GuidanceOverlay>()) {
        now.start = guidance->start;
        now.finish = guidance->finish;
        now.start_name = guidance->start_name;
        now.finish_name = guidance->finish_name;
    }
    return now;
}

void Session::restore(const Snapshot& snapshot) {
    if (!city_ || snapshot.layers.size() != city_->layer_states().size()) return;
    city_->layer_states() = snapshot.layers;
    for (std::size_t i = 0; i < snapshot.overlays.size(); ++i) city_->overlays()[i]->visible = snapshot.overlays[i];
    if (snapshot.time) city_->time = *snapshot.time;
    if (auto* traffic = city_->overlay<scene::TrafficOverlay>()) {
        traffic->show_vehicles = snapshot.vehicles;
        traffic->show_speeds = snapshot.speeds;
    }
    if (auto* projects = city_->overlay<scene::ProjectsOverlay>()) projects->theme_filter = snapshot.theme;
    auto* guidance = city_->overlay<scene::GuidanceOverlay>();
    if (!guidance || (guidance->start == snapshot.start && guidance->finish == snapshot.finish)) return;
    on(command::ClearRoute{});
    guidance->start = snapshot.start;
    guidance->finish = snapshot.finish;
    guidance->start_name = snapshot.start_name;
    guidance->finish_name = snapshot.finish_name;
    find_route(false);
}

void Session::remember(std::size_t kind, bool with_time) {
    if (!city_) return;
    const bool same_gesture = kind == last_kind_ && state_.now_s - last_remembered_s_ < one_gesture_s;
    last_kind_ = kind;
    last_remembered_s_ = state_.now_s;
    redo_.clear();
    if (!same_gesture || undo_.empty()) undo_.push_back(snapshot(with_time));
    if (undo_.size() > undo_steps) undo_.erase(undo_.begin());
    state_.can_undo = true;
    state_.can_redo = false;
}

void Session::on(const command::Undo&) {
    if (undo_.empty()) return;
    redo_.push_back(snapshot(undo_.back().time.has_value()));
    restore(undo_.back());
    undo_.pop_back();
    last_kind_ = SIZE_MAX;
    state_.can_undo = !undo_.empty();
    state_.can_redo = true;
}

void Session::on(const command::Redo&) {
    if (redo_.empty()) return;
    undo_.push_back(snapshot(redo_.back().time.has_value()));
    restore(redo_.back());
    redo_.pop_back();
    last_kind_ = SIZE_MAX;
    state_.can_undo = true;
    state_.can_redo = !redo_.empty();
}

}  // namespace twin::app
