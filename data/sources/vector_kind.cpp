#include "data/sources/vector_kind.h"

#include <fmt/format.h>

#include <array>
#include <initializer_list>

#include "base/text.h"

namespace twin::data {
namespace {

struct KindName {
    FeatureKind kind;
    std::string_view enumerator;
    std::string_view name;
};
constexpr KindName kind_names[] = {
#define FEATURE_KIND(enumerator, name, layer) {FeatureKind::enumerator, #enumerator, name},
#include "data/feature_kind_list.inc"
#undef FEATURE_KIND
};

std::optional<FeatureKind> kind_named(std::string_view word) {
    const std::string wanted = base::to_lower_ascii(base::trim(word));
    for (const KindName& entry : kind_names)
        if (wanted == entry.enumerator || wanted == base::to_lower_ascii(entry.name)) return entry.kind;
    return std::nullopt;
}

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> list) {
    for (const std::string_view entry : list)
        if (value == entry) return true;
    return false;
}

/// Formats without colons in names write area_highway for area:highway; shapefiles keep ten letters of it.
bool is_same_name(std::string_view in_file, std::string_view name) {
    constexpr std::size_t shapefile_letters = 10;
    if (in_file.size() != name.size() && !(in_file.size() == shapefile_letters && name.size() > shapefile_letters))
        return false;
    for (std::size_t i = 0; i < in_file.size(); ++i) {
        const char c = in_file[i] >= 'A' && in_file[i] <= 'Z' ? static_cast<char>(in_file[i] - 'A' + 'a') : in_file[i];
        if (c != name[i] && !(c == '_' && name[i] == ':')) return false;
    }
    return true;
}

/// Value of an attribute whatever its capitals; "" when absent, null or "no".
std::string value_of(const Attributes& attributes, std::string_view name) {
    for (const auto& [key, value] : attributes) {
        if (!is_same_name(key, name)) continue;
        std::string text = base::to_lower_ascii(base::trim(to_text(value)));
        return text == "no" ? std::string() : text;
    }
    return {};
}

bool has_any(const Attributes& attributes, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names)
        if (!value_of(attributes, name).empty()) return true;
    return false;
}

FeatureKind kind_of_highway(std::string_view highway, const Attributes& a, GeometryShape shape) {
    if (highway == "crossing") return FeatureKind::crossing;
    if (highway == "traffic_signals") return FeatureKind::traffic_signal;
    if (highway == "bus_stop") return shape == GeometryShape::point ? FeatureKind::bus_stop : FeatureKind::platform;
    if (highway == "platform") return FeatureKind::platform;
    if (shape == GeometryShape::point)
        return is_one_of(highway, {"street_lamp", "stop", "give_way"}) ? FeatureKind::furniture : FeatureKind::generic;
    if (shape == GeometryShape::area) return FeatureKind::street_area;
    if (value_of(a, "footway") == "crossing") return FeatureKind::crossing;
    if (highway == "steps") return FeatureKind::steps;
    if (highway == "cycleway") return FeatureKind::cycleway;
    if (is_one_of(highway, {"footway", "path", "pedestrian", "corridor", "bridleway"})) return FeatureKind::footway;
    return FeatureKind::street;
}

std::optional<FeatureKind> kind_of_transport(const Attributes& a, GeometryShape shape) {
    if (!value_of(a, "area:highway").empty()) return FeatureKind::street_area;
    if (const std::string highway = value_of(a, "highway"); !highway.empty()) return kind_of_highway(highway, a, shape);
    const std::string railway = value_of(a, "railway");
    if (railway == "platform" || (value_of(a, "public_transport") == "platform" && shape != GeometryShape::point))
        return FeatureKind::platform;
    if (!railway.empty() && shape == GeometryShape::line) return FeatureKind::rail;
    if (value_of(a, "public_transport") == "platform") return FeatureKind::bus_stop;
    if (!value_of(a, "crossing").empty()) return FeatureKind::crossing;
    return std::nullopt;
}

std::optional<FeatureKind> kind_of_nature(const Attributes& a, GeometryShape shape) {
    const std::string natural = value_of(a, "natural");
    if (natural == "tree") return FeatureKind::tree;
    if (natural == "tree_row") return FeatureKind::tree_row;
    if (!value_of(a, "waterway").empty() && shape == GeometryShape::line) return FeatureKind::waterway;
    const bool area = shape == GeometryShape::area;
    if (area && (natural == "water" || has_any(a, {"water", "waterway"}))) return FeatureKind::water;
    if (area && (!natural.empty() || has_any(a, {"landuse", "land_use", "leisure", "landcover"})))
        return FeatureKind::land_use;
    return std::nullopt;
}

bool speaks_of_a_building(const Attributes& a) {
    if (has_any(a, {"building", "building:levels", "gebaeudefunktion", "gebaeudefu", "gfk", "bezgfk", "roof:shape",
                    "dachform", "measuredheight", "gebaeudehoehe", "storeysaboveground"}))
        return true;
    return has_any(a, {"height", "height_m", "hoehe"}) &&
           has_any(a, {"storeys", "levels", "num_floors", "geschosse", "geschosszahl", "roof_shape", "roof_type"});
}

