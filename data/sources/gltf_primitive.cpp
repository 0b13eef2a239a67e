#include "data/sources/gltf_primitive.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

namespace twin::data::gltf {
namespace {

enum Mode : std::size_t { triangle_list = 4, triangle_strip = 5, triangle_fan = 6 };

std::vector<glm::vec3> vectors_of(const Accessor& from) {
    std::vector<glm::vec3> out(from.count);
    if (from.component == 5126 && from.stride == sizeof(glm::vec3) && from.count > 0) {
        std::memcpy(out.data(), from.bytes.data(), from.count * sizeof(glm::vec3));
        return out;
    }
    for (std::size_t i = 0; i < from.count; ++i)
        for (int k = 0; k < 3; ++k) out[i][k] = static_cast<float>(from.at(i, k));
    return out;
}

/// Triangles in the order of the mode.  glTF 2.0, 3.7.2.1.
std::vector<std::uint32_t> triangles_of(std::vector<std::uint32_t> order, std::size_t mode) {
    if (mode == triangle_list) {
        order.resize(order.size() / 3 * 3);
        return order;
    }
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i + 2 < order.size(); ++i) {
        if (mode == triangle_fan)
            out.insert(out.end(), {order[i + 1], order[i + 2], order[0]});
        else
            out.insert(out.end(), {order[i], order[i + 1 + i % 2], order[i + 2 - i % 2]});
    }
    return out;
}

/// One attribute, from the buffers or from what Draco held.
class Attributes3d {
  public:
    Attributes3d(Document& document, const Json& primitive) : document_(document) {
        has_names_ = member(primitive, "attributes", names_);
        Json packed, ids;
        if (!extension(primitive, "KHR_draco_mesh_compression", packed) || !member(packed, "attributes", ids)) return;
        is_packed_ = true;
        std::map<std::string, std::size_t> wanted;
        simdjson::dom::object entries;
        if (ids.get(entries) == simdjson::SUCCESS)
            for (const auto& [name, id] : entries) {
                std::uint64_t number = 0;
                if (id.get(number) == simdjson::SUCCESS) wanted[std::string(name)] = number;
            }
        const auto bytes = document.view(index_in(packed, "bufferView"));
        if (!bytes) {
            failure_ = bytes.error().message;
            return;
        }
        auto mesh = unpack_draco(*bytes, wanted);
        if (mesh)
            mesh_ = std::move(*mesh);
        else
            failure_ = mesh.error().message;
    }

    const std::string& failure() const { return failure_; }
    bool is_packed() const { return is_packed_; }
    std::vector<std::uint32_t> take_triangles() { return std::move(mesh_.triangles); }

    bool has(const std::string& name) const { return index_of(name) != none; }
    /// Errors: absent or unreadable.
    base::Result<Accessor> get(const std::string& name, int least_components, int most_components) {
        const std::size_t index = index_of(name);
        base::Result<Accessor> found = base::Error{fmt::format("it has no {}", name)};
        if (const auto known = mesh_.attributes.find(name); known != mesh_.attributes.end()) {
            found = known->second;
            found->bytes = found->own;
            // Draco keeps the integers; whether they stand for fractions the accessor says.
            if (const auto head = document_.accessor_head(index)) found->normalised = head->normalised;
        } else if (index != none) {
            found = document_.accessor(index);
        }
        if (!found) return found;
        if (found->components < least_components || found->components > most_components)
            return base::Error{fmt::format("its {} has the wrong type", name)};
        return found;
    }

  private:
    std::size_t index_of(const std::string& name) const { return has_names_ ? index_in(names_, name) : none; }

