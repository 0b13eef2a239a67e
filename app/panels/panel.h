#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/commands.h"
#include "app/view_state.h"
#include "renderer/renderer.h"
#include "scene/city.h"

namespace twin::app {

/// All that a panel may see, const.
struct PanelView {
    const scene::City* city = nullptr;  ///< Null until a city is open.
    const ViewState& state;
    const scene::Camera& camera;
    const renderer::FrameFigures* figures = nullptr;
    std::string device;  ///< As Renderer::device().
};

/// Where a panel lives: one at a time on the left (opened from the rail), one at a time on the right (opened by a
/// selection), or always at the foot of the screen.
enum class PanelPlace : std::uint8_t { left, right, bottom };

/// A part of the screen that looks and asks: reads the view, appends commands, touches nothing else.
/// The shell draws frame and title; draw() fills the inside.  Thread: main.
class Panel {
  public:
    virtual ~Panel() = default;
    virtual std::string_view name() const = 0;  ///< "layers"; key of --panel.
    virtual const char* title_key() const = 0;  ///< For tr().
    virtual std::uint32_t icon() const = 0;     ///< Material Icons code point.
    virtual PanelPlace place() const { return PanelPlace::left; }
    /// Left: whether the rail offers it. Right and bottom: whether it shows now.
    virtual bool wanted(const PanelView&) const { return true; }
    /// Title where it is not that of title_key().
    virtual std::string title(const PanelView& view) const;
    virtual void draw(const PanelView& view, Commands& commands) = 0;
};

/// All panels in the order of panel_list.inc, fresh.
std::vector<std::unique_ptr<Panel>> make_panels();
/// Names of all on the left, in order.
std::vector<std::string_view> rail_panel_names();
/// Those of them that this city offers: the rail, and keys 1 to 9.
std::vector<std::string_view> offered_panel_names(const PanelView& view);

}  // namespace twin::app
