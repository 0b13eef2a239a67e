#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/frames.h"
#include "scene/sun.h"

namespace twin::app {

/// A calendar day of the city's time zone.
struct CivilDate {
    int year = 2026, month = 6, day = 21;
    bool operator==(const CivilDate&) const = default;
};

CivilDate date_of(scene::UtcSeconds time, std::string_view time_zone);
int days_in_month(int year, int month);
/// 0 Monday to 6 Sunday.
int weekday_of(const CivilDate& date);
CivilDate moved_by_days(const CivilDate& date, int days);
/// The moment `seconds_of_day` after local midnight by the clock on the wall.
scene::UtcSeconds moment(const CivilDate& date, double seconds_of_day, std::string_view time_zone);

/// Sunrise and sunset of a day (upper limb at the horizon, -0.833 degrees without the refraction that
/// scene::sun_position adds: -0.27 degrees seen); nothing in polar day or night.
struct SunDay {
    std::optional<scene::UtcSeconds> rise, set;
};
SunDay sun_day(const CivilDate& date, const base::GeoPoint& place, std::string_view time_zone);

std::string clock_text(scene::UtcSeconds time, std::string_view time_zone);  ///< "15:04"
std::string date_text(const CivilDate& date);                                ///< "Sonntag, 21. Juni 2026"
std::string short_date_text(const CivilDate& date);                          ///< "21.06.2026"; "21 Jun 2026"
std::string month_name(int month);
std::string weekday_name(int weekday);

}  // namespace twin::app
