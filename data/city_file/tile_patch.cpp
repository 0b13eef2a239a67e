#include "data/city_file/tile_patch.h"

#include <limits>
#include <vector>

#include "data/city_file/database.h"
#include "data/city_file/tile_blob.h"

namespace twin::data {

namespace {

constexpr std::uint32_t gone = std::numeric_limits<std::uint32_t>::max();

void measure(Tile& tile) {
    tile.bounds = {};
    const glm::dvec3 origin = tile.origin.vec();
    for (const MeshVertex& v : tile.mesh.vertices) tile.bounds.add(origin + glm::dvec3(v.x, v.y, v.z));
    for (const Plant& p : tile.plants) {
        const glm::dvec3 foot = origin + glm::dvec3(p.x, p.y, p.z);
        const double radius = p.crown_m / 2.0;
        tile.bounds.add(foot - glm::dvec3(radius, radius, 0));
        tile.bounds.add(foot + glm::dvec3(radius, radius, p.height_m));
    }
}

}  // namespace

std::size_t take_objects_out(Tile& tile, const std::unordered_set<std::uint32_t>& objects) {
    std::size_t taken = 0;
    Mesh kept;
    std::vector<std::uint32_t> place(tile.mesh.vertices.size(), gone);
    for (std::size_t i = 0; i + 2 < tile.mesh.triangles.size(); i += 3) {
        const std::uint32_t* corners = &tile.mesh.triangles[i];
        if (objects.contains(tile.mesh.vertices[corners[0]].object)) {
            ++taken;
            continue;
        }
        for (int k = 0; k < 3; ++k) {
            std::uint32_t& to = place[corners[k]];
            if (to == gone) {
                to = static_cast<std::uint32_t>(kept.vertices.size());
                kept.vertices.push_back(tile.mesh.vertices[corners[k]]);
            }
            kept.triangles.push_back(to);
        }
    }
    if (taken > 0) tile.mesh = std::move(kept);
    taken += std::erase_if(tile.plants, [&](const Plant& plant) { return objects.contains(plant.object); });
    for (const TexturedVertex& vertex : tile.textured.vertices) taken += objects.contains(vertex.object) ? 1 : 0;
    return taken;
}

void add_to_tile(Tile& tile, const Tile& other, const std::function<std::uint32_t(std::uint32_t)>& number_of) {
    // Origins of one square differ by whole metres of height.
    const glm::dvec3 rise = other.origin.vec() - tile.origin.vec();
    const auto first = static_cast<std::uint32_t>(tile.mesh.vertices.size());
    for (MeshVertex vertex : other.mesh.vertices) {
        vertex.x += static_cast<float>(rise.x);
        vertex.y += static_cast<float>(rise.y);
        vertex.z += static_cast<float>(rise.z);
        vertex.object = number_of(vertex.object);
        tile.mesh.vertices.push_back(vertex);
    }
    for (const std::uint32_t index : other.mesh.triangles) tile.mesh.triangles.push_back(first + index);
    for (Plant plant : other.plants) {
        plant.x += static_cast<float>(rise.x);
        plant.y += static_cast<float>(rise.y);
        plant.z += static_cast<float>(rise.z);
        plant.object = number_of(plant.object);
        tile.plants.push_back(plant);
    }
}

base::Result<void> store_tile(const Database& database, std::int64_t id, Tile& tile) {
    if (tile.mesh.empty() && tile.plants.empty() && tile.textured.empty()) {
        Statement forget = database.prepare_known("DELETE FROM twin_tile WHERE id = ?");
        forget.bind(1, id);
        if (!forget.run()) return database.error();
        return {};
    }
    measure(tile);
    const auto blob = encode_tile(tile);
    Statement put =
        database.prepare_known("INSERT OR REPLACE INTO twin_tile VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
    if (id != 0) put.bind(1, id);
    put.bind(2, std::int64_t{static_cast<int>(tile.content)}).bind(3, std::int64_t{tile.layer});
    put.bind(4, std::int64_t{tile.column}).bind(5, std::int64_t{tile.row});
    for (int axis = 0; axis < 3; ++axis) {
        put.bind(6 + axis, tile.bounds.min[axis]).bind(9 + axis, tile.bounds.max[axis]);
        put.bind(12 + axis, tile.origin.vec()[axis]);
    }
    put.bind(15, static_cast<std::int64_t>(tile.mesh.vertices.size()));
    put.bind(16, static_cast<std::int64_t>(tile.mesh.triangles.size()));
    put.bind(17, static_cast<std::int64_t>(tile.plants.size())).bind(18, std::span(blob));
    put.bind(19, static_cast<std::int64_t>(tile.textured.triangles.size()));
    if (!put.run()) return database.error();
    return {};
}

}  // namespace twin::data
