#include "scene/sun.h"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "scene/time_zone.h"

namespace twin::scene {
namespace {

constexpr double rad = 0.017453292519943295;

double wrapped_deg(double angle_deg) {
    const double turned = std::fmod(angle_deg, 360.0);
    return turned < 0 ? turned + 360.0 : turned;
}

/// How much the air lifts the sun.  Source: NOAA solar calculator, "Approximate atmospheric refraction effects".
double refraction_deg(double elevation_deg) {
    if (elevation_deg > 85) return 0;
    const double t = std::tan(elevation_deg * rad);
    double seconds = 0;
    if (elevation_deg > 5)
        seconds = 58.1 / t - 0.07 / (t * t * t) + 0.000086 / (t * t * t * t * t);
    else if (elevation_deg > -0.575)
        seconds = 1735 +
                  elevation_deg * (-518.2 + elevation_deg * (103.4 + elevation_deg * (-12.79 + elevation_deg * 0.711)));
    else
        seconds = -20.772 / t;
    return seconds / 3600;
}

struct Equatorial {
    double right_ascension_deg;
    double declination_deg;
};

/// Apparent place of the sun.  Source: Meeus, chapter 25, equations 25.2 to 25.8.  `t`: Julian centuries from J2000.
Equatorial sun_place(double t) {
    const double mean_longitude = wrapped_deg(280.46646 + t * (36000.76983 + t * 0.0003032));
    const double m = wrapped_deg(357.52911 + t * (35999.05029 - 0.0001537 * t)) * rad;
    const double centre = std::sin(m) * (1.914602 - t * (0.004817 + 0.000014 * t)) +
                          std::sin(2 * m) * (0.019993 - 0.000101 * t) + std::sin(3 * m) * 0.000289;
    const double node = (125.04 - 1934.136 * t) * rad;
    const double longitude = (mean_longitude + centre - 0.00569 - 0.00478 * std::sin(node)) * rad;
    const double obliquity =
        (23.43929111 - t * (0.01300417 + t * (1.64e-7 - t * 5.04e-7)) + 0.00256 * std::cos(node)) * rad;
    return {std::atan2(std::cos(obliquity) * std::sin(longitude), std::cos(longitude)) / rad,
            std::asin(std::sin(obliquity) * std::sin(longitude)) / rad};
}

/// Mean sidereal time at Greenwich.  Source: Meeus, equation 12.4.
double sidereal_deg(double julian_day, double t) {
    return wrapped_deg(280.46061837 + 360.98564736629 * (julian_day - 2451545.0) + t * t * 0.000387933);
}

struct ClockText {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    std::string_view rest;
};

bool read_digits(std::string_view& text, std::size_t count, int& value) {
    if (text.size() < count) return false;
    value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return true;
}

bool read_char(std::string_view& text, std::string_view allowed) {
    if (text.empty() || allowed.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

bool read_clock(std::string_view text, ClockText& clock) {
    if (!read_digits(text, 4, clock.year) || !read_char(text, "-") || !read_digits(text, 2, clock.month) ||
        !read_char(text, "-") || !read_digits(text, 2, clock.day) || !read_char(text, "T ") ||
        !read_digits(text, 2, clock.hour) || !read_char(text, ":") || !read_digits(text, 2, clock.minute))
        return false;
    if (read_char(text, ":") && !read_digits(text, 2, clock.second)) return false;
    clock.rest = text;
    return (clock.rest.empty() || clock.rest == "Z") && clock.hour < 24 && clock.minute < 60 && clock.second < 60;
}

std::int64_t floor_s(UtcSeconds time) {
    // A century of centuries is enough for any city and keeps the arithmetic exact.
    const double limit = 3e11;
    return std::isfinite(time) ? static_cast<std::int64_t>(std::floor(std::fmin(std::fmax(time, -limit), limit))) : 0;
}

}  // namespace

SunPosition sun_position(UtcSeconds time, const base::GeoPoint& place) {
    const double julian_day = time / 86400.0 + 2440587.5;
    const double t = (julian_day - 2451545.0) / 36525.0;
    const Equatorial sun = sun_place(t);
    const double hour_angle = (sidereal_deg(julian_day, t) + place.lon_deg - sun.right_ascension_deg) * rad;
    const double lat = place.lat_deg * rad, dec = sun.declination_deg * rad;
    const double sine = std::sin(lat) * std::sin(dec) + std::cos(lat) * std::cos(dec) * std::cos(hour_angle);
    const double elevation = std::asin(std::fmin(1.0, std::fmax(-1.0, sine))) / rad;
    const double azimuth =
        std::atan2(std::sin(hour_angle), std::cos(hour_angle) * std::sin(lat) - std::tan(dec) * std::cos(lat));
    SunPosition position;
    position.azimuth_deg = wrapped_deg(azimuth / rad + 180);
    position.elevation_deg = elevation + refraction_deg(elevation);
    return position;
}

glm::dvec3 sun_direction(const SunPosition& sun, double convergence_rad) {
    const double azimuth = sun.azimuth_deg * rad - convergence_rad;
    const double elevation = sun.elevation_deg * rad;
    return {std::sin(azimuth) * std::cos(elevation), std::cos(azimuth) * std::cos(elevation), std::sin(elevation)};
}

base::Result<UtcSeconds> parse_local_time(std::string_view text, std::string_view time_zone) {
    ClockText clock;
    const std::string_view trimmed = base::trim(text);
    const auto wrong = [&] {
        return base::Error{fmt::format(
            "expected a date and time like 2026-06-21T15:00, found \"{}\"; write year-month-dayThour:minute",
            base::to_valid_utf8(trimmed.substr(0, 60)))};
    };
    if (!read_clock(trimmed, clock)) return wrong();
    const std::chrono::year_month_day date{std::chrono::year(clock.year),
                                           std::chrono::month(static_cast<unsigned>(clock.month)),
                                           std::chrono::day(static_cast<unsigned>(clock.day))};
    if (!date.ok()) return wrong();
    const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    const std::int64_t wall = days * 86400 + clock.hour * 3600 + clock.minute * 60 + clock.second;
    if (clock.rest == "Z") return static_cast<UtcSeconds>(wall);
    return static_cast<UtcSeconds>(TimeZone::named(time_zone)->to_utc(wall));
}

std::string format_local_time(UtcSeconds time, std::string_view time_zone) {
    const std::int64_t utc = floor_s(time);
    const std::int64_t wall = utc + TimeZone::named(time_zone)->offset_s(utc);
    const std::int64_t day = wall >= 0 ? wall / 86400 : -((-wall + 86399) / 86400);
    const std::int64_t second = wall - day * 86400;
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), second / 3600,
                       second / 60 % 60);
}

double local_seconds_of_day(UtcSeconds time, std::string_view time_zone) {
    const std::int64_t utc = floor_s(time);
    const double wall = time + static_cast<double>(TimeZone::named(time_zone)->offset_s(utc));
    const double second = std::fmod(wall, 86400.0);
    return second < 0 ? second + 86400.0 : second;
}

}  // namespace twin::scene
