#pragma once

#include "app/panels/panel.h"

namespace twin::app {

/// The clock at the foot of the screen: play, speed, time of day.
class TimeBarPanel final : public Panel {
  public:
    std::string_view name() const override { return "time_bar"; }
    const char* title_key() const override { return "sun.title"; }
    std::uint32_t icon() const override { return 0xE8B5; }
    PanelPlace place() const override { return PanelPlace::bottom; }
    void draw(const PanelView& view, Commands& commands) override;
};

}  // namespace twin::app
