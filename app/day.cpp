#include "app/day.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>

#include "app/i18n.h"

namespace twin::app {

namespace {

std::chrono::sys_days days_of(const CivilDate& date) {
    using namespace std::chrono;
    return sys_days(year(date.year) / month(static_cast<unsigned>(date.month)) / day(static_cast<unsigned>(date.day)));
}

/// The sun's centre as seen, refraction included, when its upper limb touches the horizon.
constexpr double horizon_deg = -0.27;

std::optional<scene::UtcSeconds> crossing(scene::UtcSeconds from, scene::UtcSeconds to, const base::GeoPoint& place,
                                          bool rising) {
    constexpr double step_s = 600;
    for (double t = from; t + step_s <= to; t += step_s) {
        const auto above = [&](double at) { return scene::sun_position(at, place).elevation_deg > horizon_deg; };
        if (above(t) == above(t + step_s) || above(t) == rising) continue;
        double low = t, high = t + step_s;
        for (int i = 0; i < 12; ++i) {
            const double middle = (low + high) * 0.5;
            (above(middle) == rising ? high : low) = middle;
        }
        return high;
    }
    return std::nullopt;
}

}  // namespace

CivilDate date_of(scene::UtcSeconds time, std::string_view time_zone) {
    CivilDate date;
    const std::string text = scene::format_local_time(time, time_zone);
    std::sscanf(text.c_str(), "%d-%d-%d", &date.year, &date.month, &date.day);
    return date;
}

int days_in_month(int year, int month) {
    using namespace std::chrono;
    const auto last = std::chrono::year(year) / std::chrono::month(static_cast<unsigned>(month)) / std::chrono::last;
    return static_cast<int>(static_cast<unsigned>(last.day()));
}

int weekday_of(const CivilDate& date) {
    return static_cast<int>(std::chrono::weekday(days_of(date)).iso_encoding()) - 1;
}

CivilDate moved_by_days(const CivilDate& date, int days) {
    const std::chrono::year_month_day moved{days_of(date) + std::chrono::days(days)};
    return {static_cast<int>(moved.year()), static_cast<int>(static_cast<unsigned>(moved.month())),
            static_cast<int>(static_cast<unsigned>(moved.day()))};
}

scene::UtcSeconds moment(const CivilDate& date, double seconds_of_day, std::string_view time_zone) {
    const int minutes = std::clamp(static_cast<int>(seconds_of_day / 60), 0, 24 * 60 - 1);
    const auto time = scene::parse_local_time(
        fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", date.year, date.month, date.day, minutes / 60, minutes % 60),
        time_zone);
    return time ? *time + (seconds_of_day - minutes * 60.0) : 0.0;
}

SunDay sun_day(const CivilDate& date, const base::GeoPoint& place, std::string_view time_zone) {
    const scene::UtcSeconds midnight = moment(date, 0, time_zone), end = midnight + 86400;
    return {crossing(midnight, end, place, true), crossing(midnight, end, place, false)};
}

std::string clock_text(scene::UtcSeconds time, std::string_view time_zone) {
    const std::string text = scene::format_local_time(time, time_zone);
    return text.size() >= 16 ? text.substr(11, 5) : text;
}

std::string date_text(const CivilDate& date) {
    return trf("date.long", weekday_name(weekday_of(date)), date.day, month_name(date.month), date.year);
}

std::string short_date_text(const CivilDate& date) {
    return language() == Language::german
               ? fmt::format("{:02}.{:02}.{}", date.day, date.month, date.year)
               : fmt::format("{} {} {}", date.day, month_name(date.month).substr(0, 3), date.year);
}

std::string month_name(int month) {
    return tr_or(fmt::format("month.{}", month), std::to_string(month));
}

std::string weekday_name(int weekday) {
    return tr_or(fmt::format("weekday.{}", weekday + 1), std::to_string(weekday + 1));
}

}  // namespace twin::app
