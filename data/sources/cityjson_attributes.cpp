#include "data/sources/cityjson_attributes.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <fmt/format.h>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/citygml_attributes.h"

namespace twin::data {

namespace {

constexpr int deepest = 12;
using Loss = CityJsonTrouble::Loss;

AttributeValue value_of(const json::element& value) {
    switch (value.type()) {
        case json::element_type::BOOL:
            return value.get_bool().value_unsafe();
        case json::element_type::INT64:
            return value.get_int64().value_unsafe();
        case json::element_type::UINT64:
        case json::element_type::DOUBLE:
            return value.get_double().value_unsafe();
        case json::element_type::STRING:
            return std::string(value.get_string().value_unsafe());
        default:
            return std::monostate{};
    }
}

bool is_scalar(const json::element& value) {
    return !value.is_array() && !value.is_object();
}

std::string joined(const json::array& list) {
    std::string out;
    for (const json::element value : list) {
        if (value.is_null()) continue;
        out += (out.empty() ? "" : "; ") + to_text(value_of(value));
    }
    return out;
}

void flatten(const std::string& name, const json::element& value, int depth, Attributes& attributes) {
    if (value.is_null() || depth > deepest) return;
    json::object object;
    json::array list;
    if (value.get(object) == simdjson::SUCCESS) {
        for (const auto& [key, inner] : object) flatten(fmt::format("{}.{}", name, key), inner, depth + 1, attributes);
    } else if (!list_of(value, list)) {
        attributes.set(name, value_of(value));
    } else if (std::all_of(list.begin(), list.end(), is_scalar)) {
        if (std::string text = joined(list); !text.empty()) attributes.set(name, std::move(text));
    } else {
        int number = 0;
        for (const json::element inner : list)
            flatten(fmt::format("{}.{}", name, number++), inner, depth + 1, attributes);
    }
}

/// A number, also as {"value": 22.3, "uom": "m"}.
double measure_of(const json::element& value) {
    json::element inner;
    return number_of(find(value, "value", inner) ? inner : value, NAN);
}

void set_length(std::string_view name, const json::element& value, const char* key, Feature& feature,
                CityJsonTrouble& trouble) {
    const double length = measure_of(value);
    if (length > -0.001 && length < 2000)
        feature.attributes.set(key, length);
    else
        trouble.add(Loss::value, fmt::format("{} is no length in metres", name),
                    is_scalar(value) ? to_text(value_of(value)) : std::string());
}

void set_roof(const json::element& value, Feature& feature) {
    flatten("roofType", value, 0, feature.attributes);
    const std::string word = base::to_lower_ascii(feature.attributes.text("roofType"));
    std::string_view shape = roof_shape_of_code(word);
    struct Word {
        std::string_view begins, shape;
    };
    static constexpr Word words[] = {{"flat", "flat"},     {"gable", "gabled"},        {"hip", "hipped"},
                                     {"shed", "skillion"}, {"pyramid", "pyramidal"},   {"mansard", "mansard"},
                                     {"dome", "dome"},     {"half-hip", "half-hipped"}};
    for (const Word& known : words)
        if (shape.empty() && word.starts_with(known.begins)) shape = known.shape;
    if (!shape.empty()) feature.attributes.set(keys::roof_shape, std::string(shape));
}

/// True when the attribute has been taken under the program's own name.
bool take_known(std::string_view name, const json::element& value, Feature& feature, CityJsonTrouble& trouble) {
    if (name == "measuredHeight") {
        set_length(name, value, keys::height_m, feature, trouble);
    } else if (name == "height" && feature.kind == FeatureKind::tree) {
        set_length(name, value, keys::height_m, feature, trouble);
    } else if (name == "crownDiameter") {
        set_length(name, value, keys::crown_m, feature, trouble);
    } else if (name == "storeysAboveGround") {
        const double storeys = number_of(value, NAN);
        if (storeys >= 0 && storeys <= 250)
            feature.attributes.set(keys::storeys, static_cast<std::int64_t>(std::llround(storeys)));
        else if (storeys != 9999)  // the usual word for "unknown"
            trouble.add(Loss::value, "storeysAboveGround is no number of storeys");
    } else if (name == "roofType") {
        set_roof(value, feature);
    } else {
        return false;
    }
    return true;
}

/// The first of several spellings that the versions and their writers use.
std::string part_of(const json::element& address, std::initializer_list<std::string_view> names) {
    json::object object;
    if (address.get(object) != simdjson::SUCCESS) return {};
    for (const std::string_view wanted : names)
        for (const auto& [key, value] : object)
            if (base::to_lower_ascii(key) == wanted && is_scalar(value) && !value.is_null())
                return to_text(value_of(value));
    return {};
}

std::string address_of(const json::element& address, Attributes& attributes) {
    std::string out = part_of(address, {"thoroughfarename", "street"});
    const auto add = [&out](const std::string& word, const char* between) {
        if (word.empty()) return;
        if (!out.empty()) out += between;
        out += word;
    };
    add(part_of(address, {"thoroughfarenumber", "housenumber"}), " ");
    const std::string code = part_of(address, {"postcode", "postalcode", "postalcodenumber"});
    const std::string town = part_of(address, {"locality", "localityname", "city"});
    add(code.empty() || town.empty() ? code + town : code + " " + town, ", ");
    if (std::string country = part_of(address, {"country", "countryname"}); !country.empty())
        attributes.set("country", std::move(country));
    return out;
}

void read_address(const json::element& value, Attributes& attributes) {
    json::array list;
    if (!list_of(value, list)) {
        if (std::string text = address_of(value, attributes); !text.empty()) attributes.set(keys::address, text);
        return;
    }
    std::string all;
    for (const json::element address : list) {
        const std::string text = address_of(address, attributes);
        if (!text.empty()) all += (all.empty() ? "" : "; ") + text;
    }
    if (!all.empty()) attributes.set(keys::address, std::move(all));
}

bool is_structure(std::string_view member) {
    for (const std::string_view known : {"type", "geometry", "parents", "children", "children_roles", "childrenRoles",
                                         "geographicalExtent", "members"})
        if (member == known) return true;
    return false;
}

}  // namespace

void read_cityjson_attributes(const json::element& element, Feature& feature, CityJsonTrouble& trouble) {
    json::object object;
    if (element.get(object) != simdjson::SUCCESS) return;
    for (const auto& [member, value] : object) {
        if (is_structure(member)) continue;
        json::object attributes;
        if (member == "address") {
            read_address(value, feature.attributes);
        } else if (member != "attributes") {
            flatten(std::string(member), value, 0, feature.attributes);
        } else if (value.get(attributes) == simdjson::SUCCESS) {
            for (const auto& [name, inner] : attributes) {
                if (inner.is_null() || take_known(name, inner, feature, trouble)) continue;
                if (name == "address" && !is_scalar(inner)) {
                    read_address(inner, feature.attributes);
                    continue;
                }
                flatten(std::string(name), inner, 0, feature.attributes);
            }
        }
    }
}

}  // namespace twin::data
