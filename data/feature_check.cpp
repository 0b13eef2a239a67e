#include "data/feature_check.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace twin::data {

namespace {

/// Beyond every national grid in every unit: more is damage.
constexpr double largest_coordinate = 1e9;

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

std::string flaw_of(const ModelMesh& mesh) {
    const std::size_t n = mesh.positions.size();
    if (mesh.triangles.size() % 3 != 0) return "a mesh has an incomplete triangle";
    if (std::ranges::any_of(mesh.triangles, [n](std::uint32_t index) { return index >= n; }))
        return fmt::format("a mesh refers to a vertex beyond its {}", n);
    return {};
}

std::size_t points_of(const Surface& surface) {
    std::size_t points = surface.outer.size();
    for (const Ring& hole : surface.holes) points += hole.size();
    return points;
}

/// Works on surfaces and meshes, of which each has `points` places in its picture.
template <class Textured>
bool repair_texture(Textured& thing, std::size_t points, std::size_t textures) {
    if (thing.texture < 0 && thing.texture_places.empty()) return false;
    const bool good = thing.texture >= 0 && static_cast<std::size_t>(thing.texture) < textures &&
                      thing.texture_places.size() == points &&
                      std::ranges::all_of(thing.texture_places, [](const glm::vec2& place) {
                          return std::isfinite(place.x) && std::isfinite(place.y);
                      });
    if (good) return false;
    thing.texture = -1;
    thing.texture_places.clear();
    return true;
}

bool repair_normals(ModelMesh& mesh) {
    bool repaired = false;
    if (!mesh.normals.empty() && mesh.normals.size() != mesh.positions.size()) {
        mesh.normals.clear();
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

bool repair_colours(ModelMesh& mesh) {
    if (mesh.colours.empty() || mesh.colours.size() == mesh.positions.size()) return false;
    mesh.colours.clear();
    return true;
}

}  // namespace

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
        if (!sound(mesh.positions)) return not_finite;
        if (std::string flaw = flaw_of(mesh); !flaw.empty()) return flaw;
    }
    return {};
}

bool repair_decoration(Feature& feature) {
    bool repaired = false;
    const std::size_t textures = feature.textures.size();
    for (Surface& surface : feature.surfaces) repaired |= repair_texture(surface, points_of(surface), textures);
    for (ModelMesh& mesh : feature.models) {
        repaired |= repair_normals(mesh);
        repaired |= repair_colours(mesh);
        repaired |= repair_texture(mesh, mesh.positions.size(), textures);
    }
    return repaired;
}

}  // namespace twin::data
