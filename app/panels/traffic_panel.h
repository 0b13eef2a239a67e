#pragma once

#include "app/panels/panel.h"

namespace twin::app {

/// Traffic over the clock: legend, figures, what of it shows.
class TrafficPanel final : public Panel {
  public:
    std::string_view name() const override { return "traffic"; }
    const char* title_key() const override { return "traffic.title"; }
    std::uint32_t icon() const override { return 0xE531; }
    bool wanted(const PanelView& view) const override;
    void draw(const PanelView& view, Commands& commands) override;
};

}  // namespace twin::app
