#include "data/sources/vector_values.h"

#include <cmath>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "data/keys.h"

namespace twin::data {
namespace {

enum class Measure : unsigned char { none, length, speed, direction, count, flag, roof };

Measure measure_of(std::string_view key) {
    constexpr std::string_view counts[] = {keys::storeys, keys::min_storey, keys::roof_storeys,
                                           keys::lanes,   keys::layer,      keys::step_count};
    for (const std::string_view name : counts)
        if (key == name) return Measure::count;
    if (key == keys::bridge || key == keys::tunnel || key == keys::outline_only) return Measure::flag;
    if (key == keys::roof_shape) return Measure::roof;
    if (key.ends_with("_m")) return Measure::length;
    if (key.ends_with("_kmh")) return Measure::speed;
    if (key.ends_with("_deg")) return Measure::direction;
    return Measure::none;
}

/// What follows the number that `text` starts with.
std::string unit_behind(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size() && (std::isdigit(static_cast<unsigned char>(text[i])) || text[i] == '.' || text[i] == ',' ||
                               text[i] == '+' || text[i] == '-'))
        ++i;
    return base::to_lower_ascii(base::trim(text.substr(i)));
}

AttributeValue length_m(std::string_view text) {
    double value = 0;
    if (!base::parse_number(text, value)) return {};
    const std::string unit = unit_behind(text);
    if (unit.empty() || unit == "m" || unit.starts_with("met") || unit.starts_with("m ")) return value;
    if (unit == "cm") return value / 100;
    if (unit == "mm") return value / 1000;
    if (unit == "km") return value * 1000;
    if (unit == "ft" || unit.starts_with("feet") || unit.starts_with("foot")) return value * 0.3048;
    if (unit == "in" || unit == "\"") return value * 0.0254;
    if (unit.front() == '\'') {  // 5'11"
        double inches = 0;
        base::parse_number(std::string_view(unit).substr(1), inches);
        return value * 0.3048 + inches * 0.0254;
    }
    return {};
}

AttributeValue speed_kmh(std::string_view text) {
    double value = 0;
    if (!base::parse_number(text, value)) {
        if (text == "walk" || text == "Schrittgeschwindigkeit") return 7.0;
        if (text == "none") return 130.0;
        return {};
    }
    const std::string unit = unit_behind(text);
    if (unit == "mph") return value * 1.609344;
    if (unit == "m/s") return value * 3.6;
    if (unit == "knots") return value * 1.852;
    return value;
}

AttributeValue direction_deg(std::string_view text) {
    double value = 0;
    if (base::parse_number(text, value)) return value;
    constexpr std::string_view winds[] = {"n", "nne", "ne", "ene", "e", "ese", "se", "sse",
                                          "s", "ssw", "sw", "wsw", "w", "wnw", "nw", "nnw"};
    std::string word = base::to_lower_ascii(text);
    for (char& c : word)
        if (c == 'o') c = 'e';  // Ost
    for (int i = 0; i < 16; ++i)
        if (word == winds[i]) return i * 22.5;
    return {};
}

struct RoofWord {
    std::string_view word;
    const char* shape;
};
/// German words, other people's English and the register's codes (ALKIS Dachform, CityGML RoofType of the AdV).
constexpr RoofWord roof_words[] = {
    {"flachdach", "flat"},
    {"1000", "flat"},
    {"pultdach", "skillion"},
    {"2100", "skillion"},
    {"versetztes pultdach", "skillion"},
    {"2200", "skillion"},
    {"satteldach", "gabled"},
    {"3100", "gabled"},
    {"walmdach", "hipped"},
    {"3200", "hipped"},
    {"krueppelwalmdach", "half-hipped"},
    {"3300", "half-hipped"},
    {"mansardendach", "mansard"},
    {"3400", "mansard"},
    {"mansarddach", "mansard"},
    {"zeltdach", "pyramidal"},
    {"3500", "pyramidal"},
    {"kegeldach", "cone"},
    {"3600", "cone"},
    {"kuppeldach", "dome"},
    {"3700", "dome"},
    {"sheddach", "skillion"},
    {"3800", "skillion"},
    {"bogendach", "round"},
    {"3900", "round"},
    {"tonnendach", "round"},
    {"turmdach", "pyramidal"},
    {"4000", "pyramidal"},
    {"zwiebelturm", "onion"},
    {"zwiebeldach", "onion"},
    {"gable", "gabled"},
    {"hip", "hipped"},
    {"shed", "skillion"},
    {"lean_to", "skillion"},
    {"half_hipped", "half-hipped"},
    {"pyramid", "pyramidal"},
    {"conical", "cone"},
    {"spherical", "dome"},
    {"barrel", "round"},
};

AttributeValue roof_shape(const std::string& text) {
    const std::string folded = base::fold_for_search(base::trim(text));
    for (const RoofWord& entry : roof_words)
        if (folded == entry.word) return std::string(entry.shape);
    return folded;
}

AttributeValue flag(const std::string& text) {
    const std::string word = base::to_lower_ascii(base::trim(text));
    return !(word == "no" || word == "false" || word == "0" || word == "f" || word == "nein" || word == "n");
}

}  // namespace

AttributeValue value_for_key(std::string_view key, const AttributeValue& value) {
    const Measure measure = measure_of(key);
    if (measure == Measure::none || std::holds_alternative<std::monostate>(value)) return value;
    const std::string text = to_text(value);
    const std::string_view trimmed = base::trim(text);
    double number = 0;
    switch (measure) {
        case Measure::roof:
            return roof_shape(text);
        case Measure::flag:
            return flag(text);
        case Measure::length:
            return length_m(trimmed);
        case Measure::speed:
            return speed_kmh(trimmed);
        case Measure::direction:
            return direction_deg(trimmed);
        case Measure::count:
            if (!base::parse_number(trimmed, number)) return {};
            if (number == std::floor(number) && std::abs(number) < 1e9) return static_cast<std::int64_t>(number);
            return number;
        case Measure::none:
            break;
    }
    return value;
}

}  // namespace twin::data
