#include "data/sources/citygml_attributes.h"

#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "data/keys.h"

namespace twin::data {

namespace {

void append_text(Attributes& attributes, std::string_view name, std::string_view text) {
    if (text.empty()) return;
    const std::string before = attributes.text(name);
    if (before == text) return;
    attributes.set(name, before.empty() ? std::string(text) : fmt::format("{}; {}", before, text));
}

/// Metres per unit of a uom ("m", "#m", "urn:adv:uom:m", "urn:ogc:def:uom:UCUM::m", "ft"); nullopt: unknown.
std::optional<double> metres_per_unit(std::string_view uom) {
    const auto cut = uom.find_last_of(":#/");
    const std::string unit = base::to_lower_ascii(cut == std::string_view::npos ? uom : uom.substr(cut + 1));
    if (unit.empty() || unit == "m" || unit == "metre" || unit == "meter" || unit == "meters" || unit == "metres" ||
        unit == "9001")
        return 1;
    if (unit == "cm") return 0.01;
    if (unit == "ft" || unit == "foot" || unit == "feet" || unit == "9002") return 0.3048;
    return std::nullopt;
}

void set_length(const XmlNode& node, const char* key, Feature& feature, std::vector<std::string>& doubts) {
    double value = 0;
    const auto unit = metres_per_unit(node.attribute("uom"));
    if (!base::parse_number(node.text, value) || !unit || value <= -0.001 || value > 2000) {
        doubts.push_back(fmt::format("{} \"{}\" {} is no length", node.local(),
                                     base::to_valid_utf8(node.text.substr(0, 40)),
                                     base::to_valid_utf8(node.attribute("uom").substr(0, 40))));
        return;
    }
    feature.attributes.set(key, value * *unit);
}

void set_storeys(const XmlNode& node, const char* key, Feature& feature, std::vector<std::string>& doubts) {
    double value = 0;
    if (base::parse_number(node.text, value) && value >= 0 && value <= 250)
        feature.attributes.set(key, static_cast<std::int64_t>(std::llround(value)));
    else if (value != 9999)  // the usual word for "unknown"
        doubts.push_back(fmt::format("{} \"{}\" is no number of storeys", node.local(),
                                     base::to_valid_utf8(node.text.substr(0, 40))));
}

void set_roof(const XmlNode& node, Feature& feature) {
    append_text(feature.attributes, "roofType", node.text);
    if (const std::string_view shape = roof_shape_of_code(node.text); !shape.empty())
        feature.attributes.set(keys::roof_shape, std::string(shape));
}

/// A value with the type that the element's name says: "intAttribute" (2.0) or "IntAttribute" (3.0).
AttributeValue generic_value(std::string_view element, std::string_view text) {
    const std::string kind = base::to_lower_ascii(element);
    double number = 0;
    if (kind == "intattribute" && base::parse_number(text, number) && std::fabs(number) < 9e15)
        return static_cast<std::int64_t>(number);
    if ((kind == "doubleattribute" || kind == "measureattribute") && base::parse_number(text, number)) return number;
    return std::string(text);
}

void read_generic(const XmlNode& node, const std::string& set_name, int depth, Attributes& attributes) {
    if (depth > 8) return;
    std::string name(node.attribute("name"));
    if (name.empty()) name = node.child_text("name");
    if (name.empty()) return;
    if (!set_name.empty()) name = set_name + "." + name;
    if (base::to_lower_ascii(node.local()) == "genericattributeset") {
        for (const XmlNode* child = node.first_child; child; child = child->next) {
            const XmlNode* inner = child->is("genericAttribute") && child->first_child ? child->first_child : child;
            read_generic(*inner, name, depth + 1, attributes);
        }
        return;
    }
    const XmlNode* value = node.child("value");
    if (!value || value->text.empty()) return;
    if (attributes.has(name)) name = "gen:" + name;
    AttributeValue read = generic_value(node.local(), value->text);
    const std::string_view unit = value->attribute("uom");
    if (const double* number = std::get_if<double>(&read); number && !unit.empty()) {
        const auto metres = metres_per_unit(unit);
        if (metres && *metres != 1)
            read = *number * *metres;
        else if (!metres)
            attributes.set(name + ".uom", std::string(unit));
    }
    attributes.set(name, std::move(read));
}

void read_external_reference(const XmlNode& node, Attributes& attributes) {
    std::string what = node.text_below("name");
    if (what.empty()) what = node.text_below("uri");
    if (what.empty()) what = node.text_below("targetResource");
    const std::string system = node.text_below("informationSystem");
    if (what.empty())
        what = system;
    else if (!system.empty())
        what += fmt::format(" ({})", system);
    append_text(attributes, "externalReference", what);
}

bool is_generic(const std::string& local) {
    return local.ends_with("Attribute") || local == "genericAttributeSet";
}

/// CityGML 3.0 has a height between any two levels: the greatest is the building's.
void set_height(const XmlNode& node, Feature& feature, std::vector<std::string>& doubts) {
    const XmlNode* value = node.find_below("value");
    if (!value) return;
    const std::string status = node.text_below("status");
    if (!status.empty() && status != "estimated" && status != "measured")
        doubts.push_back(
            fmt::format("status \"{}\" is none of estimated and measured", base::to_valid_utf8(status.substr(0, 40))));
    Feature read;
    set_length(*value, keys::height_m, read, doubts);
    const double height_m = read.attributes.number(keys::height_m, -1),
                 known_m = feature.attributes.number(keys::height_m, -1);
    if (height_m <= known_m) return;
    feature.attributes.set(keys::height_m, height_m);
    if (!status.empty()) feature.attributes.set("height_status", status);
}

/// "kWh" of a number that is no length.
void keep_unit(const XmlNode& node, Attributes& attributes) {
    const std::string_view unit = node.attribute("uom");
    if (!unit.empty()) attributes.set(node.local() + ".uom", std::string(unit));
}

/// Properties that other code reads, or that say nothing to a person.
bool stands_for_more(const XmlNode& node) {
    return node.first_child || node.text.empty();
}

}  // namespace

std::string_view roof_shape_of_code(std::string_view code) {
    struct Shape {
        std::string_view code, shape;
    };
    // AdV roof list (Dachform) in thousands and hundreds, SIG 3D list in tens.
    static constexpr Shape shapes[] = {
        {"1000", "flat"},        {"2100", "skillion"},    {"2200", "skillion"},  {"3100", "gabled"},
        {"3200", "hipped"},      {"3300", "half-hipped"}, {"3400", "mansard"},   {"3500", "pyramidal"},
        {"3600", "cone"},        {"3700", "dome"},        {"3900", "round"},     {"4000", "pyramidal"},
        {"1010", "skillion"},    {"1020", "skillion"},    {"1030", "gabled"},    {"1040", "hipped"},
        {"1050", "half-hipped"}, {"1060", "mansard"},     {"1070", "pyramidal"}, {"1080", "cone"},
        {"1090", "dome"},        {"1110", "round"},       {"1120", "pyramidal"}};
    for (const Shape& shape : shapes)
        if (shape.code == code) return shape.shape;
    return {};
}

void read_citygml_attributes(const XmlNode& object, Feature& feature, std::vector<std::string>& doubts,
                             std::vector<CityGmlCode>& codes) {
    Attributes& attributes = feature.attributes;
    for (const XmlNode* node = object.first_child; node; node = node->next) {
        if (node->name->space == XmlSpace::foreign) continue;
        const std::string& name = node->local();
        if (is_generic(name)) continue;
        if (name == "measuredHeight") {
            set_length(*node, keys::height_m, feature, doubts);
        } else if (name == "height" && node->first_child) {  // CityGML 3.0
            set_height(*node, feature, doubts);
        } else if (name == "height") {
            set_length(*node, keys::height_m, feature, doubts);
        } else if (name == "crownDiameter") {
            set_length(*node, keys::crown_m, feature, doubts);
        } else if (name == "storeysAboveGround") {
            set_storeys(*node, keys::storeys, feature, doubts);
        } else if (name == "roofType") {
            set_roof(*node, feature);
        } else if (name == "address" || name == "Address") {
            append_text(attributes, keys::address, read_xal_address(*node));
            append_text(attributes, "country", node->text_below("CountryName"));
        } else if (name == "externalReference") {
            read_external_reference(*node, attributes);
        } else if (name == "function") {
            append_text(attributes, keys::function, node->text);
        } else if (name == "species") {
            append_text(attributes, keys::species, node->text);
        } else if (name == "averageHeight") {
            set_length(*node, "averageHeight", feature, doubts);
        } else if (name == "trunkDiameter") {
            set_length(*node, "trunkDiameter", feature, doubts);
        } else if (!stands_for_more(*node)) {
            append_text(attributes, name, node->text);  // name, description, class, usage, yearOfConstruction ...
            keep_unit(*node, attributes);
        }
        if (!node->attribute("codeSpace").empty()) codes.push_back({node, name});
    }
    for (const XmlNode* node = object.first_child; node; node = node->next) {
        if (node->name->space == XmlSpace::foreign || !is_generic(node->local())) continue;
        const bool wrapped = node->is("genericAttribute") && node->first_child;  // CityGML 3.0
        read_generic(wrapped ? *node->first_child : *node, {}, 0, attributes);
    }
}

}  // namespace twin::data
