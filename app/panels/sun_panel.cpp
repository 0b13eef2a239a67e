#include "app/panels/sun_panel.h"

#include <algorithm>
#include <cmath>

#include <imgui.h>

#include "app/i18n.h"
#include "app/widgets.h"

namespace twin::app {

namespace {

/// The sun's way over the day: height over the hours, with the sun where it stands.
void draw_day_curve(const scene::City& city, const CivilDate& date, double second) {
    const float width = ImGui::GetContentRegionAvail().x, height = px(86);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float horizon = at.y + height * 0.68f;
    list.AddRectFilled(at, at + ImVec2(width, height), palette().field, px(10));
    const scene::UtcSeconds midnight = moment(date, 0, city.frame().time_zone);
    const auto point = [&](double t) {
        const double up = scene::sun_position(midnight + t, city.frame().origin_geo).elevation_deg;
        return ImVec2(at.x + static_cast<float>(t / 86400) * width,
                      horizon - static_cast<float>(std::sin(up * 0.0174533)) * height * 0.62f);
    };
    list.PushClipRect(at, at + ImVec2(width, height), true);
    for (int i = 0; i <= 48; ++i) list.PathLineTo(point(i * 1800.0));
    list.PathStroke(palette().track, 0, px(2));
    list.AddLine({at.x + px(8), horizon}, {at.x + width - px(8), horizon}, palette().line, px(1));
    const ImVec2 sun = point(second);
    const bool up = sun.y <= horizon;
    list.AddCircleFilled(sun, px(12), with_alpha(up ? 0xFF35B5FF : palette().text_soft, 0.28f));
    list.AddCircleFilled(sun, px(6.5f), up ? 0xFF1FA5FA : palette().text_soft);
    list.PopClipRect();
    ImGui::Dummy({width, height});
}

}  // namespace

void SunPanel::draw_calendar(const PanelView& view, const CivilDate& date, double second, Commands& commands) {
    if (!(followed_ == date) || shown_month_ == 0) {
        followed_ = date;
        shown_year_ = date.year;
        shown_month_ = date.month;
    }
    const auto turn = [&](int months) {
        const int index = shown_year_ * 12 + shown_month_ - 1 + months;
        shown_year_ = std::clamp(index / 12, 1950, 2099);
        shown_month_ = index % 12 + 1;
    };
    const float width = ImGui::GetContentRegionAvail().x;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    if (icon_button("##before", 0xE5CB, 36)) turn(-1);
    const std::string month = month_name(shown_month_) + " " + std::to_string(shown_year_);
    const ImVec2 words = text_size(fonts().strong, month);
    draw_text(*ImGui::GetWindowDrawList(), fonts().strong,
              {at.x + (width - words.x) * 0.5f, at.y + (px(36) - words.y) * 0.5f}, palette().text, month);
    ImGui::SameLine(0, width - px(72));
    if (icon_button("##after", 0xE5CC, 36)) turn(1);

    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float cell = std::floor(width / 7), line = px(36);
    const ImVec2 top = ImGui::GetCursorScreenPos();
    for (int day = 0; day < 7; ++day) {
        const std::string name = weekday_name(day).substr(0, 2);
        draw_text(list, fonts().small,
                  {top.x + cell * static_cast<float>(day) + (cell - text_size(fonts().small, name).x) * 0.5f, top.y},
                  palette().text_soft, name);
    }
    ImGui::Dummy({width, px(18)});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, {0, 0});
    const int first = weekday_of({shown_year_, shown_month_, 1}), days = days_in_month(shown_year_, shown_month_);
    const ImVec2 grid = ImGui::GetCursorScreenPos();
    for (int day = 1; day <= days; ++day) {
        const int index = first + day - 1;
        const ImVec2 low(grid.x + cell * static_cast<float>(index % 7), grid.y + line * static_cast<float>(index / 7));
        ImGui::SetCursorScreenPos(low);
        ImGui::PushID(day);
        if (ImGui::InvisibleButton("##day", {cell, line}))
            commands.push_back(
                command::SetTime{moment({shown_year_, shown_month_, day}, second, view.city->frame().time_zone)});
        const bool hovered = ImGui::IsItemHovered(), chosen = date == CivilDate{shown_year_, shown_month_, day};
        if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
        ImGui::PopID();
        const ImVec2 centre(low.x + cell * 0.5f, low.y + line * 0.5f);
        if (chosen || hovered) list.AddCircleFilled(centre, px(16), chosen ? palette().accent : palette().hover);
        const std::string text = std::to_string(day);
        const ImVec2 size = text_size(fonts().body, text);
        draw_text(list, fonts().body, centre - size * 0.5f, chosen ? palette().text_on_accent : palette().text, text);
    }
    ImGui::SetCursorScreenPos({grid.x, grid.y + line * std::ceil(static_cast<float>(first + days) / 7)});
    ImGui::PopStyleVar();
    ImGui::Dummy({width, 1});
}

void SunPanel::draw(const PanelView& view, Commands& commands) {
    if (!view.city) return soft_text(tr("panel.no_city"));
    const std::string& zone = view.city->frame().time_zone;
    const scene::UtcSeconds time = view.city->time;
    const CivilDate date = date_of(time, zone);
    const double second = scene::local_seconds_of_day(time, zone);
    if (!(sun_date_ == date) || sun_city_ != view.city) {
        sun_date_ = date;
        sun_city_ = view.city;
        sun_ = sun_day(date, view.city->frame().origin_geo, zone);
    }
    body_text(trf("sun.now", date_text(date), clock_text(time, zone)));
    draw_day_curve(*view.city, date, second);
    float hour = static_cast<float>(second / 3600);
    if (slider("##hour", hour, 0, 23.983f, ImGui::GetContentRegionAvail().x))
        commands.push_back(command::SetTime{moment(date, hour * 3600.0, zone)});
    const scene::SunPosition sun = scene::sun_position(time, view.city->frame().origin_geo);
    const auto clock = [&](const std::optional<scene::UtcSeconds>& at) {
        return at ? clock_text(*at, zone) : std::string("–");
    };
    key_value(tr("sun.rise"), clock(sun_.rise));
    key_value(tr("sun.set"), clock(sun_.set));
    key_value(tr("sun.elevation"), number_text(sun.elevation_deg, 1) + "°");
    key_value(tr("sun.azimuth"), number_text(sun.azimuth_deg, 1) + "°");
    gap(4);
    draw_calendar(view, date, second, commands);
    soft_text(trf("sun.zone", zone));
}

}  // namespace twin::app
