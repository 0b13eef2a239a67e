#include "scene/guidance/words.h"

#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::scene {

namespace {

constexpr double pi = 3.14159265358979323846;

bool ends_with_one_of(std::string_view name, std::initializer_list<std::string_view> endings) {
    for (const std::string_view ending : endings)
        if (base::ends_with_ignoring_case(name, ending)) return true;
    return false;
}

/// Article in the accusative by the ending that says what kind of way it is; none where the name has one ("Am
/// Altenhof") or its gender is not known.
std::string_view article_of(std::string_view name) {
    for (const std::string_view start :
         {"Am ", "An ", "Im ", "In ", "Auf ", "Zum ", "Zur ", "Unter ", "Hinter ", "Vor ", "Bei "})
        if (base::starts_with_ignoring_case(name, start)) return "";
    if (ends_with_one_of(name,
                         {"straße", "strasse", "str.", "gasse", "allee", "brücke", "promenade", "chaussee", "treppe"}))
        return "die ";
    if (ends_with_one_of(name, {"weg", "platz", "ring", "damm", "steig", "pfad", "markt", "graben", "hof", "garten",
                                "steg", "berg"}))
        return "den ";
    if (ends_with_one_of(name, {"ufer", "tor"})) return "das ";
    return "";
}

}  // namespace

Words way_in_words(const WayTraits& way) {
    if (const std::string_view article = article_of(way.name); !article.empty())
        return {std::string(article) + way.name, way.name};
    if (!way.name.empty()) {
        const bool street = way.kind == WayKind::street || way.kind == WayKind::steps;
        return {(street ? "die Straße „" : "den Weg „") + way.name + "“", way.name};
    }
    switch (way.kind) {
        case WayKind::footway:
            return {"den Fußweg", "the footpath"};
        case WayKind::cycleway:
            return {"den Radweg", "the cycle path"};
        case WayKind::steps:
            return {"die Treppe", "the steps"};
        case WayKind::plaza:
            return {"den Platz", "the square"};
        case WayKind::street:
            break;
    }
    return {"die Straße", "the street"};
}

Words into_way_in_words(const WayTraits& way) {
    const Words words = way_in_words(way);
    const bool onto = base::ends_with_ignoring_case(words.de, "platz") ||
                      base::ends_with_ignoring_case(words.de, "markt") ||
                      (way.name.empty() && way.kind != WayKind::street);
    return {(onto ? "auf " : "in ") + words.de, (onto ? "onto " : "into ") + words.en};
}

int clock_hour(double turn_rad) {
    const int hour = static_cast<int>(std::lround(turn_rad / (pi / 6)));
    const int on_face = ((hour % 12) + 12) % 12;
    return on_face == 0 ? 12 : on_face;
}

Words turn_in_words(double turn_rad) {
    const int hour = clock_hour(turn_rad);
    if (hour == 12) return {"geradeaus", "straight on"};
    if (hour == 6) return {"zurück auf 6 Uhr", "back at 6 o'clock"};
    const bool right = hour < 6;
    const bool slight = hour == 1 || hour == 11;
    return {fmt::format("{}{} auf {} Uhr", slight ? "schräg " : "", right ? "rechts" : "links", hour),
            fmt::format("{}{} at {} o'clock", slight ? "slightly " : "", right ? "right" : "left", hour)};
}

Words compass_in_words(double bearing_rad) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> names = {
        {{"Norden", "north"},
         {"Nordosten", "north-east"},
         {"Osten", "east"},
         {"Südosten", "south-east"},
         {"Süden", "south"},
         {"Südwesten", "south-west"},
         {"Westen", "west"},
         {"Nordwesten", "north-west"}}};
    const int eighth = static_cast<int>(std::lround(bearing_rad / (pi / 4)));
    const auto& [german, english] = names[static_cast<std::size_t>(((eighth % 8) + 8) % 8)];
    return {std::string(german), std::string(english)};
}

std::string distance_in_words(double distance_m) {
    const double unit_m = distance_m < 15 ? 1 : distance_m < 200 ? 5 : 10;
    return fmt::format("{} m", std::lround(distance_m / unit_m) * static_cast<long>(unit_m));
}

Words crossing_in_words(const CrossingTraits& crossing, const WayTraits& street) {
    const Words over = way_in_words(street);
    Words words;
    switch (crossing.kind) {
        case CrossingTraits::Kind::signals:
            words = {"Fußgängerampel", "Signalled crossing"};
            if (crossing.sound && crossing.vibration)
                words = {"Fußgängerampel mit Ton und Vibration", "Signalled crossing with sound and vibration"};
            else if (crossing.sound)
                words = {"Fußgängerampel mit Ton", "Signalled crossing with sound"};
            else if (crossing.vibration)
                words = {"Fußgängerampel mit Vibration", "Signalled crossing with vibration"};
            break;
        case CrossingTraits::Kind::zebra:
            words = {"Zebrastreifen", "Zebra crossing"};
            break;
        case CrossingTraits::Kind::marked:
            words = {"Markierter Überweg ohne Ampel", "Marked crossing without signal"};
            break;
        case CrossingTraits::Kind::island:
            words = {"Ohne Ampel, mit Mittelinsel,", "Without signal, with an island,"};
            break;
        case CrossingTraits::Kind::unmarked:
            words = {"Ohne Ampel", "Without signal"};
            break;
    }
    words.de += " über " + over.de;
    words.en += " over " + over.en;
    if (crossing.island && crossing.kind != CrossingTraits::Kind::island) {
        words.de += ", mit Mittelinsel";
        words.en += ", with an island";
    }
    if (crossing.tactile) {
        words.de += ", mit Bodenindikatoren";
        words.en += ", with tactile paving";
    }
    return words;
}

Words stairs_in_words(int steps, bool counted, int incline, bool handrail) {
    Words words{"Treppe", "Steps"};
    if (incline != 0) {
        words.de += incline > 0 ? " aufwärts" : " abwärts";
        words.en += incline > 0 ? " up" : " down";
    }
    words.de += fmt::format(", {}{} {}", counted ? "" : "etwa ", steps, steps == 1 ? "Stufe" : "Stufen");
    words.en += fmt::format(", {}{} {}", counted ? "" : "about ", steps, steps == 1 ? "step" : "steps");
    if (handrail) {
        words.de += ", mit Handlauf";
        words.en += ", with handrail";
    }
    return words;
}

}  // namespace twin::scene
