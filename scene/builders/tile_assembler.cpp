#include "scene/builders/tile_assembler.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstring>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <meshoptimizer.h>
#include <tbb/parallel_for.h>
#include <glm/geometric.hpp>

namespace twin::scene {
namespace {

// Pages of all tiles, and of one tile, without their smaller versions (a third more).
constexpr std::uint64_t all_pages_bytes = 768ull << 20;
constexpr std::uint64_t least_pages_bytes = 4ull << 20;
constexpr std::uint64_t most_pages_bytes = 48ull << 20;

bool finite(const glm::dvec3& p) {
    // Beyond this a place is no part of a city, and floats relative to a tile would lose their meaning.
    return std::abs(p.x) < 1e8 && std::abs(p.y) < 1e8 && std::abs(p.z) < 1e8;
}

int tile_number(double m) {
    return static_cast<int>(std::floor(m / data::tile_size_m));
}

template <class Vector>
void set_normal(data::MeshVertex& vertex, const Vector& unit) {
    if (!(std::abs(unit[0]) + std::abs(unit[1]) + std::abs(unit[2]) < 1e3)) return;  // NaN: keep "up".
    for (int axis = 0; axis < 3; ++axis)
        vertex.normal[axis] = static_cast<std::int8_t>(std::lround(std::clamp<double>(unit[axis], -1, 1) * 127));
}

data::MeshVertex vertex_of(const TriangleStyle& style, const data::Tile& tile, const glm::dvec3& p) {
    data::MeshVertex vertex;
    // Adding zero turns -0 into 0, so that equal corners are equal bytes.
    vertex.x = static_cast<float>(p.x - tile.origin.x_m) + 0.0f;
    vertex.y = static_cast<float>(p.y - tile.origin.y_m) + 0.0f;
    vertex.z = static_cast<float>(p.z - tile.origin.z_m) + 0.0f;
    vertex.material = static_cast<std::uint8_t>(style.material);
    vertex.colour = style.colour;
    vertex.object = style.object;
    return vertex;
}

/// The number of a vertex among those from `first` on; a new one where the last few are others. Triangles of one face
/// share corners; sharing them at once keeps a city on its way smaller (docs/PERFORMANCE.md).
std::uint32_t number_of(const data::MeshVertex& vertex, std::size_t first, std::vector<data::MeshVertex>& vertices) {
    constexpr std::size_t looked_at = 8;
    const std::size_t end = vertices.size(), begin = end > first + looked_at ? end - looked_at : first;
    for (std::size_t i = end; i-- > begin;)
        if (std::memcmp(&vertices[i], &vertex, sizeof vertex) == 0) return static_cast<std::uint32_t>(i);
    vertices.push_back(vertex);
    return static_cast<std::uint32_t>(end);
}

void merge_and_order(data::Mesh& mesh) {
    if (mesh.empty()) return;
    const std::size_t index_count = mesh.triangles.size();
    std::vector<std::uint32_t> remap(mesh.vertices.size());
    const std::size_t unique =
        meshopt_generateVertexRemap(remap.data(), mesh.triangles.data(), index_count, mesh.vertices.data(),
                                    mesh.vertices.size(), sizeof(data::MeshVertex));
    std::vector<data::MeshVertex> vertices(unique);
    meshopt_remapVertexBuffer(vertices.data(), mesh.vertices.data(), mesh.vertices.size(), sizeof(data::MeshVertex),
                              remap.data());
    meshopt_remapIndexBuffer(mesh.triangles.data(), mesh.triangles.data(), index_count, remap.data());
    meshopt_optimizeVertexCache(mesh.triangles.data(), mesh.triangles.data(), index_count, unique);
    mesh.vertices.resize(unique);
    const std::size_t used = meshopt_optimizeVertexFetch(mesh.vertices.data(), mesh.triangles.data(), index_count,
                                                         vertices.data(), unique, sizeof(data::MeshVertex));
    mesh.vertices.resize(used);
    mesh.vertices.shrink_to_fit();
    mesh.triangles.shrink_to_fit();
}

void measure(data::Tile& tile) {
    const glm::dvec3 origin = tile.origin.vec();
    for (const data::MeshVertex& v : tile.mesh.vertices) tile.bounds.add(origin + glm::dvec3(v.x, v.y, v.z));
    for (const data::TexturedVertex& v : tile.textured.vertices) tile.bounds.add(origin + glm::dvec3(v.x, v.y, v.z));
    for (const data::Plant& p : tile.plants) {
        const glm::dvec3 foot = origin + glm::dvec3(p.x, p.y, p.z);
        const double radius = p.crown_m / 2.0;
        tile.bounds.add(foot - glm::dvec3(radius, radius, 0));
        tile.bounds.add(foot + glm::dvec3(radius, radius, p.height_m));
    }
}

}  // namespace

TileAssembler::Work& TileAssembler::work_at(data::TileContent content, int layer, const glm::dvec3& anchor) {
    const int column = tile_number(anchor.x), row = tile_number(anchor.y);
    const auto [place, fresh] = tiles_.try_emplace(Key{content, layer, column, row});
    data::Tile& tile = place->second.tile;
    if (fresh) {
        tile.content = content;
        tile.layer = layer;
        tile.column = column;
        tile.row = row;
        tile.origin = {(column + 0.5) * data::tile_size_m, (row + 0.5) * data::tile_size_m, std::round(anchor.z)};
    }
    return place->second;
}

void TileAssembler::add_triangles(const TriangleStyle& style, const glm::dvec3& anchor,
                                  std::span<const glm::dvec3> corners) {
    assert(corners.size() % 3 == 0);
    if (corners.empty() || !finite(anchor)) return;
    data::Tile& tile = tile_at(style.content, style.layer, anchor);
    data::Mesh& mesh = tile.mesh;
    const std::size_t first = mesh.vertices.size();
    for (std::size_t i = 0; i + 2 < corners.size(); i += 3) {
        const glm::dvec3 &a = corners[i], &b = corners[i + 1], &c = corners[i + 2];
        if (!finite(a) || !finite(b) || !finite(c)) continue;
        const glm::dvec3 normal = glm::cross(b - a, c - a);
        const double length = glm::length(normal);
        if (!(length > 1e-9)) continue;
        std::array<data::MeshVertex, 3> vertices{vertex_of(style, tile, a), vertex_of(style, tile, b),
                                                 vertex_of(style, tile, c)};
        set_normal(vertices[0], normal / length);
        for (std::size_t k = 1; k < 3; ++k) std::copy_n(vertices[0].normal, 3, vertices[k].normal);
        std::array<std::uint32_t, 3> numbers{};
        for (std::size_t k = 0; k < 3; ++k) numbers[k] = number_of(vertices[k], first, mesh.vertices);
        mesh.triangles.insert(mesh.triangles.end(), numbers.begin(), numbers.end());
        ++triangle_count_;
    }
}

void TileAssembler::add_triangles(const TriangleStyle& style, const glm::dvec3& anchor,
                                  std::span<const glm::dvec3> corners, std::span<const glm::vec3> normals) {
    assert(corners.size() % 3 == 0 && normals.size() == corners.size());
    if (corners.empty() || !finite(anchor)) return;
    data::Tile& tile = tile_at(style.content, style.layer, anchor);
    data::Mesh& mesh = tile.mesh;
    for (std::size_t i = 0; i + 2 < corners.size(); i += 3) {
        if (!finite(corners[i]) || !finite(corners[i + 1]) || !finite(corners[i + 2])) continue;
        for (std::size_t k = i; k < i + 3; ++k) {
            data::MeshVertex vertex = vertex_of(style, tile, corners[k]);
            set_normal(vertex, normals[k]);
            mesh.triangles.push_back(static_cast<std::uint32_t>(mesh.vertices.size()));
            mesh.vertices.push_back(vertex);
        }
        ++triangle_count_;
    }
}

void TileAssembler::add_mesh(const TriangleStyle& style, const glm::dvec3& anchor,
                             std::span<const glm::dvec3> positions, std::span<const glm::vec3> normals,
                             std::span<const std::uint32_t> colours, std::span<const std::uint32_t> triangles) {
    assert(triangles.size() % 3 == 0);
    if (triangles.empty() || !finite(anchor)) return;
    data::Tile& tile = tile_at(style.content, style.layer, anchor);
    data::Mesh& mesh = tile.mesh;
    const std::size_t first = mesh.vertices.size();
    for (std::size_t i = 0; i < positions.size(); ++i) {
        data::MeshVertex vertex = vertex_of(style, tile, finite(positions[i]) ? positions[i] : anchor);
        if (i < normals.size()) set_normal(vertex, normals[i]);
        if (i < colours.size() && (colours[i] >> 24) != 0) vertex.colour = colours[i];
        mesh.vertices.push_back(vertex);
    }
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3) {
        const std::array<std::uint32_t, 3> t{triangles[i], triangles[i + 1], triangles[i + 2]};
        if (std::any_of(t.begin(), t.end(),
                        [&](std::uint32_t k) { return k >= positions.size() || !finite(positions[k]); }))
            continue;
        for (const std::uint32_t k : t) mesh.triangles.push_back(static_cast<std::uint32_t>(first + k));
        ++triangle_count_;
    }
}

