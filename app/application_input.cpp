#include <algorithm>
#include <cmath>
#include <utility>

#include <imgui.h>
#include <glm/geometric.hpp>

#include "app/application.h"
#include "app/imgui_keys.h"
#include "app/theme.h"
#include "scene/guidance/guidance_overlay.h"

// What the person does with mouse, keys and gamepad.

namespace twin::app {

namespace {

constexpr int lively_after_input = 6;
constexpr double pointer_rests_s = 0.3;

}  // namespace

renderer::Pick Application::pick(const glm::dvec2& cursor_px) {
    int width_px = 0, height_px = 0;
    window_->framebuffer_size(width_px, height_px);
    const scene::FrameView view = look(width_px, height_px);
    return renderer_->pick(view, std::clamp(static_cast<int>(cursor_px.x), 0, width_px - 1),
                           std::clamp(static_cast<int>(cursor_px.y), 0, height_px - 1));
}

void Application::take_events() {
    for (const int key : std::exchange(sent_keys_, {})) send_key(static_cast<ImGuiKey>(key), false);
    for (const WindowEvent& event : window_->take_events()) {
        lively_frames_ = lively_after_input;
        if (event.kind == WindowEvent::Kind::drop) {
            commands_.push_back(command::ImportFiles{event.files});
        } else if (event.kind == WindowEvent::Kind::key) {
            take_key(event);
        } else if (event.kind == WindowEvent::Kind::text) {
            take_text(event);
        } else {
            const bool starts = event.kind == WindowEvent::Kind::press || event.kind == WindowEvent::Kind::wheel;
            if (starts && !pointer_.pressed() && (ui_->wants_mouse() || ui_->covers(event.cursor_px))) continue;
            if (session_.city())
                pointer_.take(
                    event, session_, hud_, [this](const glm::dvec2& at_px) { return pick(at_px); }, commands_);
        }
    }
}

void Application::take_text(const WindowEvent& event) {
    if (typed_ahead_.expecting())
        typed_ahead_.letter(event.letter);
    else
        ImGui::GetIO().AddInputCharacter(static_cast<unsigned>(event.letter));
}

void Application::hand_over_text() {
    std::string text;
    bool entered = false;
    if (!typed_ahead_.take(session_.state().now_s, ui_->wants_text(), text, entered)) return;
    ImGui::GetIO().AddInputCharactersUTF8(text.c_str());
    if (entered) {
        send_key(ImGuiKey_Enter, true);
        sent_keys_.push_back(ImGuiKey_Enter);
    }
    lively_frames_ = lively_after_input;
}

void Application::take_key(const WindowEvent& event) {
    if (typed_ahead_.expecting()) {
        typed_ahead_.key();
        if (event.key == "Backspace") typed_ahead_.backspace();
        if (event.key == "Enter") typed_ahead_.enter();
        if (event.key != "Escape") return;
        std::string dropped;
        bool entered = false;
        typed_ahead_.take(session_.state().now_s + 60, false, dropped, entered);
    }
    if (ui_->wants_text()) {
        // F keys mean the same in a text field; letters are letters there.
        if (event.key == "Escape") ImGui::SetWindowFocus(nullptr);
        constexpr std::pair<const char*, int> editing[] = {{"Enter", ImGuiKey_Enter},
                                                           {"Backspace", ImGuiKey_Backspace},
                                                           {"Delete", ImGuiKey_Delete},
                                                           {"Up", ImGuiKey_UpArrow},
                                                           {"Down", ImGuiKey_DownArrow}};
        for (const auto& [name, key] : editing)
            if (event.key == name && missed_key(static_cast<ImGuiKey>(key))) {
                send_key(static_cast<ImGuiKey>(key), true);
                sent_keys_.push_back(key);
            }
        if (event.key.size() < 2 || event.key[0] != 'F') return;
    }
    const auto open_panel = [&](const std::string& name, bool writes) {
        if (name == "search" && session_.state().open_panel != name)
            typed_ahead_.expect(session_.state().now_s, writes);
        commands_.push_back(command::OpenPanel{name});
    };
    if (event.control) {
        if (event.key == "Z") commands_.push_back(event.shift ? Command(command::Redo{}) : Command(command::Undo{}));
        if (event.key == "Y") commands_.push_back(command::Redo{});
        if (event.key == "F") open_panel("search", false);
        if (event.key == "Q") commands_.push_back(command::Quit{});
        return;
    }
    const CameraMode mode = session_.camera_control().mode();
    const auto toggle_mode = [&](CameraMode wanted) {
        commands_.push_back(command::SetCameraMode{mode == wanted ? CameraMode::orbit : wanted});
    };
    Command command;
    if (command_of_key(event.key, offered_panel_names(panel_view()), command)) {
        if (const auto* panel = std::get_if<command::OpenPanel>(&command))
            open_panel(panel->panel, true);
        else
            commands_.push_back(command);
    } else if (event.key == "G") {
        toggle_mode(CameraMode::walk);
    } else if (event.key == "V") {
        toggle_mode(CameraMode::fly);
    } else if (event.key == "Space") {
        commands_.push_back(command::PlayClock{!session_.state().playing});
    } else if (event.key == "Delete") {
        const auto* guidance = session_.city() ? session_.city()->overlay<scene::GuidanceOverlay>() : nullptr;
        if (guidance && session_.state().open_panel == "guidance" && (guidance->start || guidance->finish))
            commands_.push_back(command::ClearRoute{});
    } else if (event.key == "Escape") {
        commands_.push_back(command_of_escape(session_.state()));
    }
}

void Application::take_buttons(const GamepadState& pad) {
    if (pad.home && !pad_.home) commands_.push_back(command::GoHome{});
    if (pad.walk && !pad_.walk) {
        const bool walking = session_.camera_control().mode() == CameraMode::walk;
        commands_.push_back(command::SetCameraMode{walking ? CameraMode::orbit : CameraMode::walk});
    }
    pad_ = pad;
}

void Application::hold_keys() {
    MoveKeys keys;
    if (!ui_->wants_text() && !typed_ahead_.expecting() && !window_->held("Control")) {
        const auto axis = [&](const char* more, const char* less) {
            return (window_->held(more) ? 1.0 : 0.0) - (window_->held(less) ? 1.0 : 0.0);
        };
        keys.forward = axis("W", "S");
        keys.right = axis("D", "A");
        keys.up = axis("E", "Q");
        keys.turn = axis("Right", "Left");
        keys.tilt = axis("Up", "Down");
        keys.zoom = axis("Plus", "Minus");
        keys.fast = window_->held("Shift");
    }
    take_buttons(window_->gamepad());
    keys = together(keys, moves_of(pad_));
    if (keys.any()) lively_frames_ = std::max(lively_frames_, 2);
    session_.camera_control().hold(keys);
}

void Application::look_under_pointer(double dt_s) {
    const glm::dvec2 cursor_px = window_->cursor_px();
    // Where the picture moved, something else lies under the pointer.
    const scene::Camera& camera = session_.camera();
    if (!(camera.position == last_camera_.position) || camera.heading_rad != last_camera_.heading_rad ||
        camera.pitch_rad != last_camera_.pitch_rad || camera.fov_y_rad != last_camera_.fov_y_rad) {
        last_camera_ = camera;
        hover_px_ = {-100, -100};
        session_.state().hover_px = hover_px_;
    }
    if (glm::length(cursor_px - hover_px_) > px(3)) {
        hover_px_ = cursor_px;
        hover_rest_s_ = 0;
        hover_asked_ = false;
        return;
    }
    hover_rest_s_ += std::min(dt_s, 0.2);
    // Once per place: while nothing moves nothing is asked.
    if (hover_asked_ || hover_rest_s_ < pointer_rests_s || !session_.city()) return;
    hover_asked_ = true;
    int width_px = 0, height_px = 0;
    window_->framebuffer_size(width_px, height_px);
    const bool over_city = cursor_px.x >= 0 && cursor_px.y >= 0 && cursor_px.x < width_px && cursor_px.y < height_px &&
                           !pointer_.pressed() && !ui_->wants_mouse() && !ui_->covers(cursor_px) &&
                           !hud_.marker_object && !session_.loading();
    const std::uint32_t object = over_city ? pick(cursor_px).object : 0;
    if (object == session_.city()->hovered) {
        session_.state().hover_px = cursor_px;
        lively_frames_ = std::max(lively_frames_, 1);
    } else {
        commands_.push_back(command::Hover{object, cursor_px});
    }
}

}  // namespace twin::app
