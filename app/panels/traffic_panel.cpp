#include "app/panels/traffic_panel.h"

#include <imgui.h>

#include "app/day.h"
#include "app/i18n.h"
#include "app/widgets.h"
#include "scene/traffic/traffic_overlay.h"

namespace twin::app {

namespace {

const scene::TrafficOverlay* traffic_of(const PanelView& view) {
    const auto* overlay = view.city ? view.city->overlay<scene::TrafficOverlay>() : nullptr;
    return overlay && overlay->available() ? overlay : nullptr;
}

std::string clock_of(double second) {
    const int minutes = static_cast<int>(second / 60 + 0.5);
    // The end of the day is 24:00, not the beginning of the next.
    return fmt::format("{:02}:{:02}", minutes == 24 * 60 ? 24 : minutes / 60 % 24, minutes % 60);
}

}  // namespace

bool TrafficPanel::wanted(const PanelView& view) const {
    return traffic_of(view) != nullptr;
}

void TrafficPanel::draw(const PanelView& view, Commands& commands) {
    const scene::TrafficOverlay* traffic = traffic_of(view);
    if (!traffic) return soft_text(tr("traffic.none"));
    provenance_badge(traffic->provenance());
    bool visible = traffic->visible, vehicles = traffic->show_vehicles, speeds = traffic->show_speeds;
    if (toggle_row(tr("traffic.show"), visible)) commands.push_back(command::SetOverlayVisible{"traffic", visible});
    bool changed = toggle_row(tr("traffic.vehicles"), vehicles);
    changed |= toggle_row(tr("traffic.speeds"), speeds);
    if (changed) commands.push_back(command::SetTrafficParts{vehicles, speeds});

    const std::string& zone = view.city->frame().time_zone;
    const double second = scene::local_seconds_of_day(view.city->time, zone);
    if (second < traffic->begin_s() || second > traffic->end_s()) {
        notice(0xE88E, palette().warning,
               trf("traffic.outside", clock_of(traffic->begin_s()), clock_of(traffic->end_s())));
        if (button(tr("traffic.go_there"), 0xE8B5, true, ImGui::GetContentRegionAvail().x))
            commands.push_back(command::SetTime{moment(date_of(view.city->time, zone), traffic->begin_s() + 60, zone)});
    } else if (button(view.state.playing ? tr("traffic.pause") : tr("traffic.play"),
                      view.state.playing ? 0xE034 : 0xE037, !view.state.playing, ImGui::GetContentRegionAvail().x)) {
        commands.push_back(command::PlayClock{!view.state.playing});
    }
    heading(tr("overlay.now"));
    key_value(tr("traffic.span"), clock_of(traffic->begin_s()) + " – " + clock_of(traffic->end_s()));
    for (const scene::OverlayValue& value : traffic->values())
        key_value(in_language(value.label), value.value + (value.unit.empty() ? "" : " " + value.unit));
    const scene::Legend legend = traffic->legend();
    if (!legend.entries.empty()) {
        const std::string title = in_language(legend.title) + (legend.unit.empty() ? "" : " (" + legend.unit + ")");
        heading(title.c_str());
        for (const scene::LegendEntry& entry : legend.entries) legend_row(entry.colour, in_language(entry.label));
    }
    if (const std::string credit = traffic->credit(); !credit.empty()) {
        gap(8);
        soft_text(credit);
    }
}

}  // namespace twin::app
