#include "data/sources/gltf_document.h"

#include <cstring>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data::gltf {
namespace {

constexpr std::size_t most_elements = 200'000'000;
constexpr int deepest_node = 512;

std::uint32_t word_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes.data() + at, 4);  // GLB is little-endian, as is every machine this runs on
    return value;
}

base::Error damaged(const std::string& what) {
    return base::Error{"opening: " + what + "; the glTF is damaged, export it again"};
}

int components_of(std::string_view type) {
    constexpr std::pair<std::string_view, int> types[] = {{"SCALAR", 1}, {"VEC2", 2}, {"VEC3", 3}, {"VEC4", 4},
                                                          {"MAT2", 4},   {"MAT3", 9}, {"MAT4", 16}};
    for (const auto& [name, count] : types)
        if (type == name) return count;
    return 0;
}

}  // namespace

base::Result<std::unique_ptr<Document>> Document::open(std::span<const std::byte> bytes, Fetch fetch) {
    std::unique_ptr<Document> document(new Document);
    document->fetch_ = std::move(fetch);
    if (auto parsed = document->parse(bytes); !parsed) return parsed.error();
    if (auto checked = document->check_nodes(); !checked) return checked.error();
    return document;
}

base::Result<void> Document::parse(std::span<const std::byte> bytes) {
    std::span<const std::byte> text = bytes;
    if (bytes.size() >= 4 && std::memcmp(bytes.data(), "glTF", 4) == 0) {
        if (bytes.size() < 20) return base::Error{"opening: the GLB ends inside its header; it is cut off"};
        if (word_at(bytes, 8) > bytes.size())
            return base::Error{fmt::format("opening: the GLB announces {} bytes, but has only {}; it is cut off",
                                           word_at(bytes, 8), bytes.size())};
        bytes = bytes.first(std::max<std::size_t>(20, word_at(bytes, 8)));
        const std::size_t length = word_at(bytes, 12);
        if (length > bytes.size() - 20 || word_at(bytes, 16) != 0x4E4F534A)
            return damaged("the GLB has no JSON where it should be");
        text = bytes.subspan(20, length);
        const std::size_t next = 20 + length;
        if (next + 8 <= bytes.size() && word_at(bytes, next + 4) == 0x004E4942)
            binary_ = bytes.subspan(next + 8, std::min<std::size_t>(word_at(bytes, next), bytes.size() - next - 8));
    } else if (bytes.size() >= 3 && std::memcmp(bytes.data(), "\xEF\xBB\xBF", 3) == 0) {
        text = bytes.subspan(3);
    }
    const auto failure = parser_.parse(reinterpret_cast<const char*>(text.data()), text.size(), true).get(root);
    if (failure != simdjson::SUCCESS)
        return base::Error{
            fmt::format("opening: expected glTF, but its JSON cannot be read ({}); the file is cut off or damaged",
                        simdjson::error_message(failure))};
    if (!root.is_object()) return damaged("its JSON is not an object");
    nodes = list_in(root, "nodes");
    meshes = list_in(root, "meshes");
    materials = list_in(root, "materials");
    textures = list_in(root, "textures");
    images = list_in(root, "images");
    buffers_ = list_in(root, "buffers");
    views_ = list_in(root, "bufferViews");
    accessors_ = list_in(root, "accessors");
    return {};
}

int Document::major_version() const {
    Json asset;
    if (!member(root, "asset", asset)) return 2;
    const std::string_view version = text_in(asset, "version");
    return version.starts_with("1") || version.starts_with("0") ? 1 : 2;
}

