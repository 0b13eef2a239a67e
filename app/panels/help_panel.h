#pragma once

#include "app/panels/panel.h"

namespace twin::app {

/// Mouse and keys.
class HelpPanel final : public Panel {
  public:
    std::string_view name() const override { return "help"; }
    const char* title_key() const override { return "help.title"; }
    std::uint32_t icon() const override { return 0xE8FD; }
    void draw(const PanelView& view, Commands& commands) override;
};

}  // namespace twin::app
