#pragma once

#include "app/panels/panel.h"

namespace twin::app {

/// The city's projects as a list, by theme.
class ProjectsPanel final : public Panel {
  public:
    std::string_view name() const override { return "projects"; }
    const char* title_key() const override { return "projects.title"; }
    std::uint32_t icon() const override { return 0xE8F9; }
    bool wanted(const PanelView& view) const override;
    void draw(const PanelView& view, Commands& commands) override;
};

}  // namespace twin::app
