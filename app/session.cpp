#include "app/session.h"

#include <algorithm>
#include <cmath>

#include "app/i18n.h"
#include "app/message_texts.h"
#include "data/keys.h"
#include "scene/guidance/guidance_overlay.h"
#include "scene/projects/projects_overlay.h"
#include "scene/traffic/traffic_overlay.h"

namespace twin::app {

namespace {

constexpr double least_loading_s = 0.012, most_loading_s = 0.25;

double extent_of(const base::Box3& box) {
    return box.empty() ? 120.0 : std::max({box.size().x, box.size().y, box.size().z * 1.3, 25.0});
}

}  // namespace

std::string title_of(const data::ObjectDetails& details) {
    for (const char* key : {data::keys::name, data::keys::title, data::keys::address})
        if (std::string text = details.attributes.text(key); !text.empty()) return text;
    const std::string kind(data::name_of(details.kind));
    return tr_or("kind." + kind, kind);
}

void Session::adopt(std::unique_ptr<scene::City> city) {
    city_ = std::move(city);
    undo_.clear();
    redo_.clear();
    state_.selection.reset();
    state_.selection_title.clear();
    state_.hover_title.clear();
    state_.route_error.clear();
    state_.click_purpose = ClickPurpose::select;
    state_.can_undo = state_.can_redo = false;
    told_of_imagery_ = false;
    if (!city_) return camera_.set_city(nullptr, {});
    camera_.set_city(&city_->terrain(), city_->extent());
    camera_.set_obstacles(&city_->sight());
    camera_.set_mode(CameraMode::orbit);
    camera_.jump(city_->home());
    state_.camera_mode = CameraMode::orbit;
}

void Session::apply(const Command& command) {
    const bool time = std::holds_alternative<command::SetTime>(command);
    if (time || std::holds_alternative<command::SetLayerVisible>(command) ||
        std::holds_alternative<command::SetLayerOpacity>(command) ||
        std::holds_alternative<command::SetOverlayVisible>(command) ||
        std::holds_alternative<command::SetTrafficParts>(command) ||
        std::holds_alternative<command::SetProjectTheme>(command) ||
        std::holds_alternative<command::SetRouteStart>(command) ||
        std::holds_alternative<command::SetRouteFinish>(command) ||
        std::holds_alternative<command::SwapRoute>(command) || std::holds_alternative<command::ClearRoute>(command))
        remember(command.index(), time);
    std::visit([this](const auto& it) { on(it); }, command);
}

std::vector<Command> Session::take_handed_on() {
    return std::exchange(handed_on_, {});
}

bool Session::update(double dt_s, double motion_s) {
    state_.now_s += dt_s;
    bool changes = camera_.update(motion_s < 0 ? dt_s : motion_s);
    if (city_) {
        if (state_.playing) {
            city_->time += std::min(dt_s, 1.0) * state_.clock_speed;  // A suspended machine is no journey in time.
            changes = true;
        }
        if (!city_->complete()) {
            // Where frames are slow anyway, loading may take as long as drawing does.
            city_->adopt_tiles(camera_.camera().position, std::clamp(dt_s * 0.5, least_loading_s, most_loading_s));
            changes = true;
        }
        if (city_->imagery() && city_->imagery()->news()) changes = true;
        // One message is enough; the log has them all.
        if (city_->imagery() && !told_of_imagery_ && !city_->imagery()->complaints().empty()) {
            told_of_imagery_ = true;
            on(command::ShowMessage{MessageKind::warning, told(city_->imagery()->complaints().front())});
            changes = true;
        }
    }
    state_.camera_mode = camera_.mode();
    changes |= std::erase_if(state_.messages, [&](const Message& it) { return it.until_s < state_.now_s; }) > 0;
    return changes;
}

// --- layers and overlays

void Session::on(const command::SetLayerVisible& it) {
    if (city_ && it.layer >= 0 && it.layer < static_cast<int>(city_->layer_states().size()))
        city_->layer_states()[static_cast<std::size_t>(it.layer)].visible = it.visible;
}

void Session::on(const command::SetLayerOpacity& it) {
    if (city_ && it.layer >= 0 && it.layer < static_cast<int>(city_->layer_states().size()))
        city_->layer_states()[static_cast<std::size_t>(it.layer)].opacity = std::clamp(it.opacity, 0.0f, 1.0f);
}

void Session::on(const command::SetOverlayVisible& it) {
    if (!city_) return;
    for (auto& overlay : city_->overlays())
        if (overlay->name() == it.overlay) overlay->visible = it.visible;
}

void Session::on(const command::SetTrafficParts& it) {
    if (auto* traffic = city_ ? city_->overlay<scene::TrafficOverlay>() : nullptr) {
        traffic->show_vehicles = it.vehicles;
        traffic->show_speeds = it.speeds;
    }
}

void Session::on(const command::SetProjectTheme& it) {
    if (auto* projects = city_ ? city_->overlay<scene::ProjectsOverlay>() : nullptr) projects->theme_filter = it.theme;
}

// --- selection and camera

void Session::on(const command::Select& it) {
    state_.selection.reset();
    state_.selection_title.clear();
    if (!city_) return;
    city_->selected = it.object;
    if (it.object == 0) return;
    auto details = city_->file().object(it.object);
    if (!details) {
        city_->selected = 0;
        return on(command::ShowMessage{MessageKind::warning, told(details.error().message)});
    }
    state_.selection_title = title_of(*details);
    state_.selection = std::move(*details);
}

void Session::on(const command::Hover& it) {
    state_.hover_px = it.at_px;
    if (!city_ || city_->hovered == it.object) return;
    city_->hovered = it.object;
    state_.hover_title.clear();
    if (it.object == 0 || it.object == city_->selected) return;
    const auto details = city_->file().object(it.object);
    if (!details) return;
    state_.hover_title = title_of(*details);
    // A part without a name of its own is called as the whole.
    const std::string kind(data::name_of(details->kind));
    if (details->parent && state_.hover_title == tr_or("kind." + kind, kind))
        if (const auto whole = city_->file().object(details->parent)) state_.hover_title = title_of(*whole);
}

void Session::on(const command::FlyTo& it) {
    if (camera_.mode() == CameraMode::walk) camera_.set_mode(CameraMode::orbit);
    // What is selected opens a panel at the right too.
    camera_.fly_to(camera_.looking_at(it.position, it.extent_m, state_.selection.has_value()));
}

void Session::on(const command::FlyToObject& it) {
    if (!city_) return;
    auto details = city_->file().object(it.object);
    if (!details) return on(command::ShowMessage{MessageKind::warning, told(details.error().message)});
    if (details->bounds.empty()) return;
    base::CityPoint centre(details->bounds.centre());
    on(command::FlyTo{centre, extent_of(details->bounds)});
}

void Session::on(const command::FlyToCamera& it) {
    if (camera_.mode() == CameraMode::walk) camera_.set_mode(CameraMode::orbit);
    camera_.fly_to(it.camera);
}

void Session::on(const command::FitSelection&) {
    if (state_.selection && !state_.selection->bounds.empty())
        on(command::FlyTo{base::CityPoint(state_.selection->bounds.centre()), extent_of(state_.selection->bounds)});
}

void Session::on(const command::GoHome&) {
    if (city_) on(command::FlyToCamera{city_->home()});
}

void Session::on(const command::FaceNorth&) {
    camera_.face_north();
}

void Session::on(const command::ZoomBy& it) {
    camera_.zoom_middle(it.steps);
}

void Session::on(const command::SetCameraMode& it) {
    camera_.set_mode(it.mode);
    state_.camera_mode = it.mode;
}

// --- time

void Session::on(const command::SetTime& it) {
    if (city_ && std::isfinite(it.time)) city_->time = it.time;
}

void Session::on(const command::PlayClock& it) {
    state_.playing = it.playing;
}

void Session::on(const command::SetSpeed& it) {
    if (std::isfinite(it.speed)) state_.clock_speed = std::clamp(it.speed, 0.1, 86400.0);
}

// --- guidance

void Session::on(const command::AskClick& it) {
    state_.click_purpose = it.purpose;
}

void Session::on(const command::SetRouteStart& it) {
    auto* guidance = city_ ? city_->overlay<scene::GuidanceOverlay>() : nullptr;
    if (!guidance) return;
    guidance->start = it.position;
    guidance->start_name = it.name;
    // The next thing a person wants to say is where to.
    state_.click_purpose = guidance->finish ? ClickPurpose::select : ClickPurpose::route_finish;
    find_route();
}

void Session::on(const command::SetRouteFinish& it) {
    auto* guidance = city_ ? city_->overlay<scene::GuidanceOverlay>() : nullptr;
    if (!guidance) return;
    guidance->finish = it.position;
    guidance->finish_name = it.name;
    state_.click_purpose = guidance->start ? ClickPurpose::select : ClickPurpose::route_start;
    find_route();
}

void Session::on(const command::SwapRoute&) {
    auto* guidance = city_ ? city_->overlay<scene::GuidanceOverlay>() : nullptr;
    if (!guidance) return;
    std::swap(guidance->start, guidance->finish);
    std::swap(guidance->start_name, guidance->finish_name);
    find_route();
}

void Session::on(const command::ClearRoute&) {
    auto* guidance = city_ ? city_->overlay<scene::GuidanceOverlay>() : nullptr;
    if (!guidance) return;
    guidance->clear();
    guidance->start.reset();
    guidance->finish.reset();
    guidance->start_name.clear();
    guidance->finish_name.clear();
    state_.route_error.clear();
    state_.click_purpose = ClickPurpose::select;
}

void Session::on(const command::ShowRoute&) {
    const auto* guidance = city_ ? city_->overlay<scene::GuidanceOverlay>() : nullptr;
    if (!guidance) return;
    std::vector<base::CityPoint> places;
    for (const scene::Route& route : guidance->routes())
        places.insert(places.end(), route.course.begin(), route.course.end());
    if (!places.empty()) on(command::FlyToCamera{camera_.framing(places)});
}

void Session::find_route(bool show) {
    auto* guidance = city_->overlay<scene::GuidanceOverlay>();
    state_.route_error.clear();
    if (!guidance->start || !guidance->finish) return;
    guidance->visible = true;
    const auto done = guidance->route(*guidance->start, *guidance->finish);
    if (!done)
        state_.route_error = done.error().message;
    else if (show)
        on(command::ShowRoute{});
}

// --- screen

void Session::on(const command::OpenPanel& it) {
    state_.open_panel = state_.open_panel == it.panel ? std::string() : it.panel;
    state_.ui_visible = true;
}

void Session::on(const command::ToggleUi&) {
    state_.ui_visible = !state_.ui_visible;
}

void Session::on(const command::SetLanguage& it) {
    state_.settings.language = it.language;
    set_language(it.language);
    if (state_.selection) state_.selection_title = title_of(*state_.selection);
}

void Session::on(const command::SetLook& it) {
    state_.settings.look = it.look;
}

void Session::on(const command::SetUiScale& it) {
    state_.settings.ui_scale = it.scale <= 0 ? 0.0f : std::clamp(it.scale, 1.0f, 3.0f);
}

void Session::on(const command::SetStyle& it) {
    state_.settings.style = it.style;
}

void Session::on(const command::ShowMessage& it) {
    const double seconds = it.kind == MessageKind::error ? 20 : it.kind == MessageKind::warning ? 10 : 5;
    if (state_.messages.size() >= 4) state_.messages.erase(state_.messages.begin());
    state_.messages.push_back({next_message_++, it.kind, it.text, state_.now_s + seconds});
}

void Session::on(const command::DismissMessage& it) {
    std::erase_if(state_.messages, [&](const Message& each) { return each.number == it.number; });
}

}  // namespace twin::app
