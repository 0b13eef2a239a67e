#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <glm/vec3.hpp>

#include "base/frames.h"
#include "base/result.h"

namespace twin::scene {

/// Seconds since 1970-01-01 00:00 UTC.
using UtcSeconds = double;

/// Where the sun stands.
struct SunPosition {
    double azimuth_deg = 180;   ///< Clockwise from true north.
    double elevation_deg = 45;  ///< With refraction.
};

/// Source: Meeus, Astronomical Algorithms, chapter 25 (low accuracy), as in NOAA's solar calculator; 0.01 degrees
/// between 1950 and 2050.  Pure.
SunPosition sun_position(UtcSeconds time, const base::GeoPoint& place);

/// Unit vector towards the sun in the city frame (turned by the grid convergence).
glm::dvec3 sun_direction(const SunPosition& sun, double convergence_rad);

/// Local time of a zone to UTC and back ("2026-06-21T15:00"; IANA zone names, summer time by the system's tz data).
base::Result<UtcSeconds> parse_local_time(std::string_view text, std::string_view time_zone);
std::string format_local_time(UtcSeconds time, std::string_view time_zone);
/// Seconds since local midnight.
double local_seconds_of_day(UtcSeconds time, std::string_view time_zone);

}  // namespace twin::scene