/// Every node has at most one parent and none is its own ancestor (3.5.2, "strict trees").
base::Result<void> Document::check_nodes() {
    std::vector<std::size_t> parent(nodes.size(), none);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        for (const Json& child : list_in(nodes[i], "children")) {
            std::uint64_t number = 0;
            if (child.get(number) != simdjson::SUCCESS || number >= nodes.size())
                return damaged(fmt::format("node {} has a child that does not exist", i));
            if (parent[number] != none) return damaged(fmt::format("node {} is a child twice", number));
            parent[number] = i;
        }
    }
    std::vector<int> depth(nodes.size(), 0);  // 0: not known
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        int steps = 1;
        std::size_t up = i;
        for (; parent[up] != none && depth[up] == 0 && steps <= deepest_node; up = parent[up]) ++steps;
        if (steps + depth[up] > deepest_node)
            return damaged(fmt::format("node {} is its own ancestor, or lies more than {} deep", i, deepest_node));
        depth[i] = steps + (depth[up] > 0 ? depth[up] - 1 : 0);
    }
    const std::vector<Json> scenes = list_in(root, "scenes");
    const std::size_t shown = index_in(root, "scene", 0);
    if (shown < scenes.size()) {
        std::vector<bool> taken(nodes.size(), false);
        for (const Json& entry : list_in(scenes[shown], "nodes")) {
            std::uint64_t number = 0;
            if (entry.get(number) != simdjson::SUCCESS || number >= nodes.size())
                return damaged("the scene names a node that does not exist");
            if (!taken[number]) root_nodes.push_back(number);
            taken[number] = true;
        }
    }
    // Without a scene everything is shown that nothing else holds.
    if (scenes.empty())
        for (std::size_t i = 0; i < nodes.size(); ++i)
            if (parent[i] == none) root_nodes.push_back(i);
    return {};
}

base::Result<std::span<const std::byte>> Document::buffer(std::size_t index) {
    if (index >= buffers_.size()) return base::Error{fmt::format("buffer {} does not exist", index)};
    const std::string_view uri = text_in(buffers_[index], "uri");
    if (uri.empty()) {
        if (index == 0 && !binary_.empty()) return binary_;
        return base::Error{fmt::format("buffer {} has no bytes", index)};
    }
    const auto known = open_buffers_.find(index);
    if (known != open_buffers_.end()) {
        if (known->second) return *known->second;
    } else if (uri.starts_with("data:")) {
        auto made = bytes_of_data_uri(uri);
        if (made) {
            made_buffers_[index] = std::move(*made);
            open_buffers_[index] = std::span<const std::byte>(made_buffers_[index]);
            return *open_buffers_[index];
        }
        open_buffers_[index] = std::nullopt;
    } else {
        const auto file = fetch_(plain_path(uri));
        open_buffers_[index] = file ? std::optional(file->bytes) : std::nullopt;
        if (file) return file->bytes;
    }
    if (uri.starts_with("data:")) return base::Error{fmt::format("buffer {} is not valid base64", index)};
    return base::Error{
        fmt::format("the file \"{}\" with its numbers is missing beside it", base::to_valid_utf8(uri.substr(0, 200)))};
}

base::Result<std::span<const std::byte>> Document::piece(const Json& view, std::size_t index) {
    const auto whole = buffer(index_in(view, "buffer"));
    if (!whole) return whole.error();
    const std::size_t offset = index_in(view, "byteOffset", 0), length = index_in(view, "byteLength");
    if (offset > whole->size() || length > whole->size() - offset)
        return base::Error{fmt::format("buffer view {} reaches beyond its buffer", index)};
    return whole->subspan(offset, length);
}

base::Result<std::span<const std::byte>> Document::view(std::size_t index) {
    if (index >= views_.size()) return base::Error{fmt::format("buffer view {} does not exist", index)};
    Json packed;
    if (!extension(views_[index], "EXT_meshopt_compression", packed)) return piece(views_[index], index);
    if (const auto known = unpacked_views_.find(index); known != unpacked_views_.end())
        return std::span<const std::byte>(known->second);
    const auto bytes = piece(packed, index);
    if (!bytes) return bytes.error();
    auto unpacked = unpack_meshopt(*bytes, packed);
    if (!unpacked) return unpacked.error();
    return std::span<const std::byte>(unpacked_views_[index] = std::move(*unpacked));
}

