#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "data/messages.h"

namespace twin::data::messages {

namespace {

/// Beyond every national grid in every unit: more is damage.
constexpr double largest_coordinate = 1e9;
constexpr auto last_surface_kind = static_cast<std::uint8_t>(SurfaceKind::interior);

void write_value(Writer& out, const AttributeValue& value) {
    out.value(static_cast<std::uint8_t>(value.index()));
    if (const auto* flag = std::get_if<bool>(&value)) out.value(static_cast<std::uint8_t>(*flag));
    if (const auto* number = std::get_if<std::int64_t>(&value)) out.value(*number);
    if (const auto* number = std::get_if<double>(&value)) out.value(*number);
    if (const auto* text = std::get_if<std::string>(&value)) out.text(*text);
}

AttributeValue read_value(Reader& in) {
    switch (in.value<std::uint8_t>()) {
        case 0:
            return {};
        case 1:
            return in.value<std::uint8_t>() != 0;
        case 2:
            return in.value<std::int64_t>();
        case 3: {
            const double number = in.value<double>();
            return std::isfinite(number) ? AttributeValue(number) : AttributeValue();
        }
        case 4:
            return in.text();
        default:
            in.fail();
            return {};
    }
}

void write_surfaces(Writer& out, const std::vector<Surface>& surfaces) {
    out.value(static_cast<std::uint64_t>(surfaces.size()));
    for (const Surface& surface : surfaces) {
        out.value(static_cast<std::uint8_t>(surface.kind));
        out.text(surface.id);
        out.array(surface.outer);
        out.value(static_cast<std::uint64_t>(surface.holes.size()));
        for (const Ring& hole : surface.holes) out.array(hole);
    }
}

std::vector<Surface> read_surfaces(Reader& in) {
    constexpr std::size_t least_bytes = 1 + 4 + 8 + 8;
    std::vector<Surface> surfaces(in.count(least_bytes));
    for (Surface& surface : surfaces) {
        const auto kind = in.value<std::uint8_t>();
        surface.kind = kind <= last_surface_kind ? SurfaceKind{kind} : SurfaceKind::unknown;
        surface.id = in.text();
        surface.outer = in.array<glm::dvec3>();
        surface.holes.resize(in.count(8));
        for (Ring& hole : surface.holes) hole = in.array<glm::dvec3>();
        if (!in.ok()) break;
    }
    return surfaces;
}

void write_models(Writer& out, const std::vector<ModelMesh>& models) {
    out.value(static_cast<std::uint64_t>(models.size()));
    for (const ModelMesh& mesh : models) {
        out.array(mesh.positions);
        out.array(mesh.normals);
        out.array(mesh.colours);
        out.array(mesh.triangles);
    }
}

std::vector<ModelMesh> read_models(Reader& in) {
    std::vector<ModelMesh> models(in.count(4 * 8));
    for (ModelMesh& mesh : models) {
        mesh.positions = in.array<glm::dvec3>();
        mesh.normals = in.array<glm::vec3>();
        mesh.colours = in.array<std::uint32_t>();
        mesh.triangles = in.array<std::uint32_t>();
        if (!in.ok()) break;
    }
    return models;
}

}  // namespace

void write(Writer& out, const Feature& feature) {
    out.value(static_cast<std::uint8_t>(feature.kind));
    out.text(feature.id);
    out.text(feature.parent_id);
    out.value(static_cast<std::uint8_t>(feature.heights));
    out.value(static_cast<std::int32_t>(feature.lod));
    out.value(static_cast<std::uint64_t>(feature.attributes.size()));
    for (const auto& [name, value] : feature.attributes) {
        out.text(name);
        write_value(out, value);
    }
    write_surfaces(out, feature.surfaces);
    out.value(static_cast<std::uint64_t>(feature.lines.size()));
    for (const Line& line : feature.lines) {
        out.array(line.points);
        out.array(line.nodes);
    }
    out.array(feature.points);
    out.array(feature.point_nodes);
    write_models(out, feature.models);
}

namespace {

bool sound(const std::vector<glm::dvec3>& points) {
    return std::ranges::all_of(points, [](const glm::dvec3& p) {
        // Written so that NaN fails.
        return std::abs(p.x) <= largest_coordinate && std::abs(p.y) <= largest_coordinate &&
               std::abs(p.z) <= largest_coordinate;
    });
}

bool sound(const Surface& surface) {
    return sound(surface.outer) && std::ranges::all_of(surface.holes, [](const Ring& hole) { return sound(hole); });
}

/// Why a feature cannot be used; empty when it can.
std::string flaw_of(const Feature& feature) {
    constexpr const char* not_finite = "a coordinate is not a finite number or beyond 1e9";
    for (const Surface& surface : feature.surfaces)
        if (!sound(surface)) return not_finite;
    if (!sound(feature.points)) return not_finite;
    if (!feature.point_nodes.empty() && feature.point_nodes.size() != feature.points.size())
        return "its points and node ids do not match in number";
    for (const Line& line : feature.lines) {
        if (!sound(line.points)) return not_finite;
        if (!line.nodes.empty() && line.nodes.size() != line.points.size())
            return "a course's points and node ids do not match in number";
    }
    for (const ModelMesh& mesh : feature.models) {
        const std::size_t n = mesh.positions.size();
        if (!sound(mesh.positions)) return not_finite;
        if (mesh.triangles.size() % 3 != 0) return "a mesh has an incomplete triangle";
        if (std::ranges::any_of(mesh.triangles, [n](std::uint32_t index) { return index >= n; }))
            return fmt::format("a mesh refers to a vertex beyond its {}", n);
    }
    return {};
}

/// Normals and colours are decoration: bad ones are replaced rather than the mesh lost.
bool repair(ModelMesh& mesh) {
    bool repaired = false;
    const std::size_t n = mesh.positions.size();
    if (!mesh.normals.empty() && mesh.normals.size() != n) {
        mesh.normals.clear();
        repaired = true;
    }
    if (!mesh.colours.empty() && mesh.colours.size() != n) {
        mesh.colours.clear();
        repaired = true;
    }
    for (glm::vec3& normal : mesh.normals) {
        const float square = normal.x * normal.x + normal.y * normal.y + normal.z * normal.z;
        if (square > 0.81f && square < 1.21f) continue;
        const float length = std::sqrt(square);
        normal = std::isfinite(length) && length > 1e-12f
                     ? glm::vec3(normal.x / length, normal.y / length, normal.z / length)
                     : glm::vec3(0, 0, 1);
        repaired = true;
    }
    return repaired;
}

}  // namespace

CheckedFeature read_feature(Reader& in) {
    CheckedFeature checked;
    Feature& feature = checked.feature;
    const auto kind = in.value<std::uint8_t>();
    feature.id = in.text();
    feature.parent_id = in.text();
    const auto heights = in.value<std::uint8_t>();
    feature.lod = std::clamp<int>(in.value<std::int32_t>(), -1, 4);
    auto& entries = feature.attributes.entries();
    for (std::size_t n = in.count(5); n > 0 && in.ok(); --n) {
        std::string name = in.text();
        entries.emplace_back(std::move(name), read_value(in));
    }
    feature.surfaces = read_surfaces(in);
    feature.lines.resize(in.count(2 * 8));
    for (Line& line : feature.lines) {
        line.points = in.array<glm::dvec3>();
        line.nodes = in.array<std::int64_t>();
        if (!in.ok()) break;
    }
    feature.points = in.array<glm::dvec3>();
    feature.point_nodes = in.array<std::int64_t>();
    feature.models = read_models(in);
    if (kind >= feature_kind_count || heights > static_cast<std::uint8_t>(HeightMode::above_ground)) in.fail();
    if (!in.ok()) {
        checked.usable = false;
        return checked;
    }
    feature.kind = FeatureKind{kind};
    feature.heights = HeightMode{heights};
    if (const std::string flaw = flaw_of(feature); !flaw.empty()) {
        checked.usable = false;
        checked.complaints.push_back({base::ComplaintKind::skipped, feature.id, "object left out", flaw});
        return checked;
    }
    bool repaired = false;
    for (ModelMesh& mesh : feature.models) repaired |= repair(mesh);
    if (repaired)
        checked.complaints.push_back({base::ComplaintKind::repaired, feature.id, "normals or colours replaced",
                                      "they were missing, not finite or not of unit length"});
    return checked;
}

}  // namespace twin::data::messages
