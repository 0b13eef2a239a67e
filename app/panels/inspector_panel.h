#pragma once

#include "app/panels/panel.h"

namespace twin::app {

/// The selected object: attributes, parts, layer and source, what was repaired or assumed.
class InspectorPanel final : public Panel {
  public:
    std::string_view name() const override { return "inspector"; }
    const char* title_key() const override { return "inspector.title"; }
    std::uint32_t icon() const override { return 0xE88E; }
    PanelPlace place() const override { return PanelPlace::right; }
    bool wanted(const PanelView& view) const override;
    std::string title(const PanelView& view) const override;
    void draw(const PanelView& view, Commands& commands) override;
};

}  // namespace twin::app