void TileAssembler::add_plant(int layer, std::uint32_t object, const glm::dvec3& foot, float height_m, float crown_m,
                              data::PlantKind kind, std::uint8_t variety) {
    if (!finite(foot) || !std::isfinite(height_m) || !std::isfinite(crown_m)) return;
    data::Tile& tile = tile_at(data::TileContent::vegetation, layer, foot);
    const glm::dvec3 local = foot - tile.origin.vec();
    tile.plants.push_back({static_cast<float>(local.x), static_cast<float>(local.y), static_cast<float>(local.z),
                           height_m, crown_m, kind, variety, 0, object});
    ++plant_count_;
}

std::shared_ptr<const data::Image> TileAssembler::image(const std::string& name) {
    auto found = images_ ? images_->find(name) : nullptr;
    if (!found && missing_images_++ == 0) first_missing_ = name;
    return found;
}

void TileAssembler::add_textured(const TriangleStyle& style, const glm::dvec3& anchor,
                                 std::span<const glm::dvec3> corners, std::span<const glm::vec3> normals,
                                 std::span<const glm::vec2> places, std::shared_ptr<const data::Image> image) {
    assert(corners.size() % 3 == 0 && places.size() == corners.size() && image);
    assert(normals.empty() || normals.size() == corners.size());
    if (corners.empty() || !finite(anchor)) return;
    Work& work = work_at(style.content, style.layer, anchor);
    TexturedPatch patch;
    patch.image = std::move(image);
    patch.material = static_cast<std::uint8_t>(style.material);
    patch.object = style.object;
    patch.corners.reserve(corners.size());
    for (std::size_t i = 0; i + 2 < corners.size(); i += 3) {
        const glm::dvec3 &a = corners[i], &b = corners[i + 1], &c = corners[i + 2];
        if (!finite(a) || !finite(b) || !finite(c)) continue;
        const glm::dvec3 across = glm::cross(b - a, c - a);
        const double length = glm::length(across);
        if (!(length > 1e-9)) continue;
        for (std::size_t k = i; k < i + 3; ++k) {
            data::MeshVertex vertex = vertex_of(style, work.tile, corners[k]);
            if (normals.empty())
                set_normal(vertex, across / length);
            else
                set_normal(vertex, normals[k]);
            patch.corners.push_back(
                {vertex.x, vertex.y, vertex.z, {vertex.normal[0], vertex.normal[1], vertex.normal[2]}, places[k]});
        }
        ++triangle_count_;
    }
    if (!patch.corners.empty()) work.patches.push_back(std::move(patch));
}

