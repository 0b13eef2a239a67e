#include "scene/projects/themes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace twin::scene {
namespace {

constexpr std::uint32_t colour(std::uint32_t rrggbb) {
    return 0xFF000000u | (rrggbb & 0xFF) << 16 | (rrggbb & 0xFF00) | (rrggbb >> 16 & 0xFF);
}

// Hues after Okabe and Ito ("Color universal design") and Tol's muted scheme, without greens and greys.
constexpr std::array<ProjectTheme, 14> themes = {{
    {"traffic", "Verkehr", "Traffic", colour(0x0072B2), 0xE565},
    {"guidance", "Lotsen und Barrierefreiheit", "Guidance and accessibility", colour(0xD55E00), 0xE914},
    {"energy", "Energie und Umwelt", "Energy and environment", colour(0xE69F00), 0xE3E7},
    {"society", "Gesellschaft", "Society", colour(0xCC79A7), 0xE7FB},
    {"data", "Datenplattform", "Data platform", colour(0x56B4E9), 0xE1DB},
    {"twin", "Digitaler Zwilling", "Digital twin", colour(0x7A5195), 0xE55B},
    {"education", "Bildung", "Education", colour(0xE8C500), 0xE80C},
    {"retail", "Handel", "Retail", colour(0x882255), 0xE8CC},
    {"infrastructure", "IT-Infrastruktur", "IT infrastructure", colour(0x332288), 0xE63E},
    {"administration", "Verwaltung", "Administration", colour(0x5B3A29), 0xE84F},
    {"mobility", "Mobilität", "Mobility", colour(0x00798C), 0xE530},
    {"health", "Gesundheit", "Health", colour(0xEE6677), 0xE3F3},
    {"safety", "Sicherheit", "Safety", colour(0xAA0044), 0xE32A},
    {"other", "Weitere Projekte", "Other projects", colour(0x3A3F47), 0xE8F9},
}};

/// Other words for a theme, in small letters.
constexpr std::array<std::pair<std::string_view, std::string_view>, 27> other_words = {{
    {"verkehrssteuerung", "traffic"},
    {"lotsen", "guidance"},
    {"barrierefreiheit", "guidance"},
    {"accessibility", "guidance"},
    {"lotsen/barrierefreiheit", "guidance"},
    {"energie", "energy"},
    {"umwelt", "energy"},
    {"klima", "energy"},
    {"climate", "energy"},
    {"energie & umwelt", "energy"},
    {"energy/safety", "energy"},
    {"environment", "energy"},
    {"participation", "society"},
    {"beteiligung", "society"},
    {"public space", "society"},
    {"stadtraum", "society"},
    {"open data", "data"},
    {"offene daten", "data"},
    {"daten", "data"},
    {"information", "data"},
    {"stadtmodell", "twin"},
    {"schule", "education"},
    {"logistik", "retail"},
    {"retail/logistics", "retail"},
    {"it", "infrastructure"},
    {"rathaus", "administration"},
    {"gesundheitswesen", "health"},
}};

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return out;
}

}  // namespace

std::span<const ProjectTheme> project_themes() {
    return themes;
}

const ProjectTheme& theme_of(std::string_view word) {
    const std::string wanted = lower(word);
    std::string_view key = wanted;
    for (const auto& [other, theme] : other_words)
        if (other == wanted) key = theme;
    for (const ProjectTheme& theme : themes)
        if (key == theme.key || wanted == lower(theme.de) || wanted == lower(theme.en)) return theme;
    return themes.back();
}

Words status_words(const std::string& status) {
    static constexpr std::array<std::pair<const char*, const char*>, 7> known = {{{"laufend", "running"},
                                                                                  {"in Umsetzung", "being built"},
                                                                                  {"abgeschlossen", "finished"},
                                                                                  {"Konzept", "concept"},
                                                                                  {"öffentlicher Test", "public trial"},
                                                                                  {"geplant", "planned"},
                                                                                  {"Versuch", "trial"}}};
    for (const auto& [de, en] : known)
        if (status == de || status == en) return {de, en};
    return {status, status};
}

}  // namespace twin::scene
