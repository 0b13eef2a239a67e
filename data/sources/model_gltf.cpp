#include <fmt/format.h>
#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "base/text.h"
#include "data/sources/model_check.h"

namespace twin::data {
namespace {

using simdjson::dom::element;

constexpr std::uint64_t most_elements = 200'000'000;
constexpr int deepest_node = 256;

base::Error damaged(const std::string& what) {
    return base::Error{"opening: " + what + "; the glTF is damaged, export it again"};
}

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, 4);  // GLB is little-endian, as is every machine this runs on
    return value;
}

/// The JSON of a glTF or of the first chunk of a GLB.
base::Result<std::string_view> json_of(std::string_view bytes) {
    if (!bytes.starts_with("glTF")) {
        if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
        return bytes;
    }
    if (bytes.size() < 20) return base::Error{"opening: the GLB ends inside its header; it is cut off"};
    if (word_at(bytes, 4) != 2)
        return base::Error{fmt::format("opening: expected glTF 2, but the GLB is of version {}; export it as glTF 2",
                                       word_at(bytes, 4))};
    if (word_at(bytes, 8) > bytes.size())
        return base::Error{fmt::format("opening: the GLB announces {} bytes, but has only {}; it is cut off",
                                       word_at(bytes, 8), bytes.size())};
    const std::uint64_t length = word_at(bytes, 12);
    if (20 + length > bytes.size() || word_at(bytes, 16) != 0x4E4F534A)
        return damaged("the GLB has no JSON where it should be");
    return bytes.substr(20, length);
}

/// A non-negative integer member; `otherwise` when absent. False when it is something else.
bool count_of(const element& object, const char* name, std::uint64_t otherwise, std::uint64_t& out) {
    out = otherwise;
    element member;
    if (object[name].get(member) != simdjson::SUCCESS) return true;
    return member.get(out) == simdjson::SUCCESS;
}

std::vector<element> list_of(const element& root, const char* name) {
    std::vector<element> list;
    simdjson::dom::array array;
    if (root[name].get(array) == simdjson::SUCCESS)
        for (const element entry : array) list.push_back(entry);
    return list;
}

base::Result<void> check_extensions(const element& root) {
    for (const element& entry : list_of(root, "extensionsRequired")) {
        std::string_view name;
        if (entry.get(name) != simdjson::SUCCESS) continue;
        for (const char* unsupported :
             {"KHR_draco_mesh_compression", "EXT_meshopt_compression", "KHR_mesh_quantization"})
            if (name == unsupported)
                return base::Error{fmt::format(
                    "opening: the glTF needs the extension {}, which is not read; export it without compression",
                    name)};
    }
    return {};
}

/// Every node has at most one parent and none is its own ancestor (glTF 2.0, 3.5.2 "strict trees").
base::Result<void> check_nodes(const element& root) {
    const std::vector<element> nodes = list_of(root, "nodes");
    constexpr std::size_t nobody = SIZE_MAX;
    std::vector<std::size_t> parent(nodes.size(), nobody);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (const element& child : list_of(nodes[i], "children")) {
            std::uint64_t number = 0;
            if (child.get(number) != simdjson::SUCCESS || number >= nodes.size())
                return damaged(fmt::format("node {} has a child that does not exist", i));
            if (parent[number] != nobody) return damaged(fmt::format("node {} is a child twice", number));
            parent[number] = i;
        }
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        int depth = 0;
        for (std::size_t up = i; up != nobody; up = parent[up])
            if (++depth > deepest_node)
                return damaged(fmt::format("node {} is its own ancestor, or lies more than {} deep", i, deepest_node));
    }
    return {};
}

int components_of(std::string_view type) {
    constexpr std::pair<std::string_view, int> types[] = {{"SCALAR", 1}, {"VEC2", 2}, {"VEC3", 3}, {"VEC4", 4},
                                                          {"MAT2", 4},   {"MAT3", 9}, {"MAT4", 16}};
    for (const auto& [name, count] : types)
        if (type == name) return count;
    return 0;
}

int bytes_of(std::uint64_t component_type) {
    switch (component_type) {
        case 5120:
        case 5121:
            return 1;
        case 5122:
        case 5123:
            return 2;
        case 5125:
        case 5126:
            return 4;
        default:
            return 0;
    }
}

