#include "data/sources/osm_tags.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"
#include "data/keys.h"

namespace twin::data {

std::string_view OsmTags::operator[](std::string_view key) const {
    for (const Tag& tag : tags_)
        if (tag.first == key) return tag.second;
    return {};
}

bool OsmTags::is_one_of(std::string_view key, std::initializer_list<std::string_view> values) const {
    const std::string_view value = (*this)[key];
    return !value.empty() && std::find(values.begin(), values.end(), value) != values.end();
}

bool OsmTags::says_yes(std::string_view key) const {
    const std::string_view value = (*this)[key];
    return !value.empty() && value != "no" && value != "none" && value != "0" && value != "false";
}

std::string_view OsmTags::first_of(std::initializer_list<std::string_view> keys) const {
    for (const std::string_view key : keys)
        if (const std::string_view value = (*this)[key]; !value.empty()) return value;
    return {};
}

std::string OsmThing::id_text() const {
    const char* folder = type == Type::node ? "node/" : type == Type::way ? "way/" : "relation/";
    return folder + std::to_string(id);
}

void OsmAttributes::text(const char* name, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        const std::string_view value = tags_[key];
        if (value.empty()) continue;
        out_.set(name, base::to_valid_utf8(value));
        done(key);
        return;
    }
}

void OsmAttributes::number(const char* name, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        double value = 0;
        if (!base::parse_number(tags_[key], value)) continue;
        if (value == std::round(value) && std::abs(value) < 1e9)
            out_.set(name, static_cast<std::int64_t>(value));
        else
            out_.set(name, value);
        done(key);
        return;
    }
}

void OsmAttributes::length_m(const char* name, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        const auto value = parse_osm_length_m(tags_[key]);
        if (!value) continue;
        out_.set(name, *value);
        done(key);
        return;
    }
}

void OsmAttributes::flag(const char* name, std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        if (!tags_.says_yes(key)) continue;
        out_.set(name, true);
        if (tags_.is(key, "yes")) done(key);  // "viaduct", "culvert" say more: rest() keeps them
        return;
    }
}

void OsmAttributes::address() {
    if (std::string line = osm_address(tags_); !line.empty()) {
        out_.set(keys::address, std::move(line));
        for (const auto& [key, value] : tags_.all())
            if (key.substr(0, 5) == "addr:") done(key);
    }
}

namespace {
bool is_mappers_note(std::string_view key) {
    static constexpr std::array<std::string_view, 12> notes = {"created_by", "source",    "note",        "fixme",
                                                               "FIXME",      "todo",      "attribution", "import",
                                                               "is_in",      "openGeoDB", "tiger",       "type"};
    const std::string_view stem = key.substr(0, key.find(':'));
    return std::find(notes.begin(), notes.end(), stem) != notes.end();
}
}  // namespace

void OsmAttributes::rest() {
    for (const auto& [key, value] : tags_.all()) {
        if (value.empty() || std::find(done_.begin(), done_.end(), key) != done_.end()) continue;
        if (is_mappers_note(key) || out_.has(key)) continue;
        out_.set(base::to_valid_utf8(key), base::to_valid_utf8(value));
    }
}

std::optional<double> parse_osm_length_m(std::string_view text) {
    text = base::trim(text);
    std::size_t digits = text.find_first_not_of("+-.,0123456789");
    if (digits == std::string_view::npos) digits = text.size();
    double value = 0;
    if (!base::parse_number(text.substr(0, digits), value)) return std::nullopt;
    const std::string_view unit = base::trim(text.substr(digits));
    constexpr double foot_m = 0.3048, inch_m = 0.0254;
    if (unit.empty() || unit == "m" || unit.substr(0, 3) == "met" || unit.front() == ';') return value;
    if (unit == "cm") return value / 100;
    if (unit == "km") return value * 1000;
    if (unit == "ft" || unit == "feet" || unit == "foot") return value * foot_m;
    if (unit == "\"" || unit == "in") return value * inch_m;
    if (unit.front() != '\'') return std::nullopt;
    double inches = 0;
    const std::string_view after =
        unit.substr(1, unit.find('"') == std::string_view::npos ? unit.npos : unit.find('"') - 1);
    base::parse_number(after, inches);
    return value * foot_m + inches * inch_m;
}

std::optional<double> parse_osm_speed_kmh(std::string_view text) {
    double value = 0;
    if (base::parse_number(text.substr(0, text.find_first_not_of("0123456789.")), value))
        return text.find("mph") != std::string_view::npos ? value * 1.609344 : value;
    if (text == "walk" || text.ends_with(":walk") || text.ends_with(":living_street")) return 7;
    if (text.ends_with(":urban")) return 50;
    if (text.ends_with(":rural")) return 100;
    if (text.ends_with("zone:30") || text.ends_with("zone30")) return 30;
    return std::nullopt;
}

std::optional<double> parse_osm_direction_deg(std::string_view text) {
    double value = 0;
    if (base::parse_number(text.substr(0, text.find_first_not_of("+-.0123456789")), value)) {
        value = std::fmod(value, 360);
        return value < 0 ? value + 360 : value;
    }
    static constexpr std::array<std::string_view, 16> words = {"n", "nne", "ne", "ene", "e", "ese", "se", "sse",
                                                               "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"};
    std::string folded;
    const std::string lower = base::to_lower_ascii(text);
    for (std::size_t i = 0; i < lower.size(); ++i) {
        static constexpr std::array<std::string_view, 4> names = {"north", "east", "south", "west"};
        const auto name = std::find_if(names.begin(), names.end(), [&](std::string_view n) {
            return std::string_view(lower).substr(i, n.size()) == n;
        });
        if (name != names.end()) {
            folded += name->front();
            i += name->size() - 1;
        } else if (lower[i] != '-' && lower[i] != ' ' && lower[i] != '_') {
            folded += lower[i];
        }
    }
    const auto word = std::find(words.begin(), words.end(), folded);
    if (word == words.end()) return std::nullopt;
    return 22.5 * static_cast<double>(word - words.begin());
}

double osm_bearing_deg(const glm::dvec3& from, const glm::dvec3& to) {
    const double east = (to.x - from.x) * std::cos(from.y * 0.017453292519943295), north = to.y - from.y;
    return std::fmod(std::atan2(east, north) * 57.29577951308232 + 360, 360);
}

double osm_bearing_deg(const Line& line) {
    double longest = 0, bearing = 0;
    for (std::size_t i = 1; i < line.points.size(); ++i) {
        const glm::dvec3 &a = line.points[i - 1], &b = line.points[i];
        const double length = std::hypot((b.x - a.x) * std::cos(a.y * 0.017453292519943295), b.y - a.y);
        if (!(length > longest)) continue;
        longest = length;
        bearing = osm_bearing_deg(a, b);
    }
    return bearing;
}

std::string osm_address(const OsmTags& tags) {
    const std::string_view number = tags.first_of({"addr:housenumber", "addr:housename"});
    const std::string_view street = tags.first_of({"addr:street", "addr:place"});
    if (number.empty() || street.empty()) return {};
    std::string line = std::string(street) + " " + std::string(number);
    const std::string_view post_code = tags["addr:postcode"], city = tags["addr:city"];
    if (!post_code.empty() || !city.empty()) {
        line += ", " + std::string(post_code);
        if (!post_code.empty() && !city.empty()) line += " ";
        line += city;
    }
    return base::to_valid_utf8(line);
}

}  // namespace twin::data
