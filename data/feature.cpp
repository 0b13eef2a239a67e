#include "data/feature.h"

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

std::string_view name_of(FeatureKind kind) {
    switch (kind) {
#define FEATURE_KIND(enumerator, name, layer) \
    case FeatureKind::enumerator:             \
        return name;
#include "data/feature_kind_list.inc"
#undef FEATURE_KIND
    }
    return "GenericCityObject";
}

std::string_view gpkg_layer_of(FeatureKind kind) {
    switch (kind) {
#define FEATURE_KIND(enumerator, name, layer) \
    case FeatureKind::enumerator:             \
        return layer;
#include "data/feature_kind_list.inc"
#undef FEATURE_KIND
    }
    return "generic";
}

namespace {
constexpr std::string_view provenance_names[provenance_count] = {"official", "measured", "simulated",
                                                                 "assumed",  "invented", "planned"};
}

std::string_view name_of(Provenance provenance) {
    return provenance_names[static_cast<int>(provenance)];
}

bool parse_provenance(std::string_view name, Provenance& out) {
    for (int i = 0; i < provenance_count; ++i) {
        if (provenance_names[i] != name) continue;
        out = static_cast<Provenance>(i);
        return true;
    }
    return false;
}

void Attributes::set(std::string_view name, AttributeValue value) {
    for (Entry& entry : entries_) {
        if (entry.first != name) continue;
        entry.second = std::move(value);
        return;
    }
    entries_.emplace_back(std::string(name), std::move(value));
}

const AttributeValue* Attributes::find(std::string_view name) const {
    for (const Entry& entry : entries_)
        if (entry.first == name) return &entry.second;
    return nullptr;
}

std::string to_text(const AttributeValue& value) {
    struct Visitor {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(bool b) const { return b ? "yes" : "no"; }
        std::string operator()(std::int64_t i) const { return std::to_string(i); }
        std::string operator()(double d) const { return fmt::format("{:.10g}", d); }
        std::string operator()(const std::string& s) const { return s; }
    };
    return std::visit(Visitor{}, value);
}

std::string Attributes::text(std::string_view name, std::string_view otherwise) const {
    const AttributeValue* value = find(name);
    return value && value->index() != 0 ? to_text(*value) : std::string(otherwise);
}

double Attributes::number(std::string_view name, double otherwise) const {
    const AttributeValue* value = find(name);
    if (!value) return otherwise;
    if (const auto* d = std::get_if<double>(value)) return *d;
    if (const auto* i = std::get_if<std::int64_t>(value)) return static_cast<double>(*i);
    if (const auto* b = std::get_if<bool>(value)) return *b ? 1 : 0;
    double parsed = 0;
    if (const auto* s = std::get_if<std::string>(value); s && base::parse_number(*s, parsed)) return parsed;
    return otherwise;
}

bool Attributes::flag(std::string_view name) const {
    const AttributeValue* value = find(name);
    if (!value) return false;
    if (const auto* s = std::get_if<std::string>(value)) return *s == "yes" || *s == "true" || *s == "1";
    const double n = number(name, 0);
    return n != 0;
}

void Attributes::erase(std::string_view name) {
    std::erase_if(entries_, [&](const Entry& entry) { return entry.first == name; });
}

}  // namespace twin::data
