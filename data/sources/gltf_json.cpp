#include "data/sources/gltf_json.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "data/keys.h"

namespace twin::data::gltf {

bool member(const Json& object, std::string_view name, Json& out) {
    simdjson::dom::object members;
    return object.get(members) == simdjson::SUCCESS && members.at_key(name).get(out) == simdjson::SUCCESS;
}

std::size_t index_in(const Json& object, std::string_view name, std::size_t otherwise) {
    Json found;
    if (!member(object, name, found)) return otherwise;
    std::uint64_t number = 0;
    if (found.get(number) == simdjson::SUCCESS) return number;
    double real = 0;  // 3.0, as some exporters write
    if (found.get(real) == simdjson::SUCCESS && real >= 0 && real < 1e15 && real == std::floor(real))
        return static_cast<std::size_t>(real);
    return otherwise;
}

double number_in(const Json& object, std::string_view name, double otherwise) {
    Json found;
    double number = 0;
    return member(object, name, found) && found.get(number) == simdjson::SUCCESS && std::isfinite(number) ? number
                                                                                                          : otherwise;
}

std::string_view text_in(const Json& object, std::string_view name) {
    Json found;
    std::string_view text;
    return member(object, name, found) && found.get(text) == simdjson::SUCCESS ? text : std::string_view();
}

std::vector<Json> list_in(const Json& object, std::string_view name) {
    std::vector<Json> list;
    Json found;
    simdjson::dom::array array;
    if (!member(object, name, found) || found.get(array) != simdjson::SUCCESS) return list;
    list.reserve(array.size());
    for (const Json entry : array) list.push_back(entry);
    return list;
}

std::vector<double> numbers_in(const Json& object, std::string_view name) {
    std::vector<double> numbers;
    for (const Json& entry : list_in(object, name)) {
        double number = 0;
        if (entry.get(number) != simdjson::SUCCESS || !std::isfinite(number)) return {};
        numbers.push_back(number);
    }
    return numbers;
}

bool extension(const Json& object, std::string_view name, Json& out) {
    Json all;
    return member(object, "extensions", all) && member(all, name, out);
}

AttributeValue value_of(const Json& value) {
    switch (value.type()) {
        case simdjson::dom::element_type::BOOL:
            return bool(value.get_bool().value_unsafe());
        case simdjson::dom::element_type::INT64:
            return value.get_int64().value_unsafe();
        case simdjson::dom::element_type::UINT64:
            return static_cast<double>(value.get_uint64().value_unsafe());
        case simdjson::dom::element_type::DOUBLE:
            return value.get_double().value_unsafe();
        case simdjson::dom::element_type::STRING:
            return base::to_valid_utf8(std::string_view(value.get_string().value_unsafe()));
        case simdjson::dom::element_type::ARRAY: {
            std::string text;
            // simdjson's own result must not be iterated as a temporary.
            simdjson::dom::array array;
            if (value.get(array) != simdjson::SUCCESS) return {};
            for (const Json entry : array) {
                const AttributeValue part = value_of(entry);
                if (std::holds_alternative<std::monostate>(part) || text.size() > 1000) return {};
                text += (text.empty() ? "" : " ") + to_text(part);
            }
            return text.empty() ? AttributeValue() : AttributeValue(text);
        }
        default:
            return {};
    }
}

void keep_members(const Json& object, Attributes& attributes) {
    constexpr std::size_t most = 200;
    simdjson::dom::object members;
    if (object.get(members) != simdjson::SUCCESS) return;
    for (const auto& [name, value] : members) {
        if (attributes.size() >= most) return;
        AttributeValue plain = value_of(value);
        if (!std::holds_alternative<std::monostate>(plain)) attributes.set(base::to_valid_utf8(name), std::move(plain));
    }
}

}  // namespace twin::data::gltf
