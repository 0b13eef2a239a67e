#include "scene/time_zone.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>

namespace twin::scene {
namespace {

constexpr std::int64_t day_s = 86400;

bool plain_name(std::string_view name) {
    if (name.empty() || name.size() > 64 || name.front() == '/' || name.find("..") != std::string_view::npos)
        return false;
    return std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::strchr("/_+-", c) != nullptr;
    });
}

/// Big-endian numbers with a check of the end.
class Bytes {
  public:
    explicit Bytes(std::string_view text) : text_(text) {}
    bool ok() const { return ok_; }
    std::size_t at() const { return at_; }
    void skip(std::size_t n) {
        if (n > text_.size() - at_)
            ok_ = false;
        else
            at_ += n;
    }
    std::int64_t number(int bytes) {
        if (!ok_ || static_cast<std::size_t>(bytes) > text_.size() - at_) {
            ok_ = false;
            return 0;
        }
        std::uint64_t value = (static_cast<unsigned char>(text_[at_]) & 0x80) && bytes > 1 ? ~0ull : 0;
        for (int i = 0; i < bytes; ++i) value = value << 8 | static_cast<unsigned char>(text_[at_++]);
        return static_cast<std::int64_t>(value);
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
    bool ok_ = true;
};

struct Header {
    std::int64_t isut, isstd, leap, times, types, chars;
};

bool read_header(std::string_view all, Bytes& bytes, Header& header) {
    if (all.substr(bytes.at(), 4) != "TZif") return false;
    bytes.skip(20);
    header.isut = bytes.number(4);
    header.isstd = bytes.number(4);
    header.leap = bytes.number(4);
    header.times = bytes.number(4);
    header.types = bytes.number(4);
    header.chars = bytes.number(4);
    const auto sane = [](std::int64_t n) { return n >= 0 && n < 100000; };
    return bytes.ok() && sane(header.isut) && sane(header.isstd) && sane(header.leap) && sane(header.times) &&
           header.types > 0 && header.types < 257 && sane(header.chars);
}

/// Reads the pieces of a POSIX TZ rule one after the other.
class RuleText {
  public:
    explicit RuleText(std::string_view text) : text_(text) {}
    bool done() const { return at_ >= text_.size(); }
    bool take(char c) {
        if (done() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    bool name() {
        const std::size_t start = at_;
        if (take('<')) {
            while (!done() && text_[at_] != '>') ++at_;
            return take('>');
        }
        while (!done() && std::isalpha(static_cast<unsigned char>(text_[at_]))) ++at_;
        return at_ - start >= 3;
    }
    bool number(int& value) {
        const std::size_t start = at_;
        value = 0;
        while (!done() && at_ - start < 6 && text_[at_] >= '0' && text_[at_] <= '9')
            value = value * 10 + (text_[at_++] - '0');
        return at_ > start;
    }
    bool time(std::int64_t& seconds) {
        const int sign = take('-') ? -1 : 1;
        if (sign > 0) take('+');
        int h = 0, m = 0, s = 0;
        if (!number(h)) return false;
        if (take(':') && !number(m)) return false;
        if (take(':') && !number(s)) return false;
        seconds = sign * (h * 3600ll + m * 60 + s);
        return true;
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

std::int64_t days_of(int year, unsigned month, unsigned day) {
    using namespace std::chrono;
    return sys_days(std::chrono::year(year) / static_cast<int>(month) / static_cast<int>(day))
        .time_since_epoch()
        .count();
}

int year_of(std::int64_t utc_s) {
    using namespace std::chrono;
    const std::int64_t day = utc_s >= 0 ? utc_s / day_s : -((-utc_s + day_s - 1) / day_s);
    const std::int64_t sane = std::clamp<std::int64_t>(day, -10'000'000, 10'000'000);
    return static_cast<int>(year_month_day(sys_days(days(sane))).year());
}

/// Standard offset of the countries that do not keep Central European Time.
std::string_view built_in_rule(std::string_view name) {
    const auto is_one_of = [&](std::initializer_list<std::string_view> cities) {
        return std::any_of(cities.begin(), cities.end(), [&](auto city) { return name == city; });
    };
    if (is_one_of({"Europe/London", "Europe/Dublin", "Europe/Lisbon", "Europe/Jersey", "Europe/Guernsey",
                   "Europe/Belfast", "Europe/Isle_of_Man"}))
        return "GMT0BST,M3.5.0/1,M10.5.0";
    if (is_one_of({"Europe/Athens", "Europe/Helsinki", "Europe/Bucharest", "Europe/Sofia", "Europe/Kiev", "Europe/Kyiv",
                   "Europe/Riga", "Europe/Tallinn", "Europe/Vilnius", "Europe/Chisinau", "Europe/Mariehamn"}))
        return "EET-2EEST,M3.5.0/3,M10.5.0/4";
    if (name.substr(0, 7) == "Europe/") return "CET-1CEST,M3.5.0,M10.5.0/3";
    return "UTC0";
}

}  // namespace

bool TimeZone::read(const std::string& file) {
    const std::string_view all(file);
    Bytes bytes(all);
    Header header{};
    if (!read_header(all, bytes, header)) return false;
    if (all[4] < '2') return false;
    // The first block repeats the second one with 32-bit times.
    bytes.skip(static_cast<std::size_t>(header.times * 5 + header.types * 6 + header.chars + header.leap * 8 +
                                        header.isstd + header.isut));
    if (!bytes.ok() || !read_header(all, bytes, header)) return false;
    std::vector<std::int64_t> times, kinds;
    for (std::int64_t i = 0; i < header.times; ++i) times.push_back(bytes.number(8));
    for (std::int64_t i = 0; i < header.times; ++i) kinds.push_back(bytes.number(1));
    std::vector<std::int64_t> offsets;
    for (std::int64_t i = 0; i < header.types; ++i) {
        offsets.push_back(bytes.number(4));
        bytes.skip(2);
    }
    bytes.skip(static_cast<std::size_t>(header.chars + header.leap * 12 + header.isstd + header.isut));
    if (!bytes.ok()) return false;
    first_offset_s_ = offsets.front();
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (kinds[i] >= header.types || (i > 0 && times[i] <= times[i - 1])) return false;
        transitions_.push_back({times[i], offsets[static_cast<std::size_t>(kinds[i])]});
    }
    std::string_view footer = all.substr(bytes.at());
    if (footer.size() > 2 && footer.front() == '\n') {
        footer.remove_prefix(1);
        has_rule_ = parse_rule(footer.substr(0, footer.find('\n')), rule_);
    }
    return true;
}

bool TimeZone::parse_rule(std::string_view text, Rule& rule) {
    RuleText in(text);
    if (!in.name() || !in.time(rule.standard_s)) return false;
    rule.standard_s = -rule.standard_s;  // POSIX counts westwards.
    if (in.done()) return true;
    if (!in.name()) return false;
    rule.has_summer = true;
    rule.summer_s = rule.standard_s + 3600;
    std::int64_t given = 0;
    if (!in.take(',')) {
        if (!in.time(given) || !in.take(',')) return false;
        rule.summer_s = -given;
    }
    const auto change = [&in](Change& c) {
        if (in.take('M')) {
            c.kind = 'M';
            if (!in.number(c.month) || !in.take('.') || !in.number(c.week) || !in.take('.') || !in.number(c.day))
                return false;
            if (c.month < 1 || c.month > 12 || c.week < 1 || c.week > 5 || c.day > 6) return false;
        } else {
            c.kind = in.take('J') ? 'J' : 'n';
            if (!in.number(c.day) || c.day > 366) return false;
        }
        return !in.take('/') || in.time(c.time_s);
    };
    return change(rule.begin) && in.take(',') && change(rule.end);
}

/// Days since 1970 of a rule's change in one year.
std::int64_t TimeZone::change_day(const Change& change, int year) {
    const std::int64_t new_year = days_of(year, 1, 1);
    if (change.kind == 'n') return new_year + change.day;
    if (change.kind == 'J') {
        const bool leap = std::chrono::year(year).is_leap();
        return new_year + change.day - 1 + (leap && change.day >= 60 ? 1 : 0);
    }
    using namespace std::chrono;
    const auto month_of = std::chrono::year(year) / change.month;
    const weekday wanted(static_cast<unsigned>(change.day));
    const sys_days found = change.week == 5 ? sys_days(month_of / wanted[last])
                                            : sys_days(month_of / wanted[static_cast<unsigned>(change.week)]);
    return found.time_since_epoch().count();
}

std::int64_t TimeZone::rule_offset_s(std::int64_t utc_s) const {
    if (!rule_.has_summer) return rule_.standard_s;
    const int year = year_of(utc_s + rule_.standard_s);
    const std::int64_t begin = change_day(rule_.begin, year) * day_s + rule_.begin.time_s - rule_.standard_s;
    const std::int64_t end = change_day(rule_.end, year) * day_s + rule_.end.time_s - rule_.summer_s;
    const bool summer = begin < end ? utc_s >= begin && utc_s < end : utc_s >= begin || utc_s < end;
    return summer ? rule_.summer_s : rule_.standard_s;
}

std::int64_t TimeZone::offset_s(std::int64_t utc_s) const {
    if (transitions_.empty()) return has_rule_ ? rule_offset_s(utc_s) : first_offset_s_;
    if (utc_s < transitions_.front().utc_s) return first_offset_s_;
    if (has_rule_ && utc_s >= transitions_.back().utc_s) return rule_offset_s(utc_s);
    const auto after = std::upper_bound(transitions_.begin(), transitions_.end(), utc_s,
                                        [](std::int64_t t, const Transition& x) { return t < x.utc_s; });
    return std::prev(after)->offset_s;
}

std::int64_t TimeZone::to_utc(std::int64_t local_s) const {
    const std::int64_t before = offset_s(local_s - day_s), after = offset_s(local_s + day_s);
    if (offset_s(local_s - before) == before) return local_s - before;
    if (offset_s(local_s - after) == after) return local_s - after;
    return local_s - before;
}

std::shared_ptr<const TimeZone> TimeZone::named(std::string_view name) {
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const TimeZone>, std::less<>> zones;
    const std::lock_guard lock(mutex);
    if (const auto found = zones.find(name); found != zones.end()) return found->second;
    auto zone = std::make_shared<TimeZone>();
    if (plain_name(name)) {
        std::ifstream in("/usr/share/zoneinfo/" + std::string(name), std::ios::binary);
        const std::string file{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
        zone->known_ = in && file.size() > 44 && zone->read(file);
    }
    if (!zone->known_) {
        *zone = TimeZone();
        zone->has_rule_ = parse_rule(built_in_rule(name), zone->rule_);
    }
    zones.emplace(std::string(name), zone);
    return zone;
}

}  // namespace twin::scene
