#include "data/sources/gltf_tables.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "data/keys.h"

namespace twin::data::gltf {
namespace {

template <class T>
AttributeValue number_at(std::span<const std::byte> bytes, std::size_t index) {
    T value;
    std::memcpy(&value, bytes.data() + index * sizeof(T), sizeof(T));
    if constexpr (std::is_floating_point_v<T>)
        return std::isfinite(value) ? AttributeValue(static_cast<double>(value)) : AttributeValue();
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        return value <= INT64_MAX ? AttributeValue(static_cast<std::int64_t>(value))
                                  : AttributeValue(static_cast<double>(value));
    else
        return static_cast<std::int64_t>(value);
}

using Reader = AttributeValue (*)(std::span<const std::byte>, std::size_t);
struct NumberKind {
    std::string_view name, batch_name;
    std::size_t bytes;
    Reader read;
};
constexpr NumberKind number_kinds[] = {
    {"INT8", "BYTE", 1, number_at<std::int8_t>},    {"UINT8", "UNSIGNED_BYTE", 1, number_at<std::uint8_t>},
    {"INT16", "SHORT", 2, number_at<std::int16_t>}, {"UINT16", "UNSIGNED_SHORT", 2, number_at<std::uint16_t>},
    {"INT32", "INT", 4, number_at<std::int32_t>},   {"UINT32", "UNSIGNED_INT", 4, number_at<std::uint32_t>},
    {"INT64", "", 8, number_at<std::int64_t>},      {"UINT64", "", 8, number_at<std::uint64_t>},
    {"FLOAT32", "FLOAT", 4, number_at<float>},      {"FLOAT64", "DOUBLE", 8, number_at<double>},
};

const NumberKind* kind_named(std::string_view name) {
    for (const NumberKind& kind : number_kinds)
        if (kind.name == name || (!kind.batch_name.empty() && kind.batch_name == name)) return &kind;
    return nullptr;
}

std::size_t parts_of(std::string_view type) {
    if (type == "SCALAR" || type == "ENUM") return 1;
    return type == "VEC2" ? 2 : type == "VEC3" ? 3 : type == "VEC4" ? 4 : 0;
}

/// A column of plain numbers, several of them as "1 2 3".
std::function<AttributeValue(std::size_t)> numbers(std::span<const std::byte> bytes, const NumberKind& kind,
                                                   std::size_t parts) {
    return [bytes, kind, parts](std::size_t row) -> AttributeValue {
        if (parts == 1) return kind.read(bytes, row);
        std::string text;
        for (std::size_t i = 0; i < parts; ++i)
            text += (i == 0 ? "" : " ") + to_text(kind.read(bytes, row * parts + i));
        return text;
    };
}

/// Columns of a property table; each gives nullopt when the file cannot hold it.
class PropertyReader {
  public:
    PropertyReader(Document& document, const Json& schema, std::size_t rows)
        : document_(document), schema_(schema), rows_(rows) {}

    std::function<AttributeValue(std::size_t)> column(const Json& about, const Json& where) {
        Json flag;
        bool is_list = false;
        if (member(about, "array", flag) && flag.get(is_list) == simdjson::SUCCESS && is_list) return {};
        const auto values = document_.view(index_in(where, "values"));
        if (!values) return {};
        const std::string_view type = text_in(about, "type");
        if (type == "STRING") return texts(where, *values);
        if (type == "BOOLEAN") {
            if (values->size() < (rows_ + 7) / 8) return {};
            return [bytes = *values](std::size_t row) -> AttributeValue {
                return (std::to_integer<unsigned>(bytes[row / 8]) >> (row % 8) & 1) != 0;
            };
        }
        std::string_view component = text_in(about, "componentType");
        std::map<std::int64_t, std::string> words;
        if (type == "ENUM") component = enumeration(text_in(about, "enumType"), words);
        const NumberKind* kind = kind_named(component);
        const std::size_t parts = parts_of(type);
        if (!kind || parts == 0 || values->size() / kind->bytes / parts < rows_) return {};
        if (type != "ENUM") return numbers(*values, *kind, parts);
        return [bytes = *values, kind, words](std::size_t row) -> AttributeValue {
            const AttributeValue value = kind->read(bytes, row);
            const auto* number = std::get_if<std::int64_t>(&value);
            const auto word = number ? words.find(*number) : words.end();
            return word == words.end() ? value : AttributeValue(word->second);
        };
    }

