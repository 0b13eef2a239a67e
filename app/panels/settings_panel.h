#pragma once

#include "app/panels/panel.h"

namespace twin::app {

/// Language, size, look and picture.
class SettingsPanel final : public Panel {
  public:
    std::string_view name() const override { return "settings"; }
    const char* title_key() const override { return "settings.title"; }
    std::uint32_t icon() const override { return 0xE8B8; }
    void draw(const PanelView& view, Commands& commands) override;
};

}  // namespace twin::app
