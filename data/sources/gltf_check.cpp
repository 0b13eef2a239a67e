#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/gltf_place.h"

namespace twin::data::gltf {
namespace {

using Type = simdjson::dom::element_type;

bool is_whole(const Json& value) {
    return (value.type() == Type::INT64 && value.get_int64().value_unsafe() >= 0) || value.type() == Type::UINT64;
}

/// Members whose type glTF 2.0 lays down wherever they stand.
struct Rule {
    std::string_view name;
    const char* wrong;
    bool (*good)(const Json&);
};
constexpr Rule rules[] = {
    {"name", "is not text", [](const Json& v) { return v.is_string(); }},
    {"uri", "is not text", [](const Json& v) { return v.is_string(); }},
    {"primitives", "is not a list", [](const Json& v) { return v.is_array(); }},
    {"attributes", "is not an object", [](const Json& v) { return v.is_object(); }},
    {"pbrMetallicRoughness", "is not an object", [](const Json& v) { return v.is_object(); }},
    {"baseColorTexture", "is not an object", [](const Json& v) { return v.is_object(); }},
    {"normalTexture", "is not an object", [](const Json& v) { return v.is_object(); }},
    {"KHR_texture_transform", "is not an object", [](const Json& v) { return v.is_object(); }},
    {"index", "is not a whole number", is_whole},
    {"indices", "is not a whole number", is_whole},
    {"texCoord", "is not a whole number", is_whole},
    {"scale", "is not a number", [](const Json& v) { return v.is_number() || v.is_array(); }},
};

/// The first wrong member in the order of the file; empty: all are good.
std::string first_wrong(const Json& value, const std::string& path, int depth) {
    constexpr int deepest = 6;
    simdjson::dom::object members;
    simdjson::dom::array list;
    if (depth > deepest) return {};
    if (value.get(members) == simdjson::SUCCESS) {
        for (const auto& [key, inner] : members) {
            if (key == "extras") continue;
            const std::string here = path + "/" + base::to_valid_utf8(key.substr(0, 60));
            for (const Rule& rule : rules)
                if (rule.name == key && !rule.good(inner)) return fmt::format("{} {}", here, rule.wrong);
            if (std::string found = first_wrong(inner, here, depth + 1); !found.empty()) return found;
        }
    } else if (value.get(list) == simdjson::SUCCESS) {
        std::size_t i = 0;
        for (const Json inner : list) {
            if (inner.is_number()) return {};
            if (std::string found = first_wrong(inner, fmt::format("{}/{}", path, i++), depth + 1); !found.empty())
                return found;
        }
    }
    return {};
}

}  // namespace

std::string wrong_member(const Document& document) {
    for (const char* part : {"scenes", "materials", "meshes", "textures", "images"}) {
        Json list;
        if (!member(document.root, part, list)) continue;
        if (std::string found = first_wrong(list, part, 0); !found.empty()) return found;
    }
    return {};
}

}  // namespace twin::data::gltf
