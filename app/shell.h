#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/hud.h"
#include "app/panels/panel.h"

namespace twin::app {

/// Closes whatever a panel forgot to close: Debian's ImGui aborts on it even in release builds. Once a frame, before
/// its end, and after a panel threw.
void put_screen_right();

/// Where everything on the screen sits: the rail at the left with one open panel beside it, inspector or card at the
/// right, time bar at the foot, buttons at the compass, messages at the top.
/// Owner: Ui.  Thread: main, between NewFrame and Render. A panel that throws shows a sentence instead of itself.
class Shell {
  public:
    explicit Shell(std::vector<std::unique_ptr<Panel>> panels = make_panels());
    HudResult draw(const PanelView& view, const scene::FrameView& frame, Commands& commands);
    /// Whether something drawn in the last frame lies there and takes the mouse.  Units: px.
    bool covers(const glm::dvec2& point_px) const;

  private:
    struct Layout {
        float width = 0, height = 0, left = 0, right = 0;
        float foot = 0;  ///< Taken by credits.
        CompassPlace compass;
    };
    Panel* chosen(PanelPlace place, const PanelView& view) const;
    Layout lay_out(const PanelView& view) const;
    void draw_rail(const PanelView& view, const Layout& layout, Commands& commands);
    void draw_left(const PanelView& view, const Layout& layout, Commands& commands);
    void draw_right(const PanelView& view, const Layout& layout, Commands& commands);
    void draw_time_bar(const PanelView& view, const Layout& layout, Commands& commands);
    void draw_buttons(const PanelView& view, const Layout& layout, Commands& commands);
    void draw_messages(const PanelView& view, const Layout& layout, Commands& commands);
    void draw_import(const PanelView& view, const Layout& layout, Commands& commands);
    void draw_hint(const PanelView& view, const Layout& layout);
    void draw_hover(const PanelView& view, const HudResult& hud);
    /// false: it threw, and everything that was open on the screen is closed again.
    bool draw_guarded(Panel& panel, const PanelView& view, Commands& commands);
    void draw_box(Panel& panel, const PanelView& view, float x_px, float width_px, float room_px, const Command& close,
                  Commands& commands);

    std::vector<std::unique_ptr<Panel>> panels_;
    std::map<std::string, float, std::less<>> content_px_;  ///< Height of each panel's inside, one frame old.
};

}  // namespace twin::app
