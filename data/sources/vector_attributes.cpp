#include "data/sources/vector_attributes.h"

#include <ogr_feature.h>

#include <cmath>

#include "base/text.h"

namespace twin::data {
namespace {

constexpr std::size_t longest_text_bytes = 1 << 20;

AttributeValue value_of(const OGRFeature& feature, int field) {
    const OGRFieldDefn& definition = *feature.GetFieldDefnRef(field);
    switch (definition.GetType()) {
        case OFTInteger:
            if (definition.GetSubType() == OFSTBoolean) return feature.GetFieldAsInteger(field) != 0;
            return static_cast<std::int64_t>(feature.GetFieldAsInteger(field));
        case OFTInteger64:
            return static_cast<std::int64_t>(feature.GetFieldAsInteger64(field));
        case OFTReal: {
            const double value = feature.GetFieldAsDouble(field);
            return std::isfinite(value) ? AttributeValue(value) : AttributeValue();
        }
        case OFTBinary:
            return {};
        default:
            break;
    }
    const char* text = feature.GetFieldAsString(field);
    if (!text || !*text) return {};
    return base::to_valid_utf8(std::string_view(text).substr(0, longest_text_bytes));
}

/// `"key"=>"value","key"=>"value"`, as ogr2ogr packs the tags of OpenStreetMap that have no column of their own.
void unpack_tags(const std::string& packed, Attributes& out) {
    std::string words[2];
    std::size_t at = 0;
    const auto next_quoted = [&](std::string& word) {
        word.clear();
        at = packed.find('"', at);
        if (at == std::string::npos) return false;
        for (++at; at < packed.size() && packed[at] != '"'; ++at) {
            if (packed[at] == '\\' && at + 1 < packed.size()) ++at;
            word += packed[at];
        }
        if (at >= packed.size()) return false;
        ++at;
        return true;
    };
    while (next_quoted(words[0]) && next_quoted(words[1])) out.set(words[0], words[1]);
}

}  // namespace

LayerAttributes::LayerAttributes(const OGRFeatureDefn& definition, const std::string& id_attribute) {
    for (int i = 0; i < definition.GetFieldCount(); ++i)
        names_.push_back(base::to_valid_utf8(definition.GetFieldDefn(i)->GetNameRef()));
    const auto find = [&](std::string_view wanted) {
        for (std::size_t i = 0; i < names_.size(); ++i)
            if (base::to_lower_ascii(names_[i]) == wanted) return static_cast<int>(i);
        return -1;
    };
    if (!id_attribute.empty()) id_field_ = find(base::to_lower_ascii(id_attribute));
    for (const std::string_view usual : {"gml_id", "@id", "id", "uuid", "globalid", "osm_id"})
        if (id_field_ < 0) id_field_ = find(usual);
}

Attributes LayerAttributes::read(const OGRFeature& feature) const {
    Attributes out;
    for (std::size_t i = 0; i < names_.size(); ++i) {
        const int field = static_cast<int>(i);
        if (!feature.IsFieldSetAndNotNull(field)) continue;
        AttributeValue value = value_of(feature, field);
        if (std::holds_alternative<std::monostate>(value)) continue;
        if (names_[i] == "other_tags" && std::holds_alternative<std::string>(value))
            unpack_tags(std::get<std::string>(value), out);
        else
            out.entries().emplace_back(names_[i], std::move(value));
    }
    return out;
}

std::string LayerAttributes::id(const OGRFeature& feature) const {
    if (id_field_ < 0 || !feature.IsFieldSetAndNotNull(id_field_)) return {};
    return base::to_valid_utf8(feature.GetFieldAsString(id_field_));
}

}  // namespace twin::data
