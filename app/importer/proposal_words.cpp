#include "app/importer/proposal_words.h"

#include <map>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::app {

std::string toml_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : base::to_valid_utf8(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c == '\n' || c == '\t' ? ' ' : c;
    }
    return out + '"';
}

std::string in_one_line(std::string text) {
    for (char& c : text)
        if (c == '\n' || c == '\r') c = ' ';
    return text;
}

std::string key_line(const std::string& key, const std::string& value, const std::string& remark, bool on) {
    std::string out = fmt::format("{}{} = {}", on ? "" : "# ", key, value);
    if (!remark.empty())
        out += fmt::format("{:{}}# {}", "", out.size() < 38 ? 40 - out.size() : 2, in_one_line(remark));
    return out + "\n";
}

const char* german_title(const std::string& kind) {
    static const std::map<std::string, const char*> titles{{"Building", "Gebäude"},
                                                           {"BuildingPart", "Gebäude"},
                                                           {"Bridge", "Brücken"},
                                                           {"Tunnel", "Tunnel"},
                                                           {"Street", "Straßen"},
                                                           {"Footway", "Wege"},
                                                           {"Cycleway", "Radwege"},
                                                           {"StreetArea", "Verkehrsflächen"},
                                                           {"Rail", "Gleise"},
                                                           {"Water", "Gewässer"},
                                                           {"Waterway", "Gewässer"},
                                                           {"LandUse", "Flächennutzung"},
                                                           {"Tree", "Bäume"},
                                                           {"TreeRow", "Baumreihen"},
                                                           {"Barrier", "Einfriedungen"},
                                                           {"Crossing", "Querungen"},
                                                           {"Kerb", "Bordsteine"},
                                                           {"TactilePaving", "Leitsysteme"},
                                                           {"Furniture", "Stadtmöblierung"},
                                                           {"Address", "Adressen"},
                                                           {"Place", "Orte"},
                                                           {"Project", "Vorhaben"},
                                                           {"Model", "Modelle"},
                                                           {"BusStop", "Haltestellen"},
                                                           {"TrafficSignal", "Ampeln"}};
    const auto found = titles.find(kind);
    return found == titles.end() ? "" : found->second;
}

const char* usual_provenance(const std::string& format) {
    if (format == "citygml" || format == "cityjson") return "official";
    if (format == "osm" || format == "raster") return "measured";
    return format == "sumo" ? "simulated" : "assumed";
}

std::string meaning_of(const std::string& attribute) {
    static constexpr std::pair<const char*, const char*> words[] = {
        {"hoehe", "height_m"},    {"height", "height_m"}, {"höhe", "height_m"},       {"geschoss", "storeys"},
        {"storey", "storeys"},    {"levels", "storeys"},  {"dachform", "roof_shape"}, {"krone", "crown_m"},
        {"baumart", "species"},   {"species", "species"}, {"gattung", "species"},     {"breite", "width_m"},
        {"width", "width_m"},     {"strasse", "address"}, {"adresse", "address"},     {"nutzung", "land_use"},
        {"funktion", "function"}, {"bezeichn", "name"},   {"name", "name"},           {"titel", "title"},
        {"status", "status"},     {"thema", "theme"},     {"material", "surface"},    {"spuren", "lanes"}};
    const std::string small = base::fold_for_search(attribute);
    for (const auto& [word, key] : words)
        if (small.find(base::fold_for_search(word)) != std::string::npos) return key;
    return {};
}

std::string kind_word(const std::string& name) {
    std::string word;
    for (const char c : name) {
        const bool capital = c >= 'A' && c <= 'Z';
        if (capital && !word.empty()) word += '_';
        word += capital ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return word;
}

}  // namespace twin::app
