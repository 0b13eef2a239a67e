#include "data/sources/vector_mapping.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/vector_expression.h"
#include "data/sources/vector_values.h"

namespace twin::data {
namespace {

/// Kinds for which a synonym holds; a short word means different things in different layers.
enum class For : unsigned char { any, building, street, tree, water, area, furniture, project };

bool holds_for(For use, FeatureKind kind) {
    const std::string_view layer = gpkg_layer_of(kind);
    switch (use) {
        case For::any:
            return true;
        case For::building:
            return layer == "buildings";
        case For::street:
            return layer == "streets" || layer == "street_areas";
        case For::tree:
            return layer == "trees";
        case For::water:
            return layer == "water";
        case For::area:
            return kind == FeatureKind::land_use;
        case For::furniture:
            return kind == FeatureKind::furniture;
        case For::project:
            return kind == FeatureKind::project;
    }
    return false;
}

struct Synonym {
    std::string_view word;  ///< Lower case, umlauts written out.
    const char* key;
    For use = For::any;
};

constexpr Synonym synonyms[] = {
    {"bezeichnung", keys::name},
    {"bez", keys::name},
    {"nam", keys::name},
    {"strassenname", keys::name, For::street},
    {"str_name", keys::name, For::street},
    {"strname", keys::name, For::street},
    {"street_name", keys::name, For::street},
    {"gebaeudename", keys::name, For::building},
    {"beschreibung", keys::description, For::any},
    {"adresse", keys::address},
    {"anschrift", keys::address},

    {"height", keys::height_m},
    {"hoehe", keys::height_m},
    {"hoehe_m", keys::height_m},
    {"measuredheight", keys::height_m, For::building},
    {"measured_height", keys::height_m, For::building},
    {"building:height", keys::height_m, For::building},
    {"gebaeudehoehe", keys::height_m, For::building},
    {"geb_hoehe", keys::height_m, For::building},
    {"gebhoehe", keys::height_m, For::building},
    {"baumhoehe", keys::height_m, For::tree},
    {"min_height", keys::min_height_m},
    {"building:min_height", keys::min_height_m, For::building},
    {"building:levels", keys::storeys, For::building},
    {"levels", keys::storeys, For::building},
    {"floors", keys::storeys, For::building},
    {"num_floors", keys::storeys, For::building},
    {"stories", keys::storeys, For::building},
    {"storeysaboveground", keys::storeys, For::building},
    {"geschosse", keys::storeys, For::building},
    {"geschosszahl", keys::storeys, For::building},
    {"anzahl_gs", keys::storeys, For::building},
    {"aog", keys::storeys, For::building},
    {"anzahlderoberirdischengeschosse", keys::storeys, For::building},
    {"stockwerke", keys::storeys, For::building},
    {"building:min_level", keys::min_storey, For::building},
    {"min_floor", keys::min_storey, For::building},
    {"building", keys::building_type, For::building},
    {"building:part", keys::building_type, For::building},
    {"gebaeudetyp", keys::building_type, For::building},
    {"gfk", keys::function, For::building},
    {"bezgfk", keys::function, For::building},
    {"gebaeudefunktion", keys::function, For::building},
    {"gebaeudefu", keys::function, For::building},
    {"nutzung", keys::function, For::building},
    {"roof:shape", keys::roof_shape, For::building},
    {"building:roof:shape", keys::roof_shape, For::building},
    {"roof_type", keys::roof_shape, For::building},
    {"rooftype", keys::roof_shape, For::building},
    {"dachform", keys::roof_shape, For::building},
    {"dachart", keys::roof_shape, For::building},
    {"dach", keys::roof_shape, For::building},
    {"roof:height", keys::roof_height_m, For::building},
    {"roof_height", keys::roof_height_m, For::building},
    {"dachhoehe", keys::roof_height_m, For::building},
    {"roof:levels", keys::roof_storeys, For::building},
    {"roof:direction", keys::roof_direction_deg, For::building},
    {"roof_direction", keys::roof_direction_deg, For::building},
    {"roof:orientation", keys::roof_orientation, For::building},
    {"roof:colour", keys::roof_colour, For::building},
    {"roof:color", keys::roof_colour, For::building},
    {"roof_color", keys::roof_colour, For::building},
    {"dachfarbe", keys::roof_colour, For::building},
    {"building:colour", keys::wall_colour, For::building},
    {"building:color", keys::wall_colour, For::building},
    {"facade_color", keys::wall_colour, For::building},
    {"wandfarbe", keys::wall_colour, For::building},
    {"roof:material", keys::roof_material, For::building},
    {"roof_material", keys::roof_material, For::building},
    {"building:material", keys::wall_material, For::building},
    {"facade_material", keys::wall_material, For::building},

    {"highway", keys::furniture, For::furniture},
    {"highway", keys::street_class, For::street},
    {"area:highway", keys::street_class, For::street},
    {"railway", keys::rail_class},
    {"fahrstreifen", keys::lanes, For::street},
    {"width", keys::width_m},
    {"breite", keys::width_m},
    {"breite_m", keys::width_m},
    {"fahrbahnbreite", keys::width_m, For::street},
    {"belag", keys::surface, For::street},
    {"oberflaeche", keys::surface, For::street},
    {"maxspeed", keys::maxspeed_kmh},
    {"hoechstgeschwindigkeit", keys::maxspeed_kmh, For::street},
    {"tempo", keys::maxspeed_kmh, For::street},
    {"einbahnstrasse", keys::oneway, For::street},

    {"traffic_signals:sound", keys::signal_sound},
    {"traffic_signals:vibration", keys::signal_vibration},
    {"crossing:island", keys::island},

    {"landuse", keys::land_use},
    {"nutzungsart", keys::land_use, For::area},
    {"nutzung", keys::land_use, For::area},
    {"leisure", keys::land_use, For::area},
    {"natural", keys::land_use, For::area},
    {"landcover", keys::land_use, For::area},
    {"water", keys::water_class, For::water},
    {"waterway", keys::water_class, For::water},
    {"gewaesserart", keys::water_class, For::water},
    {"leaf_type", keys::tree_kind, For::tree},
    {"baumart", keys::species, For::tree},
    {"art_dtsch", keys::species, For::tree},
    {"art_deutsch", keys::species, For::tree},
    {"gattung", keys::species, For::tree},
    {"diameter_crown", keys::crown_m, For::tree},
    {"kronendurchmesser", keys::crown_m, For::tree},
    {"kronedurch", keys::crown_m, For::tree},
    {"krone_m", keys::crown_m, For::tree},
    {"amenity", keys::furniture, For::furniture},
    {"street_cabinet", keys::furniture, For::furniture},

    {"titel", keys::title, For::project},
    {"thema", keys::theme, For::project},
    {"stand", keys::status, For::project},
    {"beschreibung_en", keys::text_en, For::project},
    {"quelle", keys::source, For::project},
    {"zeitraum", keys::years, For::project},
};

constexpr const char* own_keys[] = {
    keys::name,
    keys::description,
    keys::address,
    keys::function,
    keys::building_type,
    keys::height_m,
    keys::min_height_m,
    keys::storeys,
    keys::min_storey,
    keys::roof_shape,
    keys::roof_height_m,
    keys::roof_storeys,
    keys::roof_direction_deg,
    keys::roof_orientation,
    keys::roof_colour,
    keys::wall_colour,
    keys::roof_material,
    keys::wall_material,
    keys::outline_only,
    keys::street_class,
    keys::rail_class,
    keys::lanes,
    keys::width_m,
    keys::surface,
    keys::maxspeed_kmh,
    keys::oneway,
    keys::bridge,
    keys::tunnel,
    keys::layer,
    keys::foot,
    keys::sidewalk,
    keys::step_count,
    keys::handrail,
    keys::lit,
    keys::incline,
    keys::access,
    keys::crossing,
    keys::kerb,
    keys::tactile,
    keys::signal_sound,
    keys::signal_vibration,
    keys::island,
    keys::land_use,
    keys::water_class,
    keys::tree_kind,
    keys::species,
    keys::crown_m,
    keys::barrier,
    keys::furniture,
    keys::place,
    keys::title,
    keys::title_en,
    keys::theme,
    keys::status,
    keys::text,
    keys::text_en,
    keys::figures,
    keys::source,
    keys::years,
};

constexpr std::size_t shapefile_letters = 10;  // longer names are cut off there

/// Formats without colons in names write building_levels for building:levels.
bool is_same_name(std::string_view in_file, std::string_view word) {
    return in_file.size() == word.size() && std::equal(in_file.begin(), in_file.end(), word.begin(),
                                                       [](char a, char b) { return a == b || (a == '_' && b == ':'); });
}

bool is_empty(const AttributeValue& value) {
    if (std::holds_alternative<std::monostate>(value)) return true;
    const auto* text = std::get_if<std::string>(&value);
    return text && base::trim(*text).empty();
}

/// The attribute of that name; where none is spelt so, the one that differs in capitals only.
Attributes::Entry* find_attribute(Attributes& attributes, std::string_view name) {
    for (auto& entry : attributes.entries())
        if (entry.first == name) return &entry;
    const std::string wanted = base::to_lower_ascii(name);
    for (auto& entry : attributes.entries())
        if (base::to_lower_ascii(entry.first) == wanted) return &entry;
    return nullptr;
}

/// "Pariser Straße 12, 67655 Kaiserslautern" out of its parts.
void compose_address(const Attributes& as_in_file, Attributes& out) {
    if (out.has(keys::address)) return;
    const auto part = [&](std::initializer_list<std::string_view> names) -> std::string {
        for (const auto& [name, value] : as_in_file) {
            const std::string folded = base::fold_for_search(name);
            if (std::find(names.begin(), names.end(), folded) != names.end() && !is_empty(value)) return to_text(value);
        }
        return {};
    };
    const std::string number = part({"addr:housenumber", "hausnummer", "hausnr", "hnr", "housenumber"});
    const std::string street = part({"addr:street", "addr:place", "strasse", "str", "street", "strassenname"});
    if (number.empty() || street.empty()) return;
    std::string address = street + " " + number;
    const std::string postcode = part({"addr:postcode", "plz", "postleitzahl", "postcode"});
    const std::string city = part({"addr:city", "ort", "city", "gemeinde"});
    if (!postcode.empty() || !city.empty())
        address += ", " + postcode + (postcode.empty() || city.empty() ? "" : " ") + city;
    out.set(keys::address, address);
}

}  // namespace

std::string_view AttributeMapper::target_of(const std::string& name, FeatureKind kind) {
    const std::string cached_as = std::string(1, static_cast<char>('A' + static_cast<int>(kind))) + name;
    if (const auto found = targets_.find(cached_as); found != targets_.end()) return found->second;
    const std::string folded = base::fold_for_search(name);
    std::string& target = targets_[cached_as];
    for (const char* key : own_keys)
        if (folded == key) return target = key;
    for (const Synonym& synonym : synonyms)
        if (is_same_name(folded, synonym.word) && holds_for(synonym.use, kind)) return target = synonym.key;
    if (folded.size() != shapefile_letters) return target;
    const Synonym* only = nullptr;
    for (const Synonym& synonym : synonyms) {
        if (!is_same_name(folded, synonym.word.substr(0, shapefile_letters)) || !holds_for(synonym.use, kind)) continue;
        if (only && only->key != synonym.key) return target;  // building_m: material, min_height or min_level?
        only = &synonym;
    }
    if (only) target = only->key;
    return target;
}

void AttributeMapper::apply(Attributes as_in_file, FeatureKind kind, Attributes& out) {
    compose_address(as_in_file, out);
    for (const auto& [key, from] : recipe_) {
        if (is_expression(from)) continue;
        if (!from.empty() && from.front() == '=') {
            const AttributeValue constant = from.substr(1);
            const AttributeValue value = value_for_key(key, constant);
            out.set(key, is_empty(value) ? constant : value);
            continue;
        }
        Attributes::Entry* entry = find_attribute(as_in_file, from);
        if (!entry) continue;
        seen_.insert(key);
        if (is_empty(entry->second)) continue;
        const AttributeValue value = value_for_key(key, entry->second);
        if (!is_empty(value)) out.set(key, value);
    }
    for (auto& [name, raw] : as_in_file.entries()) {
        if (is_empty(raw)) continue;
        const std::string lower = base::to_lower_ascii(name);
        const bool used = std::any_of(recipe_.begin(), recipe_.end(), [&](const auto& line) {
            return line.second.size() == lower.size() && base::to_lower_ascii(line.second) == lower;
        });
        if (used) continue;
        const std::string_view key = target_of(name, kind);
        if (!key.empty() && !out.has(key)) {
            const AttributeValue value = value_for_key(key, raw);
            if (!is_empty(value)) {
                out.set(key, value);
                continue;
            }
        }
        if (!out.has(name)) out.set(name, std::move(raw));
    }
}

std::vector<std::pair<std::string, std::string>> AttributeMapper::never_seen() const {
    std::vector<std::pair<std::string, std::string>> missing;
    for (const auto& [key, from] : recipe_)
        if (!from.empty() && from.front() != '=' && !is_expression(from) && !seen_.contains(key))
            missing.emplace_back(key, from);
    return missing;
}

}  // namespace twin::data
