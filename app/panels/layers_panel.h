#pragma once

#include <set>

#include "app/panels/panel.h"

namespace twin::app {

/// Overlays and layers: visibility, opacity, how far they can be trusted, whom to credit.
class LayersPanel final : public Panel {
  public:
    std::string_view name() const override { return "layers"; }
    const char* title_key() const override { return "layers.title"; }
    std::uint32_t icon() const override { return 0xE53B; }
    void draw(const PanelView& view, Commands& commands) override;

  private:
    void draw_overlays(const PanelView& view, Commands& commands);
    void draw_layer(const PanelView& view, const data::LayerInfo& layer, Commands& commands);
    void draw_details(const PanelView& view, const data::LayerInfo& layer, Commands& commands);
    std::set<int> open_;  ///< Layers whose details show.
    std::set<std::string> open_overlays_;
};

}  // namespace twin::app
