#include "scene/sun.h"

#include <cmath>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "scene/time_zone.h"

namespace twin::scene {
namespace {

constexpr base::GeoPoint kaiserslautern{49.4447, 7.7689};

UtcSeconds at(const char* local) {
    const auto time = parse_local_time(local, "Europe/Berlin");
    EXPECT_TRUE(time.ok()) << local;
    return time.ok() ? *time : 0;
}

TEST(Sun, stands_where_the_almanac_says) {
    struct Row {
        const char* local;
        double elevation_deg, azimuth_deg;
    };
    const Row rows[] = {{"2025-01-17T10:00", 11.587, 142.354}, {"2025-01-17T14:00", 17.707, 199.847},
                        {"2025-03-21T09:00", 22.808, 118.649}, {"2025-03-21T12:00", 40.398, 168.140},
                        {"2025-03-21T15:00", 32.188, 223.976}, {"2025-06-21T09:00", 31.939, 90.406},
                        {"2025-06-21T15:00", 58.674, 222.018}, {"2025-12-21T12:00", 16.918, 173.507}};
    for (const Row& row : rows) {
        const SunPosition sun = sun_position(at(row.local), kaiserslautern);
        EXPECT_NEAR(sun.elevation_deg, row.elevation_deg, 0.05) << row.local;
        EXPECT_NEAR(sun.azimuth_deg, row.azimuth_deg, 0.05) << row.local;
    }
}

TEST(Sun, is_below_the_horizon_at_midnight_and_in_the_north_at_noon_south_of_the_equator) {
    EXPECT_LT(sun_position(at("2026-06-21T01:30"), kaiserslautern).elevation_deg, -10);
    const SunPosition sydney = sun_position(*parse_local_time("2026-06-21T12:00", "Australia/Sydney"), {-33.87, 151.2});
    EXPECT_LT(std::min(sydney.azimuth_deg, 360 - sydney.azimuth_deg), 10);
    EXPECT_NEAR(sydney.elevation_deg, 32.7, 0.5);
}

TEST(Sun, in_the_true_south_stands_a_little_west_of_the_grid_south_of_kaiserslautern) {
    SunPosition sun;
    sun.azimuth_deg = 180;
    sun.elevation_deg = 0;
    // Grid north points 0.93 degrees west of true north here, so that true south lies clockwise of grid south.
    const glm::dvec3 direction = sun_direction(sun, -0.93 * 0.017453292519943295);
    EXPECT_NEAR(glm::length(direction), 1, 1e-12);
    EXPECT_LT(direction.x, 0);
    EXPECT_NEAR(direction.x, -std::sin(0.93 * 0.017453292519943295), 1e-9);
    EXPECT_LT(direction.y, 0);
}

TEST(LocalTime, knows_summer_time) {
    EXPECT_EQ(at("2026-06-21T15:00"), 1782046800.0);  // 13:00 UTC
    EXPECT_EQ(at("2026-01-21T15:00"), 1769004000.0);  // 14:00 UTC
    EXPECT_EQ(at("2026-06-21T13:00Z"), at("2026-06-21 15:00:00"));
    EXPECT_EQ(at("2060-07-01T12:00") - at("2060-01-01T12:00"), (182 * 24 - 1) * 3600.0);
}

TEST(LocalTime, goes_there_and_back) {
    for (const char* local : {"2026-03-29T01:59", "2026-03-29T03:00", "2026-10-25T01:59", "2026-10-25T03:00",
                              "1975-07-01T12:00", "2099-12-31T23:59", "2044-02-29T00:00"})
        EXPECT_EQ(format_local_time(at(local), "Europe/Berlin"), local);
    // The hour that is skipped counts on from before; the hour that comes twice means the first.
    EXPECT_EQ(format_local_time(at("2026-03-29T02:30"), "Europe/Berlin"), "2026-03-29T03:30");
    EXPECT_EQ(at("2026-10-25T02:30"), at("2026-10-25T00:30Z"));
    EXPECT_DOUBLE_EQ(local_seconds_of_day(at("2026-06-21T15:00") + 0.25, "Europe/Berlin"), 15 * 3600 + 0.25);
}

TEST(LocalTime, without_tz_data_uses_the_european_rule_and_else_utc) {
    const auto nowhere = TimeZone::named("Europe/Nirgendwo");
    EXPECT_FALSE(nowhere->known());
    EXPECT_EQ(nowhere->offset_s(1782046800), 7200);
    EXPECT_EQ(nowhere->offset_s(1769004000), 3600);
    EXPECT_EQ(TimeZone::named("../../etc/passwd")->offset_s(0), 0);
    const auto berlin = TimeZone::named("Europe/Berlin");
    for (std::int64_t t = 1000000000; t < 2000000000; t += 86400 * 3)
        ASSERT_EQ(berlin->offset_s(t), nowhere->offset_s(t)) << t;
}

TEST(LocalTime, refuses_what_is_no_time) {
    for (const char* text : {"", "yesterday", "2026-13-01T00:00", "2026-02-30T00:00", "2026-06-21", "2026-06-21T25:00",
                             "2026-06-21T15:00 and more", "2026-06-21T15"}) {
        const auto time = parse_local_time(text, "Europe/Berlin");
        ASSERT_FALSE(time.ok()) << text;
        EXPECT_NE(time.error().message.find("2026-06-21T15:00"), std::string::npos);
    }
    EXPECT_FALSE(format_local_time(std::nan(""), "Europe/Berlin").empty());
}

}  // namespace
}  // namespace twin::scene