void TileAssembler::finish_each(const std::function<bool(std::span<data::Tile>)>& take) {
    constexpr std::size_t group = 16;
    std::uint64_t textured = 0;
    for (const auto& [key, work] : tiles_) textured += work.patches.empty() ? 0 : 1;
    const std::uint64_t most_bytes =
        std::clamp(all_pages_bytes / std::max<std::uint64_t>(textured, 1), least_pages_bytes, most_pages_bytes);
    bool wanted = true;
    while (!tiles_.empty() && wanted) {
        std::vector<Work> works;
        for (; !tiles_.empty() && works.size() < group; tiles_.erase(tiles_.begin()))
            works.push_back(std::move(tiles_.begin()->second));
        std::vector<TextureLosses> losses(works.size());
        tbb::parallel_for(std::size_t{0}, works.size(), [&](std::size_t i) {
            data::Tile& tile = works[i].tile;
            losses[i] = build_textured(works[i].patches, most_bytes, tile);
            works[i].patches.clear();
            merge_and_order(tile.mesh);
            if (tile.mesh.empty()) tile.mesh.vertices.clear();
            measure(tile);
        });
        std::vector<data::Tile> done;
        for (std::size_t i = 0; i < works.size(); ++i) {
            losses_.repeated_too_often += losses[i].repeated_too_often;
            losses_.halvings = std::max(losses_.halvings, losses[i].halvings);
            if (losses[i].halvings > 0) ++coarser_tiles_;
            data::Tile& tile = works[i].tile;
            if (!tile.mesh.empty() || !tile.plants.empty() || !tile.textured.empty()) done.push_back(std::move(tile));
        }
        wanted = take(done);
    }
    tiles_.clear();
    triangle_count_ = plant_count_ = 0;
}

