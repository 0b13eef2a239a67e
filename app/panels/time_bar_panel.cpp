#include "app/panels/time_bar_panel.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <imgui.h>

#include "app/day.h"
#include "app/i18n.h"
#include "app/widgets.h"

namespace twin::app {

namespace {

constexpr std::array<double, 5> speeds{1, 10, 60, 300, 1800};

std::string speed_text(double speed) {
    return number_text(speed, 0) + "×";
}

/// Colour of the sky by the sun's height, for the track of the day.
ImU32 sky_colour(double elevation_deg) {
    const ImU32 night = 0xFF5C3A26, dusk = 0xFF6A9CF2, day = 0xFFF0C27A;
    if (elevation_deg < -8) return night;
    if (elevation_deg < 0) return mixed(night, dusk, static_cast<float>((elevation_deg + 8) / 8));
    if (elevation_deg < 10) return mixed(dusk, day, static_cast<float>(elevation_deg / 10));
    return day;
}

bool draw_day_track(const scene::City& city, const CivilDate& date, double& second, float width) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float height = px(40), inset = px(10);
    ImGui::InvisibleButton("##track", {width, height});
    const bool held = ImGui::IsItemActive(), hovered = ImGui::IsItemHovered();
    if (hovered || held) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const float x0 = at.x + inset, x1 = at.x + width - inset, y = at.y + px(14);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const scene::UtcSeconds midnight = moment(date, 0, city.frame().time_zone);
    const int pieces = 48;
    ImU32 before = 0;
    for (int i = 0; i <= pieces; ++i) {
        const ImU32 now =
            sky_colour(scene::sun_position(midnight + i * 86400.0 / pieces, city.frame().origin_geo).elevation_deg);
        if (i > 0) {
            const float from = x0 + (x1 - x0) * static_cast<float>(i - 1) / pieces,
                        to = x0 + (x1 - x0) * static_cast<float>(i) / pieces;
            list.AddRectFilledMultiColor({from, y - px(4)}, {to, y + px(4)}, before, now, now, before);
        }
        before = now;
    }
    list.AddCircleFilled({x0, y}, px(4), sky_colour(-20));
    list.AddCircleFilled({x1, y}, px(4), sky_colour(-20));
    for (int hour = 0; hour <= 24; hour += width > px(230) ? 3 : 6) {
        const float x = x0 + (x1 - x0) * static_cast<float>(hour) / 24;
        const std::string text = std::to_string(hour);
        draw_text(list, fonts().small, {x - text_size(fonts().small, text).x * 0.5f, y + px(8)}, palette().text_soft,
                  text);
    }
    const float x = x0 + (x1 - x0) * static_cast<float>(second / 86400);
    if (hovered || held) list.AddCircleFilled({x, y}, px(14), palette().accent_soft);
    list.AddCircleFilled({x, y}, px(9), palette().accent);
    list.AddCircleFilled({x, y}, px(6), 0xFFFFFFFF);
    if (!held) return false;
    const double wanted = std::clamp((ImGui::GetIO().MousePos.x - x0) / (x1 - x0), 0.0f, 1.0f) * 86399.0;
    const bool changed = std::fabs(wanted - second) > 1;
    second = wanted;
    return changed;
}

}  // namespace

void TimeBarPanel::draw(const PanelView& view, Commands& commands) {
    if (!view.city) return;
    const std::string& zone = view.city->frame().time_zone;
    const CivilDate date = date_of(view.city->time, zone);
    double second = scene::local_seconds_of_day(view.city->time, zone);
    const float width = ImGui::GetContentRegionAvail().x;
    const bool playing = view.state.playing;
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {px(6), 0});
    if (icon_button("##play", playing ? 0xE034 : 0xE037, 40, tr(playing ? "time.pause" : "time.play"), true, 24))
        commands.push_back(command::PlayClock{!playing});
    ImGui::SameLine();

    const ImVec2 at = ImGui::GetCursorScreenPos();
    const std::string clock = clock_text(view.city->time, zone), day = short_date_text(date);
    const float text_width = std::max(text_size(fonts().title, "00:00").x, text_size(fonts().small, day).x) + px(6);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    draw_text(list, fonts().title, {at.x, at.y}, palette().text, clock);
    draw_text(list, fonts().small, {at.x, at.y + px(24)}, palette().text_soft, day);
    if (ImGui::InvisibleButton("##date", {text_width, px(40)})) commands.push_back(command::OpenPanel{"sun"});
    tooltip(tr("time.choose_date"));
    ImGui::SameLine();

    const bool with_speed = width > px(330);
    const float speed_width = px(58);
    const float track = std::max(px(60), width - px(40) - text_width - px(18) - (with_speed ? speed_width + px(6) : 0));
    if (draw_day_track(*view.city, date, second, track))
        commands.push_back(command::SetTime{moment(date, second, zone)});
    if (with_speed) {
        ImGui::SameLine();
        if (button((speed_text(view.state.clock_speed) + "##speed").c_str(), 0, false, speed_width)) {
            const auto next = std::upper_bound(speeds.begin(), speeds.end(), view.state.clock_speed + 0.5);
            commands.push_back(command::SetSpeed{next == speeds.end() ? speeds.front() : *next});
        }
        tooltip(tr("time.speed"));
    }
    ImGui::PopStyleVar();
}

}  // namespace twin::app
