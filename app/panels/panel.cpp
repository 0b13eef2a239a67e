#include "app/panels/panel.h"

#include "app/i18n.h"
#include "app/panels/frame_panel.h"
#include "app/panels/guidance_panel.h"
#include "app/panels/help_panel.h"
#include "app/panels/inspector_panel.h"
#include "app/panels/layers_panel.h"
#include "app/panels/project_card_panel.h"
#include "app/panels/projects_panel.h"
#include "app/panels/report_panel.h"
#include "app/panels/search_panel.h"
#include "app/panels/settings_panel.h"
#include "app/panels/sun_panel.h"
#include "app/panels/time_bar_panel.h"
#include "app/panels/traffic_panel.h"

namespace twin::app {

std::string Panel::title(const PanelView&) const {
    return tr(title_key());
}

std::vector<std::unique_ptr<Panel>> make_panels() {
    std::vector<std::unique_ptr<Panel>> panels;
#define PANEL(type, header) panels.push_back(std::make_unique<type>());
#include "app/panels/panel_list.inc"
#undef PANEL
    return panels;
}

std::vector<std::string_view> rail_panel_names() {
    static const auto panels = make_panels();
    std::vector<std::string_view> names;
    for (const auto& panel : panels)
        if (panel->place() == PanelPlace::left) names.push_back(panel->name());
    return names;
}

std::vector<std::string_view> offered_panel_names(const PanelView& view) {
    static const auto panels = make_panels();
    std::vector<std::string_view> names;
    for (const auto& panel : panels)
        if (panel->place() == PanelPlace::left && panel->wanted(view)) names.push_back(panel->name());
    return names;
}

}  // namespace twin::app
