#include "data/feature_bytes.h"

#include <algorithm>
#include <cmath>

namespace twin::data {

namespace {

void put_value(ByteWriter& out, const AttributeValue& value) {
    out.put(static_cast<std::uint8_t>(value.index()));
    struct Visitor {
        ByteWriter& out;
        void operator()(std::monostate) const {}
        void operator()(bool flag) const { out.put(static_cast<std::uint8_t>(flag)); }
        void operator()(std::int64_t number) const { out.put(number); }
        void operator()(double number) const { out.put(number); }
        void operator()(const std::string& text) const { out.put_text(text); }
    };
    std::visit(Visitor{out}, value);
}

AttributeValue get_value(ByteReader& in) {
    switch (in.get<std::uint8_t>()) {
        case 0:
            return {};
        case 1:
            return in.get_flag();
        case 2:
            return in.get<std::int64_t>();
        case 3: {
            const auto number = in.get<double>();
            return std::isfinite(number) ? AttributeValue(number) : AttributeValue();
        }
        case 4:
            return in.get_text();
        default:
            in.fail();
            return {};
    }
}

void put_surface(ByteWriter& out, const Surface& surface) {
    out.put(surface.kind);
    out.put_text(surface.id);
    out.put_all(surface.outer);
    out.put_count(surface.holes.size());
    for (const Ring& hole : surface.holes) out.put_all(hole);
    out.put(surface.colour);
    out.put_index(surface.texture);
    out.put_all(surface.texture_places);
}

Surface get_surface(ByteReader& in) {
    Surface surface;
    surface.kind = in.get_enum(SurfaceKind::interior);
    surface.id = in.get_text();
    surface.outer = in.get_all<glm::dvec3>();
    surface.holes.resize(in.get_parts(1));
    for (Ring& hole : surface.holes) hole = in.get_all<glm::dvec3>();
    surface.colour = in.get<std::uint32_t>();
    surface.texture = in.get_index();
    surface.texture_places = in.get_all<glm::vec2>();
    return surface;
}

void put_model(ByteWriter& out, const ModelMesh& mesh) {
    out.put_all(mesh.positions);
    out.put_all(mesh.normals);
    out.put_all(mesh.colours);
    out.put_all(mesh.triangles);
    out.put_index(mesh.texture);
    out.put_all(mesh.texture_places);
}

ModelMesh get_model(ByteReader& in) {
    ModelMesh mesh;
    mesh.positions = in.get_all<glm::dvec3>();
    mesh.normals = in.get_all<glm::vec3>();
    mesh.colours = in.get_all<std::uint32_t>();
    mesh.triangles = in.get_all<std::uint32_t>();
    mesh.texture = in.get_index();
    mesh.texture_places = in.get_all<glm::vec2>();
    return mesh;
}

}  // namespace

void put_feature(ByteWriter& out, const Feature& feature) {
    out.put(feature.heights);
    out.put(static_cast<std::int8_t>(feature.lod));
    out.put_text(feature.id);
    out.put_text(feature.parent_id);
    out.put_count(feature.attributes.size());
    for (const auto& [name, value] : feature.attributes) {
        out.put_text(name);
        put_value(out, value);
    }
    out.put_count(feature.surfaces.size());
    for (const Surface& surface : feature.surfaces) put_surface(out, surface);
    out.put_count(feature.lines.size());
    for (const Line& line : feature.lines) {
        out.put_all(line.points);
        out.put_all(line.nodes);
    }
    out.put_all(feature.points);
    out.put_all(feature.point_nodes);
    out.put_count(feature.models.size());
    for (const ModelMesh& mesh : feature.models) put_model(out, mesh);
    out.put_count(feature.textures.size());
    for (const std::string& texture : feature.textures) out.put_text(texture);
}

Feature get_feature(ByteReader& in, FeatureKind kind) {
    constexpr std::size_t least_surface_bytes = 4 + 4 + 2, least_model_bytes = 6;
    Feature feature;
    feature.kind = kind;
    feature.heights = in.get_enum(HeightMode::above_ground);
    feature.lod = std::clamp<int>(in.get<std::int8_t>(), -1, 4);
    feature.id = in.get_text();
    feature.parent_id = in.get_text();
    auto& entries = feature.attributes.entries();
    entries.resize(in.get_parts(2));
    for (auto& [name, value] : entries) {
        name = in.get_text();
        value = get_value(in);
    }
    feature.surfaces.resize(in.get_parts(least_surface_bytes));
    for (Surface& surface : feature.surfaces) surface = get_surface(in);
    feature.lines.resize(in.get_parts(2));
    for (Line& line : feature.lines) {
        line.points = in.get_all<glm::dvec3>();
        line.nodes = in.get_all<std::int64_t>();
    }
    feature.points = in.get_all<glm::dvec3>();
    feature.point_nodes = in.get_all<std::int64_t>();
    feature.models.resize(in.get_parts(least_model_bytes));
    for (ModelMesh& mesh : feature.models) mesh = get_model(in);
    feature.textures.resize(in.get_parts(1));
    for (std::string& texture : feature.textures) texture = in.get_text();
    return feature;
}

}  // namespace twin::data