  private:
    std::function<AttributeValue(std::size_t)> texts(const Json& where, std::span<const std::byte> values) {
        const auto offsets = document_.view(index_in(where, "stringOffsets"));
        if (!offsets) return {};
        std::string_view type = text_in(where, "stringOffsetType");
        const NumberKind* kind = kind_named(type.empty() ? "UINT32" : type);
        if (!kind || offsets->size() / kind->bytes < rows_ + 1) return {};
        return [values, places = *offsets, kind](std::size_t row) -> AttributeValue {
            const AttributeValue first = kind->read(places, row), last = kind->read(places, row + 1);
            const auto *from = std::get_if<std::int64_t>(&first), *to = std::get_if<std::int64_t>(&last);
            constexpr std::int64_t longest = 1 << 20;
            if (!from || !to || *from < 0 || *to < *from || *to - *from > longest ||
                static_cast<std::size_t>(*to) > values.size())
                return {};
            const std::string_view text(reinterpret_cast<const char*>(values.data()) + *from,
                                        static_cast<std::size_t>(*to - *from));
            return base::to_valid_utf8(text);
        };
    }

    std::string_view enumeration(std::string_view name, std::map<std::int64_t, std::string>& words) const {
        Json all, one;
        if (!member(schema_, "enums", all) || !member(all, name, one)) return {};
        for (const Json& entry : list_in(one, "values")) {
            const double value = number_in(entry, "value", std::nan(""));
            if (std::isfinite(value))
                words[static_cast<std::int64_t>(value)] = base::to_valid_utf8(text_in(entry, "name"));
        }
        const std::string_view type = text_in(one, "valueType");
        return type.empty() ? "UINT16" : type;
    }

    Document& document_;
    const Json& schema_;
    std::size_t rows_;
};

}  // namespace

void AttributeTable::fill(std::size_t row, Attributes& attributes) const {
    if (row >= rows) return;
    for (const Column& column : columns) {
        AttributeValue value = column.value(row);
        if (!std::holds_alternative<std::monostate>(value)) attributes.set(column.name, std::move(value));
    }
}

std::string id_among(const Attributes& attributes) {
    for (const std::string_view name : {"gml:id", "gmlid", "gml_id", "globalid", "uuid", "elementid", "element",
                                        "featureid", "feature_id", "identifier", "id"})
        for (const auto& [key, value] : attributes)
            if (base::to_lower_ascii(key) == name)
                if (std::string text = to_text(value); !text.empty()) return text;
    return {};
}

void settle_names(Attributes& attributes) {
    if (attributes.has(keys::name)) return;
    for (const auto& [key, value] : attributes) {
        const std::string plain = base::to_lower_ascii(key);
        if (plain != "name" && plain != "gml:name" && plain != "gml_name" && plain != "title") continue;
        const AttributeValue found = value;
        attributes.set(keys::name, found);
        return;
    }
}

std::vector<AttributeTable> property_tables(Document& document) {
    std::vector<AttributeTable> tables;
    Json metadata, schema, classes;
    if (!extension(document.root, "EXT_structural_metadata", metadata)) return tables;
    const bool has_schema = member(metadata, "schema", schema) && member(schema, "classes", classes);
    for (const Json& entry : list_in(metadata, "propertyTables")) {
        AttributeTable& table = tables.emplace_back();
        Json kind, about_all, where_all;
        table.rows = index_in(entry, "count", 0);
        simdjson::dom::object properties;
        if (!has_schema || !member(classes, text_in(entry, "class"), kind) || !member(kind, "properties", about_all) ||
            !member(entry, "properties", where_all) || where_all.get(properties) != simdjson::SUCCESS)
            continue;
        PropertyReader reader(document, schema, table.rows);
        for (const auto& [name, where] : properties) {
            Json about;
            if (!member(about_all, name, about)) continue;
            if (auto column = reader.column(about, where)) table.columns.push_back({std::string(name), column});
        }
    }
    return tables;
}

AttributeTable batch_table(const Json& json, std::span<const std::byte> binary, std::size_t rows) {
    AttributeTable table;
    table.rows = rows;
    simdjson::dom::object members;
    if (json.get(members) != simdjson::SUCCESS) return table;
    for (const auto& [name, value] : members) {
        simdjson::dom::array list;
        if (value.get(list) == simdjson::SUCCESS) {
            auto values = std::make_shared<std::vector<AttributeValue>>();
            for (const Json entry : list) values->push_back(value_of(entry));
            table.columns.push_back({base::to_valid_utf8(name), [values](std::size_t row) {
                                         return row < values->size() ? (*values)[row] : AttributeValue();
                                     }});
            continue;
        }
        const std::size_t offset = index_in(value, "byteOffset");
        const NumberKind* kind = kind_named(text_in(value, "componentType"));
        const std::size_t parts = parts_of(text_in(value, "type"));
        if (offset > binary.size() || !kind || parts == 0 || (binary.size() - offset) / kind->bytes / parts < rows)
            continue;
        table.columns.push_back({base::to_valid_utf8(name), numbers(binary.subspan(offset), *kind, parts)});
    }
    return table;
}

}  // namespace twin::data::gltf
