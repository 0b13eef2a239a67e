#include "app/panels/frame_panel.h"

#include <algorithm>

#include <imgui.h>

#include "app/i18n.h"
#include "app/widgets.h"
#include "base/text.h"

namespace twin::app {

void FramePanel::draw(const PanelView& view, Commands&) {
    if (!view.figures) return soft_text(tr("frame.none"));
    const renderer::FrameFigures& figures = *view.figures;
    history_ms_[next_++ % history_ms_.size()] = static_cast<float>(figures.cpu_ms);

    const float width = ImGui::GetContentRegionAvail().x, height = px(64);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, at + ImVec2(width, height), palette().field, px(10));
    const float most = std::max(16.7f, *std::max_element(history_ms_.begin(), history_ms_.end()));
    const float bar = (width - px(16)) / static_cast<float>(history_ms_.size());
    for (std::size_t i = 0; i < history_ms_.size(); ++i) {
        const float value = history_ms_[(next_ + i) % history_ms_.size()];
        const float x = at.x + px(8) + bar * static_cast<float>(i);
        list.AddRectFilled({x, at.y + height - px(8) - (height - px(16)) * value / most},
                           {x + std::max(1.0f, bar - 1), at.y + height - px(8)},
                           value > 33 ? palette().warning : palette().accent);
    }
    ImGui::Dummy({width, height});
    key_value(tr("frame.time"), number_text(figures.cpu_ms, 2) + " ms");
    key_value(tr("frame.triangles"), count_text(figures.triangles));
    key_value(tr("frame.draw_calls"), count_text(static_cast<std::uint64_t>(std::max(0, figures.draw_calls))));
    key_value(tr("frame.tiles"), trf("frame.of", figures.tiles_drawn, figures.tiles_known));
    key_value(tr("frame.memory"), base::format_bytes(figures.gpu_bytes));
    if (figures.imagery_wanted > 0)
        key_value(tr("frame.imagery"), trf("frame.imagery_value", figures.imagery_pages, figures.imagery_wanted,
                                           base::format_bytes(figures.imagery_bytes)));
    if (view.city)
        key_value(tr("frame.height"),
                  length_text(std::max(
                      0.0, view.camera.position.z_m -
                               view.city->terrain().height_at(view.camera.position.x_m, view.camera.position.y_m))));
    heading(tr("frame.passes"));
    for (const auto& pass : figures.passes)
        key_value(pass.name, trf("frame.pass", number_text(pass.cpu_ms, 2), number_text(pass.gpu_ms, 2)));
    gap(6);
    soft_text(view.device);
}

}  // namespace twin::app
