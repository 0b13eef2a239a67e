#pragma once

#include <string>
#include <vector>

#include "app/panels/panel.h"

namespace twin::app {

/// Finds streets, addresses, places and buildings while typing; Enter or a click flies there.
class SearchPanel final : public Panel {
  public:
    std::string_view name() const override { return "search"; }
    const char* title_key() const override { return "search.title"; }
    std::uint32_t icon() const override { return 0xE8B6; }
    void draw(const PanelView& view, Commands& commands) override;

  private:
    std::string words_, searched_;
    std::string searched_file_;
    std::vector<data::SearchHit> hits_;
    bool focus_ = true;
    int chosen_ = 0;        ///< Hit that Enter goes to; arrows move it.
    int last_drawn_ = -10;  ///< Number of a frame.
};

}  // namespace twin::app
