#include "data/sources/model_normals.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <glm/geometric.hpp>
#include <unordered_map>
#include <vector>

namespace twin::data {
namespace {

constexpr double crease_cosine = 0.766;            // 40 degrees
constexpr std::uint32_t most_around_a_point = 64;  // beyond that (a fan, a cap) its own face decides

std::uint64_t mixed(std::uint64_t h, std::uint64_t value) {
    h ^= value + 0x9E3779B97F4A7C15ull + (h << 6) + (h >> 2);
    return h * 0xFF51AFD7ED558CCDull;
}

struct PositionHash {
    std::size_t operator()(const glm::dvec3& p) const {
        std::uint64_t h = 1;
        for (int i = 0; i < 3; ++i) h = mixed(h, std::bit_cast<std::uint64_t>(p[i] + 0.0));  // -0 is 0
        return h;
    }
};

struct Vertex {
    std::uint32_t place = 0;  ///< Number of the position.
    glm::vec3 normal{0};
    std::uint32_t colour = 0;
    glm::vec2 picture{0};  ///< Its place there.
    bool operator==(const Vertex&) const = default;
};
struct VertexHash {
    std::size_t operator()(const Vertex& v) const {
        std::uint64_t h = mixed(v.place, v.colour);
        for (int i = 0; i < 3; ++i) h = mixed(h, std::bit_cast<std::uint32_t>(v.normal[i] + 0.0f));
        for (int i = 0; i < 2; ++i) h = mixed(h, std::bit_cast<std::uint32_t>(v.picture[i] + 0.0f));
        return h;
    }
};

/// Which corners lie at the same point: corners of place p are `corners[first[p]] .. corners[first[p + 1] - 1]`.
struct Places {
    std::vector<glm::dvec3> positions;
    std::vector<std::uint32_t> of_corner;
    std::vector<std::uint32_t> first;
    std::vector<std::uint32_t> corners;
};

Places find_places(const ModelMesh& mesh) {
    Places places;
    std::unordered_map<glm::dvec3, std::uint32_t, PositionHash> numbers;
    numbers.reserve(mesh.positions.size());
    std::vector<std::uint32_t> of_vertex(mesh.positions.size());
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        const auto [found, is_new] =
            numbers.try_emplace(mesh.positions[i], static_cast<std::uint32_t>(places.positions.size()));
        if (is_new) places.positions.push_back(mesh.positions[i]);
        of_vertex[i] = found->second;
    }
    places.of_corner.resize(mesh.triangles.size());
    places.first.assign(places.positions.size() + 1, 0);
    for (std::size_t c = 0; c < mesh.triangles.size(); ++c) {
        places.of_corner[c] = of_vertex[mesh.triangles[c]];
        ++places.first[places.of_corner[c] + 1];
    }
    for (std::size_t p = 1; p < places.first.size(); ++p) places.first[p] += places.first[p - 1];
    places.corners.resize(mesh.triangles.size());
    std::vector<std::uint32_t> next(places.first.begin(), places.first.end() - 1);
    for (std::size_t c = 0; c < mesh.triangles.size(); ++c)
        places.corners[next[places.of_corner[c]]++] = static_cast<std::uint32_t>(c);
    return places;
}

/// Cross products: direction and twice the area of every triangle.
std::vector<glm::dvec3> face_crosses(const ModelMesh& mesh) {
    std::vector<glm::dvec3> crosses(mesh.triangles.size() / 3);
    for (std::size_t i = 0; i < crosses.size(); ++i) {
        const glm::dvec3 a = mesh.positions[mesh.triangles[3 * i]];
        crosses[i] =
            glm::cross(mesh.positions[mesh.triangles[3 * i + 1]] - a, mesh.positions[mesh.triangles[3 * i + 2]] - a);
    }
    return crosses;
}

glm::vec3 normal_at(std::uint32_t corner, const Places& places, const std::vector<glm::dvec3>& crosses,
                    const std::vector<double>& areas) {
    const std::uint32_t own = corner / 3;
    if (!(areas[own] > 0)) return {0, 0, 1};
    glm::dvec3 sum = crosses[own];
    const std::uint32_t place = places.of_corner[corner];
    const std::uint32_t begin = places.first[place], end = places.first[place + 1];
    if (end - begin <= most_around_a_point) {
        sum = glm::dvec3(0);
        for (std::uint32_t i = begin; i < end; ++i) {
            const std::uint32_t face = places.corners[i] / 3;
            if (glm::dot(crosses[face], crosses[own]) >= crease_cosine * areas[face] * areas[own]) sum += crosses[face];
        }
    }
    const double length = glm::length(sum);
    return length > 0 ? glm::vec3(sum / length) : glm::vec3(crosses[own] / areas[own]);
}

}  // namespace

void finish_mesh(ModelMesh& mesh) {
    const Places places = find_places(mesh);
    const std::vector<glm::dvec3> crosses = face_crosses(mesh);
    std::vector<double> areas(crosses.size());
    for (std::size_t i = 0; i < crosses.size(); ++i) areas[i] = glm::length(crosses[i]);
    ModelMesh out;
    out.texture = mesh.texture;
    const bool textured = mesh.texture_places.size() == mesh.positions.size();
    out.triangles.reserve(mesh.triangles.size());
    std::unordered_map<Vertex, std::uint32_t, VertexHash> numbers;
    numbers.reserve(mesh.positions.size());
    for (std::size_t c = 0; c < mesh.triangles.size(); ++c) {
        const std::uint32_t old = mesh.triangles[c];
        Vertex vertex{places.of_corner[c], mesh.normals[old], mesh.colours[old],
                      textured ? mesh.texture_places[old] : glm::vec2(0)};
        if (vertex.normal == glm::vec3(0))
            vertex.normal = normal_at(static_cast<std::uint32_t>(c), places, crosses, areas);
        const auto [found, is_new] = numbers.try_emplace(vertex, static_cast<std::uint32_t>(out.positions.size()));
        if (is_new) {
            out.positions.push_back(places.positions[vertex.place]);
            out.normals.push_back(vertex.normal);
            out.colours.push_back(vertex.colour);
            if (textured) out.texture_places.push_back(vertex.picture);
        }
        out.triangles.push_back(found->second);
    }
    mesh = std::move(out);
}

}  // namespace twin::data