std::optional<FeatureKind> kind_of_small_things(const Attributes& a, GeometryShape shape) {
    const std::string barrier = value_of(a, "barrier");
    if (barrier == "kerb") return FeatureKind::kerb;
    if (!barrier.empty()) return FeatureKind::barrier;
    if (!value_of(a, "kerb").empty()) return FeatureKind::kerb;
    if (!value_of(a, "tactile_paving").empty() && shape != GeometryShape::area) return FeatureKind::tactile_paving;
    if (shape != GeometryShape::point) return std::nullopt;
    if (!value_of(a, "place").empty()) return FeatureKind::place;
    if (is_one_of(value_of(a, "amenity"), {"bench", "waste_basket", "fountain", "post_box", "bicycle_parking",
                                           "vending_machine", "telephone", "clock", "recycling"}) ||
        has_any(a, {"street_cabinet", "advertising", "furniture"}))
        return FeatureKind::furniture;
    if (!value_of(a, "addr:housenumber").empty()) return FeatureKind::address;
    return std::nullopt;
}

/// Registers of trees rarely call themselves so.
bool speaks_of_a_tree(const Attributes& a) {
    return has_any(a, {"baumart", "baumnummer", "baum_nr", "baumnr", "baumhoehe", "baumid", "gattung",
                       "kronendurchmesser", "kronendurc", "kronedurch", "stammumfang", "stammdurchmesser",
                       "tree_species", "crown_diameter", "trunk_circumference", "crown_m"});
}

std::optional<FeatureKind> kind_of_attributes(const Attributes& a, GeometryShape shape) {
    const bool area = shape == GeometryShape::area;
    if (has_any(a, {"title", "titel"}) && has_any(a, {"theme", "thema", "status"})) return FeatureKind::project;
    if (area && !value_of(a, "building:part").empty()) return FeatureKind::building_part;
    if (area && speaks_of_a_building(a)) return FeatureKind::building;
    if (area && value_of(a, "man_made") == "bridge") return FeatureKind::bridge;
    if (const auto kind = kind_of_transport(a, shape)) return kind;
    if (const auto kind = kind_of_nature(a, shape)) return kind;
    if (shape == GeometryShape::point && speaks_of_a_tree(a)) return FeatureKind::tree;
    return kind_of_small_things(a, shape);
}

struct LayerWord {
    std::string_view word;  ///< Folded: lower case, umlauts written out.
    FeatureKind point, line, area;
};
constexpr FeatureKind other = FeatureKind::generic;
constexpr LayerWord layer_words[] = {
    {"gebaeude", other, other, FeatureKind::building},
    {"building", other, other, FeatureKind::building},
    {"haeuser", other, other, FeatureKind::building},
    {"house", other, other, FeatureKind::building},
    {"footprint", other, other, FeatureKind::building},
    {"hausumring", other, other, FeatureKind::building},
    {"baum", FeatureKind::tree, FeatureKind::tree_row, other},
    {"baeume", FeatureKind::tree, FeatureKind::tree_row, other},
    {"tree", FeatureKind::tree, FeatureKind::tree_row, other},
    {"projekt", FeatureKind::project, FeatureKind::project, FeatureKind::project},
    {"project", FeatureKind::project, FeatureKind::project, FeatureKind::project},
    {"bruecke", other, other, FeatureKind::bridge},
    {"strasse", other, FeatureKind::street, FeatureKind::street_area},
    {"street", other, FeatureKind::street, FeatureKind::street_area},
    {"road", other, FeatureKind::street, FeatureKind::street_area},
    {"gehweg", other, FeatureKind::footway, FeatureKind::street_area},
    {"footway", other, FeatureKind::footway, FeatureKind::street_area},
    {"radweg", other, FeatureKind::cycleway, FeatureKind::street_area},
    {"gleis", other, FeatureKind::rail, other},
    {"eisenbahn", other, FeatureKind::rail, other},
    {"railway", other, FeatureKind::rail, other},
    {"gewaesser", other, FeatureKind::waterway, FeatureKind::water},
    {"water", other, FeatureKind::waterway, FeatureKind::water},
    {"landuse", other, other, FeatureKind::land_use},
    {"land_use", other, other, FeatureKind::land_use},
    {"nutzung", other, other, FeatureKind::land_use},
    {"wald", other, other, FeatureKind::land_use},
    {"forest", other, other, FeatureKind::land_use},
    {"haltestelle", FeatureKind::bus_stop, other, FeatureKind::platform},
    {"adresse", FeatureKind::address, other, other},
    {"address", FeatureKind::address, other, other},
};

FeatureKind kind_of_layer_words(std::string_view layer_name, GeometryShape shape) {
    const std::string folded = base::fold_for_search(layer_name);
    for (const LayerWord& entry : layer_words) {
        if (folded.find(entry.word) == std::string::npos) continue;
        const FeatureKind kind = shape == GeometryShape::point  ? entry.point
                                 : shape == GeometryShape::line ? entry.line
                                                                : entry.area;
        if (kind != other) return kind;
    }
    return other;
}

}  // namespace

base::Result<FeatureKind> parse_feature_kind(std::string_view word) {
    if (const auto kind = kind_named(word)) return *kind;
    std::string allowed;
    for (const KindName& entry : kind_names) allowed += (allowed.empty() ? "" : ", ") + std::string(entry.enumerator);
    return base::Error{
        fmt::format("the recipe says kind = \"{}\", which is no kind of feature; allowed are {}", word, allowed)};
}

FeatureKind guess_feature_kind(const Attributes& as_in_file, GeometryShape shape, std::string_view layer_name) {
    if (shape == GeometryShape::none) return FeatureKind::generic;
    if (const auto kind = kind_named(layer_name); kind && *kind != FeatureKind::model) return *kind;
    if (const auto kind = kind_of_attributes(as_in_file, shape)) return *kind;
    return kind_of_layer_words(layer_name, shape);
}

}  // namespace twin::data
