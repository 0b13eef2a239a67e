#pragma once

#include <array>

#include "app/panels/panel.h"

namespace twin::app {

/// What a frame costs: passes, triangles, draw calls, bytes.
class FramePanel final : public Panel {
  public:
    std::string_view name() const override { return "frame"; }
    const char* title_key() const override { return "frame.title"; }
    std::uint32_t icon() const override { return 0xE9E4; }
    void draw(const PanelView& view, Commands& commands) override;

  private:
    std::array<float, 120> history_ms_{};
    std::size_t next_ = 0;
};

}  // namespace twin::app