    Document& document_;
    Json names_;
    bool has_names_ = false;
    DracoMesh mesh_;
    bool is_packed_ = false;
    std::string failure_;
};

void read_colours(Attributes3d& attributes, const Look& look, Primitive& out) {
    if (!attributes.has("COLOR_0")) return;
    const auto colours = attributes.get("COLOR_0", 3, 4);
    if (!colours || colours->count != out.positions.size()) return;
    Accessor numbers = *colours;
    numbers.bytes = colours->own.empty() ? colours->bytes : std::span<const std::byte>(numbers.own);
    numbers.normalised = numbers.normalised || numbers.component != 5126;
    out.colours.reserve(numbers.count);
    for (std::size_t i = 0; i < numbers.count; ++i) {
        glm::vec4 colour(1);
        for (int k = 0; k < 3; ++k) colour[k] = static_cast<float>(numbers.at(i, k));
        out.colours.push_back(packed_colour(colour * look.factor));
    }
}

void read_places(Attributes3d& attributes, const Look& look, Primitive& out) {
    const std::string name = fmt::format("TEXCOORD_{}", look.channel);
    if (look.image == none || !attributes.has(name)) return;
    const auto places = attributes.get(name, 2, 2);
    if (!places || places->count != out.positions.size()) return;
    out.places.reserve(places->count);
    for (std::size_t i = 0; i < places->count; ++i) {
        const glm::vec3 place = look.place * glm::vec3(places->at(i, 0), places->at(i, 1), 1);
        const bool sane = std::abs(place.x) < 1e4f && std::abs(place.y) < 1e4f;
        out.places.push_back(sane ? glm::vec2(place.x, 1 - place.y) : glm::vec2(0));
    }
}

/// Source: EXT_mesh_features 1.0 and 3D Tiles 1.0 (_BATCHID).
void read_ids(Attributes3d& attributes, const Json& primitive, Primitive& out) {
    std::string name = attributes.has("_BATCHID") ? "_BATCHID" : "";
    std::uint32_t nobody = UINT32_MAX;
    Json features;
    if (extension(primitive, "EXT_mesh_features", features)) {
        // Several sets may be given: one that counts in a property table says most.
        std::vector<Json> sets = list_in(features, "featureIds");
        std::stable_sort(sets.begin(), sets.end(), [](const Json& a, const Json& b) {
            return index_in(a, "propertyTable") != none && index_in(b, "propertyTable") == none;
        });
        for (const Json& set : sets) {
            Json texture;
            if (member(set, "texture", texture)) continue;
            const std::size_t number = index_in(set, "attribute");
            out.table = index_in(set, "propertyTable");
            nobody = static_cast<std::uint32_t>(index_in(set, "nullFeatureId", UINT32_MAX));
            if (number != none) {
                name = fmt::format("_FEATURE_ID_{}", number);
                break;
            }
            out.ids.resize(out.positions.size());
            for (std::size_t i = 0; i < out.ids.size(); ++i) out.ids[i] = static_cast<std::uint32_t>(i);
            return;
        }
    }
    if (name.empty() || !attributes.has(name)) return;
    const auto ids = attributes.get(name, 1, 1);
    if (!ids || ids->count != out.positions.size()) return;
    out.ids.resize(ids->count);
    for (std::size_t i = 0; i < ids->count; ++i) {
        out.ids[i] = ids->whole_at(i);
        if (out.ids[i] == nobody) out.ids[i] = UINT32_MAX;
    }
}

/// Keeps the triangles whose corners are there.
void keep_sound(Primitive& out) {
    const std::size_t count = out.positions.size();
    std::vector<bool> bad;
    for (std::size_t i = 0; i < count; ++i) {
        const glm::vec3& p = out.positions[i];
        const float most = std::max({std::abs(p.x), std::abs(p.y), std::abs(p.z)});
        const bool finite = std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
        if (finite) out.largest = std::max(out.largest, static_cast<double>(most));
        if (finite) continue;
        if (bad.empty()) bad.resize(count);
        bad[i] = true;
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i + 2 < out.triangles.size(); i += 3) {
        const std::uint32_t a = out.triangles[i], b = out.triangles[i + 1], c = out.triangles[i + 2];
        if (a >= count || b >= count || c >= count || (!bad.empty() && (bad[a] || bad[b] || bad[c]))) {
            ++out.bad_triangles;
            continue;
        }
        if (a == b || b == c || a == c) continue;  // strips are full of these
        out.triangles[kept] = a;
        out.triangles[kept + 1] = b;
        out.triangles[kept + 2] = c;
        kept += 3;
    }
    out.triangles.resize(kept);
}

base::Result<std::vector<std::uint32_t>> order_of(Document& document, const Json& primitive, std::size_t vertices) {
    const std::size_t index = index_in(primitive, "indices");
    std::vector<std::uint32_t> order;
    if (index == none) {
        order.resize(vertices);
        for (std::size_t i = 0; i < vertices; ++i) order[i] = static_cast<std::uint32_t>(i);
        return order;
    }
    const auto from = document.accessor(index);
    if (!from) return from.error();
    if (from->components != 1) return base::Error{"its indices have the wrong type"};
    order.resize(from->count);
    if (from->component == 5125 && from->stride == 4 && from->count > 0)
        std::memcpy(order.data(), from->bytes.data(), from->count * 4);
    else
        for (std::size_t i = 0; i < from->count; ++i) order[i] = from->whole_at(i);
    return order;
}

}  // namespace

const char* not_drawn(const Json& primitive) {
    const std::size_t mode = index_in(primitive, "mode", triangle_list);
    if (mode == 0) return "points";
    return mode <= 3 ? "lines" : nullptr;
}

base::Result<Primitive> read_primitive(Document& document, const Json& primitive, const std::vector<Look>& looks) {
    Attributes3d attributes(document, primitive);
    if (!attributes.failure().empty()) return base::Error{attributes.failure()};
    Primitive out;
    out.look = std::min(index_in(primitive, "material", looks.size() - 1), looks.size() - 1);
    const auto positions = attributes.get("POSITION", 3, 3);
    if (!positions) return positions.error();
    out.positions = vectors_of(*positions);
    const std::size_t mode = index_in(primitive, "mode", triangle_list);
    if (mode > triangle_fan) return base::Error{fmt::format("its mode is {}, expected 0 to 6", mode)};
    if (attributes.is_packed()) {
        out.triangles = attributes.take_triangles();
    } else {
        auto order = order_of(document, primitive, out.positions.size());
        if (!order) return order.error();
        out.triangles = triangles_of(std::move(*order), mode);
    }
    keep_sound(out);
    if (attributes.has("NORMAL"))
        if (const auto normals = attributes.get("NORMAL", 3, 3); normals && normals->count == out.positions.size())
            out.normals = vectors_of(*normals);
    read_colours(attributes, looks[out.look], out);
    read_places(attributes, looks[out.look], out);
    read_ids(attributes, primitive, out);
    return out;
}

}  // namespace twin::data::gltf