base::Result<void> check_views(const element& root, std::vector<std::uint64_t>& view_bytes,
                               std::vector<std::uint64_t>& view_strides) {
    std::vector<std::uint64_t> buffer_bytes;
    for (const element& buffer : list_of(root, "buffers")) {
        std::uint64_t length = 0;
        if (!count_of(buffer, "byteLength", 0, length)) return damaged("a buffer has no length");
        buffer_bytes.push_back(length);
    }
    for (const element& view : list_of(root, "bufferViews")) {
        std::uint64_t buffer = 0, offset = 0, length = 0, stride = 0;
        if (!count_of(view, "buffer", SIZE_MAX, buffer) || !count_of(view, "byteOffset", 0, offset) ||
            !count_of(view, "byteLength", 0, length) || !count_of(view, "byteStride", 0, stride) ||
            buffer >= buffer_bytes.size() || offset > buffer_bytes[buffer] || length > buffer_bytes[buffer] - offset)
            return damaged(fmt::format("buffer view {} reaches beyond its buffer", view_bytes.size()));
        view_bytes.push_back(length);
        view_strides.push_back(stride);
    }
    return {};
}

base::Result<void> check_accessors(const element& root) {
    std::vector<std::uint64_t> view_bytes, view_strides;
    if (auto views = check_views(root, view_bytes, view_strides); !views) return views;
    std::uint64_t number = 0, total = 0;
    for (const element& accessor : list_of(root, "accessors")) {
        std::uint64_t view = 0, offset = 0, count = 0, component = 0;
        std::string_view type;
        const bool good = count_of(accessor, "bufferView", SIZE_MAX, view) &&
                          count_of(accessor, "byteOffset", 0, offset) && count_of(accessor, "count", 0, count) &&
                          count_of(accessor, "componentType", 0, component) &&
                          accessor["type"].get(type) == simdjson::SUCCESS;
        const int element_bytes = good ? bytes_of(component) * components_of(type) : 0;
        if (!good || element_bytes == 0) return damaged(fmt::format("accessor {} has no valid type or count", number));
        total += count;
        if (count > most_elements || total > 4 * most_elements)
            return damaged(fmt::format("accessor {} announces {} elements", number, count));
        if (view != SIZE_MAX && count > 0) {
            const std::uint64_t stride = view < view_strides.size() && view_strides[view] > 0
                                             ? view_strides[view]
                                             : static_cast<std::uint64_t>(element_bytes);
            if (view >= view_bytes.size() || offset > view_bytes[view] || stride > 4096 ||
                offset + stride * (count - 1) + static_cast<std::uint64_t>(element_bytes) > view_bytes[view])
                return damaged(fmt::format("accessor {} reaches beyond its buffer view", number));
        }
        ++number;
    }
    return {};
}

base::Result<void> check_positions(const element& root) {
    const std::vector<element> accessors = list_of(root, "accessors");
    for (const element& mesh : list_of(root, "meshes")) {
        for (const element& primitive : list_of(mesh, "primitives")) {
            element attributes;
            std::uint64_t position = 0, component = 0;
            if (primitive["attributes"].get(attributes) != simdjson::SUCCESS) continue;
            if (!count_of(attributes, "POSITION", SIZE_MAX, position))
                return damaged("a mesh names its positions by something that is no number");
            if (position == SIZE_MAX) continue;
            if (position >= accessors.size())
                return damaged("a mesh takes its positions from an accessor that does not exist");
            if (!count_of(accessors[position], "componentType", 0, component) || component != 5126)
                return base::Error{
                    "opening: the glTF keeps its positions as integers (quantised), which is not read; export it with "
                    "float positions"};
        }
    }
    return {};
}

}  // namespace

base::Result<void> check_gltf(std::string_view bytes) {
    const auto json = json_of(bytes);
    if (!json) return json.error();
    simdjson::dom::parser parser;
    element root;
    const auto failure = parser.parse(json->data(), json->size(), true).get(root);
    if (failure != simdjson::SUCCESS)
        return base::Error{
            fmt::format("opening: expected glTF, but its JSON cannot be read ({}); the file is cut off or damaged",
                        simdjson::error_message(failure))};
    if (!root.is_object()) return damaged("its JSON is not an object");
    for (const auto check : {check_extensions, check_nodes, check_accessors, check_positions})
        if (auto done = check(root); !done) return done;
    return {};
}

}  // namespace twin::data
