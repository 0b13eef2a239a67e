#pragma once

#include <functional>
#include <optional>

#include <glm/vec2.hpp>

#include "app/commands.h"
#include "app/hud.h"
#include "app/session.h"
#include "app/window.h"
#include "renderer/renderer.h"

namespace twin::app {

/// Turns the mouse over the city into camera moves, clicks and double clicks. Left drag grabs the ground, right drag
/// (or Ctrl + left) orbits, the middle button looks around; on foot and in the air every drag looks around.
/// Owner: Application.  Thread: main.
class Pointer {
  public:
    /// What lies under a pixel.
    using PickAt = std::function<renderer::Pick(const glm::dvec2& cursor_px)>;

    void take(const WindowEvent& event, Session& session, const HudResult& hud, const PickAt& pick, Commands& commands);
    bool pressed() const { return pressed_; }

  private:
    void start_drag(Session& session, const PickAt& pick);
    void click(const glm::dvec2& cursor_px, Session& session, const HudResult& hud, const PickAt& pick,
               Commands& commands);

    bool pressed_ = false, moved_ = false;
    bool control_ = false;
    int button_ = 0;
    glm::dvec2 pressed_at_px_{0, 0};
    double last_click_s_ = -10;
    glm::dvec2 last_click_px_{-100, -100};
};

}  // namespace twin::app