base::Result<Accessor> Document::accessor_head(std::size_t index) const {
    if (index >= accessors_.size()) return base::Error{fmt::format("accessor {} does not exist", index)};
    const Json& json = accessors_[index];
    Accessor out;
    out.count = index_in(json, "count");
    out.component = static_cast<unsigned>(index_in(json, "componentType", 0));
    out.components = components_of(text_in(json, "type"));
    Json flag;
    bool normalised = false;
    out.normalised = member(json, "normalized", flag) && flag.get(normalised) == simdjson::SUCCESS && normalised;
    out.stride = bytes_of_component(out.component) * static_cast<std::size_t>(out.components);
    if (out.stride == 0 || out.count == none)
        return base::Error{fmt::format("accessor {} has no valid type or count", index)};
    if (out.count > most_elements)
        return base::Error{fmt::format("accessor {} announces {} elements", index, out.count)};
    return out;
}

base::Result<Accessor> Document::accessor(std::size_t index) {
    auto head = accessor_head(index);
    if (!head) return head;
    Accessor out = std::move(*head);
    const Json& json = accessors_[index];
    const std::size_t element = out.stride, number = index_in(json, "bufferView");
    if (number != none) {
        const auto bytes = view(number);
        if (!bytes) return bytes.error();
        const std::size_t stride = index_in(views_[number], "byteStride", 0), offset = index_in(json, "byteOffset", 0);
        if (stride > 0) out.stride = stride;
        if (out.count > 0 && (out.stride > 4096 || offset > bytes->size() || bytes->size() - offset < element ||
                              (bytes->size() - offset - element) / out.stride < out.count - 1))
            return base::Error{fmt::format("accessor {} reaches beyond its buffer view", index)};
        out.bytes = out.count > 0 ? bytes->subspan(offset) : std::span<const std::byte>();
    }
    Json sparse;
    const bool is_sparse = member(json, "sparse", sparse);
    if (number != none && !is_sparse) return out;
    std::vector<std::byte> own(out.count * element);
    if (number != none)
        for (std::size_t i = 0; i < out.count; ++i)
            std::memcpy(own.data() + i * element, out.bytes.data() + i * out.stride, element);
    out.own = std::move(own);
    out.bytes = out.own;
    out.stride = element;
    if (is_sparse)
        if (auto added = add_sparse(sparse, index, out); !added) return added.error();
    return out;
}

base::Result<void> Document::add_sparse(const Json& sparse, std::size_t index, Accessor& out) {
    const base::Error wrong{fmt::format("the sparse values of accessor {} cannot be read", index)};
    Json where, what;
    const std::size_t count = index_in(sparse, "count");
    if (!member(sparse, "indices", where) || !member(sparse, "values", what) || count > out.count) return wrong;
    const auto places = view(index_in(where, "bufferView")), values = view(index_in(what, "bufferView"));
    if (!places || !values) return wrong;
    Accessor numbers;
    numbers.component = static_cast<unsigned>(index_in(where, "componentType", 0));
    numbers.stride = bytes_of_component(numbers.component);
    const std::size_t first = index_in(where, "byteOffset", 0), from = index_in(what, "byteOffset", 0);
    if (numbers.stride == 0 || first > places->size() || (places->size() - first) / numbers.stride < count ||
        from > values->size() || (values->size() - from) / out.stride < count)
        return wrong;
    numbers.bytes = places->subspan(first);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t place = numbers.whole_at(i);
        if (place >= out.count) return wrong;
        std::memcpy(out.own.data() + place * out.stride, values->data() + from + i * out.stride, out.stride);
    }
    return {};
}

bool Document::bounds(std::size_t accessor, std::vector<double>& least, std::vector<double>& most) const {
    if (accessor >= accessors_.size()) return false;
    least = numbers_in(accessors_[accessor], "min");
    most = numbers_in(accessors_[accessor], "max");
    return !least.empty() && least.size() == most.size();
}

}  // namespace twin::data::gltf
