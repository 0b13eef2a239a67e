#include "app/pointer.h"

#include <algorithm>

#include <glm/geometric.hpp>

#include "app/i18n.h"
#include "app/theme.h"

namespace twin::app {

namespace {

constexpr double double_click_s = 0.4;

std::optional<base::CityPoint> place_of(const renderer::Pick& pick) {
    return pick.hit ? std::optional<base::CityPoint>(pick.position) : std::nullopt;
}

}  // namespace

void Pointer::take(const WindowEvent& event, Session& session, const HudResult& hud, const PickAt& pick,
                   Commands& commands) {
    CameraControl& camera = session.camera_control();
    switch (event.kind) {
        case WindowEvent::Kind::press:
            if (pressed_) break;
            pressed_ = true;
            moved_ = false;
            button_ = event.button;
            control_ = event.control;
            pressed_at_px_ = event.cursor_px;
            break;
        case WindowEvent::Kind::move:
            if (!pressed_) break;
            // A hand that clicks trembles by a few pixels.
            if (!moved_ && glm::length(event.cursor_px - pressed_at_px_) > px(4)) {
                moved_ = true;
                start_drag(session, pick);
            }
            if (moved_) camera.drag(event.cursor_px);
            break;
        case WindowEvent::Kind::release:
            if (!pressed_ || event.button != button_) break;
            pressed_ = false;
            camera.end_drag();
            if (!moved_ && button_ == 0) click(event.cursor_px, session, hud, pick, commands);
            break;
        case WindowEvent::Kind::wheel:
            camera.zoom(event.cursor_px, event.wheel_steps);
            break;
        case WindowEvent::Kind::key:
        case WindowEvent::Kind::text:
        case WindowEvent::Kind::drop:
            break;
    }
}

void Pointer::start_drag(Session& session, const PickAt& pick) {
    CameraControl& camera = session.camera_control();
    if (camera.mode() != CameraMode::orbit || button_ == 2) return camera.begin_look(pressed_at_px_);
    const auto place = place_of(pick(pressed_at_px_));
    if (button_ == 1 || control_)
        camera.begin_orbit(pressed_at_px_, place);
    else
        camera.begin_pan(pressed_at_px_, place);
}

void Pointer::click(const glm::dvec2& cursor_px, Session& session, const HudResult& hud, const PickAt& pick,
                    Commands& commands) {
    const double now_s = session.state().now_s;
    const bool twice = now_s - last_click_s_ < double_click_s && glm::length(cursor_px - last_click_px_) < px(8);
    last_click_s_ = twice ? -10 : now_s;
    last_click_px_ = cursor_px;
    const ClickPurpose purpose = session.state().click_purpose;
    if (purpose == ClickPurpose::select && hud.marker_object) {
        commands.push_back(command::Select{hud.marker_object});
        if (twice) commands.push_back(command::FlyTo{hud.marker_position, 300});
        return;
    }
    const renderer::Pick under = pick(cursor_px);
    if (purpose != ClickPurpose::select) {
        if (!under.hit) {
            commands.push_back(command::ShowMessage{MessageKind::info, tr("message.no_ground")});
        } else if (purpose == ClickPurpose::route_start) {
            commands.push_back(command::SetRouteStart{under.position, {}});
        } else {
            commands.push_back(command::SetRouteFinish{under.position, {}});
        }
        return;
    }
    if (twice && under.hit) {
        const double distance_m = glm::length(under.position.vec() - session.camera().position.vec());
        commands.push_back(command::FlyTo{under.position, std::clamp(distance_m * 0.3, 40.0, 2000.0)});
        return;
    }
    commands.push_back(command::Select{under.object});
}

}  // namespace twin::app
