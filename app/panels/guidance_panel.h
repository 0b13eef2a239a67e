#pragma once

#include <string>
#include <vector>

#include "app/panels/panel.h"

namespace twin::app {

/// Walking routes between two places: the shortest beside the guided one, and what lies along them.
class GuidancePanel final : public Panel {
  public:
    std::string_view name() const override { return "guidance"; }
    const char* title_key() const override { return "guidance.title"; }
    std::uint32_t icon() const override { return 0xE536; }
    bool wanted(const PanelView& view) const override;
    void draw(const PanelView& view, Commands& commands) override;

  private:
    void draw_end(const PanelView& view, bool start, Commands& commands);
    void draw_items(const PanelView& view, Commands& commands);
    std::string words_[2];  ///< Typed names of start and finish.
    std::vector<data::SearchHit> hits_[2];
    int shown_route_ = 1;
};

}  // namespace twin::app
