#pragma once

#include <memory>
#include <string>

#include <glm/vec2.hpp>

#include "app/commands.h"
#include "app/hud.h"
#include "app/panels/panel.h"
#include "base/result.h"

namespace twin::app {

class Shell;

/// Letters and panels over the picture: ImGui's context, fonts and OpenGL backend on the current GL context. Knows no
/// window system, so that it works headless too; the window feeds ImGui's input itself.
/// A still picture: Ui::create(scale, look), then draw_still(view, frame) into the bound framebuffer.
/// Owner: Application or draw_picture().  Thread: main, the GL context current for its whole life.
class Ui {
  public:
    /// Errors: ImGui finds no OpenGL.
    static base::Result<std::unique_ptr<Ui>> create(float scale, Look look);
    ~Ui();

    /// Rebuilds fonts and colours where they differ from now. Between frames only.
    void restyle(float scale, Look look);

    /// One frame: `begin` (after the window system has filled ImGui's io, or with the size for a still), then `draw`,
    /// then `finish` into the bound framebuffer.
    void begin();
    void begin(int width_px, int height_px);
    /// HUD always, panels where `view.state.ui_visible`. Appends what was asked for to `commands`.
    HudResult draw(const PanelView& view, const scene::FrameView& frame, Commands& commands);
    void finish();

    /// Draws everything into the bound framebuffer, as often as it takes for panels to find their size.
    void draw_still(const PanelView& view, const scene::FrameView& frame);

    /// Whether a panel of the last frame lies there. Asked of the place itself: on a slow machine the pointer may have
    /// come and pressed since ImGui last looked.  Units: px.
    bool covers(const glm::dvec2& point_px) const;
    /// ImGui wants the mouse or the keys for a panel or a text field.
    bool wants_mouse() const;
    bool wants_keys() const;
    bool wants_text() const;

  private:
    explicit Ui(std::unique_ptr<Shell> shell);
    std::unique_ptr<Shell> shell_;
    float scale_ = 0;
    Look look_ = Look::light;
};

}  // namespace twin::app