void TileAssembler::absorb(TileAssembler&& other) {
    for (auto& [key, theirs] : other.tiles_) {
        const auto [place, fresh] = tiles_.try_emplace(key);
        Work& ours = place->second;
        if (fresh) {
            ours = std::move(theirs);
            continue;
        }
        // Origins differ by whole metres of height.
        const auto rise = static_cast<float>(theirs.tile.origin.z_m - ours.tile.origin.z_m);
        data::Mesh& mesh = ours.tile.mesh;
        const std::size_t first = mesh.vertices.size(), first_index = mesh.triangles.size();
        const data::Mesh& more = theirs.tile.mesh;
        mesh.vertices.insert(mesh.vertices.end(), more.vertices.begin(), more.vertices.end());
        if (rise != 0)
            for (std::size_t i = first; i < mesh.vertices.size(); ++i) mesh.vertices[i].z += rise;
        mesh.triangles.resize(first_index + more.triangles.size());
        std::transform(more.triangles.begin(), more.triangles.end(),
                       mesh.triangles.begin() + static_cast<std::ptrdiff_t>(first_index),
                       [first](std::uint32_t index) { return static_cast<std::uint32_t>(first + index); });
        for (data::Plant plant : theirs.tile.plants) {
            plant.z += rise;
            ours.tile.plants.push_back(plant);
        }
        for (TexturedPatch& patch : theirs.patches) {
            for (TexturedCorner& corner : patch.corners) corner.z += rise;
            ours.patches.push_back(std::move(patch));
        }
    }
    other.tiles_.clear();
    if (missing_images_ == 0) first_missing_ = other.first_missing_;
    missing_images_ += std::exchange(other.missing_images_, 0);
    triangle_count_ += std::exchange(other.triangle_count_, 0);
    plant_count_ += std::exchange(other.plant_count_, 0);
}

std::vector<data::Tile> TileAssembler::finish() {
    std::vector<data::Tile> done;
    done.reserve(tiles_.size());
    finish_each([&](std::span<data::Tile> tiles) {
        std::move(tiles.begin(), tiles.end(), std::back_inserter(done));
        return true;
    });
    return done;
}

std::vector<base::Complaint> TileAssembler::take_texture_complaints() {
    using Kind = base::ComplaintKind;
    std::vector<base::Complaint> complaints;
    if (missing_images_ > 0)
        complaints.push_back({Kind::skipped, first_missing_, fmt::format("{} surfaces are plain", missing_images_),
                              "the pictures that they show are missing"});
    if (coarser_tiles_ > 0)
        complaints.push_back(
            {Kind::warning, "pictures",
             fmt::format("made coarser by up to {} times in {} tiles", 1 << losses_.halvings, coarser_tiles_),
             "their pictures would take too much memory"});
    if (losses_.repeated_too_often > 0)
        complaints.push_back(
            {Kind::warning, "pictures",
             fmt::format("{} triangles have the mean colour of their picture", losses_.repeated_too_often),
             "it repeats too often on them"});
    missing_images_ = 0;
    first_missing_.clear();
    losses_ = {};
    coarser_tiles_ = 0;
    return complaints;
}

}  // namespace twin::scene
