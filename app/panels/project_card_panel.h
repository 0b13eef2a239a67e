#pragma once

#include "app/panels/panel.h"

namespace twin::app {

/// The card of the selected project.
class ProjectCardPanel final : public Panel {
  public:
    std::string_view name() const override { return "project_card"; }
    const char* title_key() const override { return "projects.card"; }
    std::uint32_t icon() const override { return 0xE8F9; }
    PanelPlace place() const override { return PanelPlace::right; }
    bool wanted(const PanelView& view) const override;
    std::string title(const PanelView& view) const override;
    void draw(const PanelView& view, Commands& commands) override;
};

}  // namespace twin::app
