#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace twin::scene {

/// The offsets of one IANA time zone from UTC over the years.
/// Source: the system's tz data (TZif, RFC 8536, with the POSIX rule of its footer for later years). Where the file is
/// missing: European Union summer time for Europe/*, else UTC; `known()` is false then.
/// Thread: any, read-only.
class TimeZone {
  public:
    /// Zones are read once and kept.  Errors: none; an unknown name gives the built-in rule.
    static std::shared_ptr<const TimeZone> named(std::string_view name);

    /// Seconds east of UTC at a moment of UTC.
    std::int64_t offset_s(std::int64_t utc_s) const;
    /// UTC of a local wall clock. An hour that comes twice means the first; one that is skipped counts on from before.
    std::int64_t to_utc(std::int64_t local_s) const;
    bool known() const { return known_; }

  private:
    struct Transition {
        std::int64_t utc_s;
        std::int64_t offset_s;
    };
    /// "Second Sunday in March at 02:00" (kind M), or a day of the year (J, n), as in POSIX TZ.
    struct Change {
        char kind = 'M';
        int month = 1, week = 1, day = 0;
        std::int64_t time_s = 7200;
    };
    struct Rule {
        std::int64_t standard_s = 0;
        std::int64_t summer_s = 0;
        bool has_summer = false;
        Change begin, end;
    };

    bool read(const std::string& bytes);
    static bool parse_rule(std::string_view text, Rule& rule);
    static std::int64_t change_day(const Change& change, int year);
    std::int64_t rule_offset_s(std::int64_t utc_s) const;

    std::vector<Transition> transitions_;
    std::int64_t first_offset_s_ = 0;
    Rule rule_;
    bool has_rule_ = false;
    bool known_ = false;
};

}  // namespace twin::scene
