#include "app/words.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/i18n.h"
#include "app/message_texts.h"
#include "base/text.h"
#include "data/keys.h"

namespace twin::app {

namespace {

struct Unit {
    std::string_view ending, shown;
};
constexpr std::array<Unit, 5> units{{{"_m", " m"}, {"_deg", "°"}, {"_kmh", " km/h"}, {"_m2", " m²"}, {"_m3", " m³"}}};

std::string_view unit_of(std::string_view key) {
    for (const Unit& unit : units)
        if (key.size() > unit.ending.size() && key.substr(key.size() - unit.ending.size()) == unit.ending)
            return unit.shown;
    return key == data::keys::direction_deg ? "°" : std::string_view();
}

struct KindIcon {
    std::string_view kind;
    std::uint32_t icon;
};
constexpr KindIcon kind_icons[] = {
    {"building", 0xE7EE},
    {"buildings", 0xE7EE},
    {"buildingpart", 0xE7EE},
    {"buildinginstallation", 0xE7EE},
    {"bridge", 0xE922},
    {"tunnel", 0xE922},
    {"structures", 0xE922},
    {"street", 0xE55B},
    {"streets", 0xE55B},
    {"streetarea", 0xE55B},
    {"street_areas", 0xE55B},
    {"footway", 0xE536},
    {"steps", 0xE536},
    {"cycleway", 0xE52F},
    {"rail", 0xE570},
    {"platform", 0xE570},
    {"busstop", 0xE530},
    {"stop", 0xE530},
    {"waterway", 0xE176},
    {"waterbody", 0xE176},
    {"water", 0xE176},
    {"landuse", 0xE406},
    {"land_use", 0xE406},
    {"park", 0xEA63},
    {"solitaryvegetationobject", 0xEA63},
    {"treerow", 0xEA63},
    {"tree", 0xEA63},
    {"trees", 0xEA63},
    {"barrier", 0xE3EC},
    {"barriers", 0xE3EC},
    {"crossing", 0xE565},
    {"kerb", 0xE914},
    {"tactilepaving", 0xE914},
    {"trafficsignal", 0xE565},
    {"guidance_points", 0xE914},
    {"cityfurniture", 0xEA42},
    {"furniture", 0xEA42},
    {"model", 0xE84D},
    {"models", 0xE84D},
    {"project", 0xE8F9},
    {"projects", 0xE8F9},
    {"address", 0xE88A},
    {"addresses", 0xE88A},
    {"place", 0xE55F},
    {"places", 0xE55F},
    {"imagery", 0xE562},
    {"terrain", 0xE564},
    {"traffic", 0xE531},
};

}  // namespace

std::string attribute_label(std::string_view key) {
    return tr_or("attribute." + std::string(key), key);
}

std::string attribute_text(std::string_view key, const data::AttributeValue& value) {
    const std::string_view unit = unit_of(key);
    if (const auto* number = std::get_if<double>(&value)) {
        const int decimals = std::fabs(*number - std::round(*number)) < 1e-6 ? 0 : std::fabs(*number) < 1000 ? 2 : 1;
        return number_text(*number, decimals) + std::string(unit);
    }
    if (const auto* number = std::get_if<std::int64_t>(&value))
        return (unit.empty() ? std::to_string(*number) : number_text(static_cast<double>(*number), 0)) +
               std::string(unit);
    if (const auto* flag = std::get_if<bool>(&value)) return tr(*flag ? "value.yes" : "value.no");
    const std::string text = data::to_text(value);
    if (!unit.empty()) {
        double number = 0;
        if (base::parse_number(text, number) && text.find_first_not_of("0123456789.-") == std::string::npos)
            return attribute_text(key, number);
    }
    // What somebody is called is never translated, be it "Park".
    for (const std::string_view proper : {"name", "address", "title", "title_en", "text", "text_en", "description"})
        if (key == proper) return text;
    return tr_or("value." + text, text);
}

std::string kind_title(data::FeatureKind kind) {
    const std::string name(data::name_of(kind));
    return tr_or("kind." + name, name);
}

namespace {

std::string plain_layer_title(const data::LayerInfo& layer, const std::vector<data::LayerInfo>& all) {
    const auto same =
        std::count_if(all.begin(), all.end(), [&](const auto& each) { return each.title == layer.title; });
    if (!layer.title.empty() && same <= 1) return half_in_language(layer.title);
    const std::string title = tr_or("layer." + layer.kind, layer.name);
    // "buildings_2" is the second layer of its kind.
    const std::string_view name = layer.name;
    const std::size_t line = name.rfind('_');
    const bool numbered = line != std::string_view::npos && line + 1 < name.size() && line >= layer.kind.size() &&
                          name.find_first_not_of("0123456789", line + 1) == std::string_view::npos;
    return numbered ? title + " " + std::string(name.substr(line + 1)) : title;
}

}  // namespace

std::string layer_title(const data::LayerInfo& layer, const std::vector<data::LayerInfo>& all) {
    const std::string title = plain_layer_title(layer, all);
    const bool alone = std::none_of(all.begin(), all.end(), [&](const data::LayerInfo& other) {
        return other.number != layer.number && plain_layer_title(other, all) == title;
    });
    return alone || layer.source.empty() ? title : title + " (" + told(layer.source) + ")";
}

std::uint32_t icon_of_kind(std::string_view kind) {
    const std::string wanted = base::to_lower_ascii(kind);
    for (const KindIcon& each : kind_icons)
        if (each.kind == wanted) return each.icon;
    return 0xE55F;
}

std::uint32_t icon_of_layer(std::string_view layer_kind) {
    const std::string wanted = base::to_lower_ascii(layer_kind);
    for (const KindIcon& each : kind_icons)
        if (each.kind == wanted) return each.icon;
    return 0xE53B;
}

}  // namespace twin::app
