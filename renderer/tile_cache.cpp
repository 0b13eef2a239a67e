#include "renderer/tile_cache.h"

#include <algorithm>
#include <string>

#include "renderer/page_array.h"

namespace twin::renderer {

namespace {

/// Sorted by kind, and within a kind shuffled by a fixed rule, so that drawing the first part of a run thins a forest
/// evenly.
std::vector<data::Plant> arranged(const std::vector<data::Plant>& plants) {
    std::vector<std::pair<std::uint64_t, std::size_t>> order;
    order.reserve(plants.size());
    for (std::size_t i = 0; i < plants.size(); ++i) {
        std::uint64_t key = (i + 1) * 0x9E3779B97F4A7C15ull;
        key ^= key >> 29;
        order.emplace_back((static_cast<std::uint64_t>(plants[i].kind) << 60) | (key >> 4), i);
    }
    std::sort(order.begin(), order.end());
    std::vector<data::Plant> sorted;
    sorted.reserve(plants.size());
    for (const auto& [key, index] : order) sorted.push_back(plants[index]);
    return sorted;
}

}  // namespace

void TileCache::upload(const data::Tile& tile) {
    GpuTile gpu;
    const std::string label = "tile " + std::to_string(tile.column) + "," + std::to_string(tile.row);
    if (!tile.mesh.empty()) {
        gpu.vertices = gl::make_buffer(std::as_bytes(std::span(tile.mesh.vertices)), label + " vertices");
        gpu.indices = gl::make_buffer(std::as_bytes(std::span(tile.mesh.triangles)), label + " indices");
        gpu.index_count = static_cast<int>(tile.mesh.triangles.size());
        gpu.bytes += tile.mesh.vertices.size() * sizeof(data::MeshVertex) + tile.mesh.triangles.size() * 4;
    }
    if (!tile.textured.empty()) {
        const data::TexturedMesh& mesh = tile.textured;
        gpu.textured_vertices = gl::make_buffer(std::as_bytes(std::span(mesh.vertices)), label + " textured vertices");
        gpu.textured_indices = gl::make_buffer(std::as_bytes(std::span(mesh.triangles)), label + " textured indices");
        gpu.textured_index_count = static_cast<int>(mesh.triangles.size());
        PageArray pages = upload_pages(mesh, label + " pages");
        gpu.pages = std::move(pages.texture);
        gpu.bytes += mesh.vertices.size() * sizeof(data::TexturedVertex) + mesh.triangles.size() * 4 + pages.bytes;
    }
    if (!tile.plants.empty()) {
        const std::vector<data::Plant> plants = arranged(tile.plants);
        gpu.plants = gl::make_buffer(std::as_bytes(std::span(plants)), label + " plants");
        for (int kind = 0; kind < 3; ++kind)
            gpu.plant_first[kind + 1] =
                static_cast<int>(std::count_if(plants.begin(), plants.end(), [&](const data::Plant& plant) {
                    return static_cast<int>(plant.kind) <= kind;
                }));
        gpu.bytes += plants.size() * sizeof(data::Plant);
    }
    bytes_ += gpu.bytes;
    tiles_[tile.serial] = std::move(gpu);
    ++generation_;
}

void TileCache::hold(std::span<const std::shared_ptr<const data::Tile>> tiles) {
    for (auto& [serial, gpu] : tiles_) gpu.seen = false;
    for (const auto& tile : tiles) {
        if (!tiles_.contains(tile->serial)) upload(*tile);
        tiles_[tile->serial].seen = true;
    }
    for (auto it = tiles_.begin(); it != tiles_.end();) {
        if (it->second.seen) {
            ++it;
            continue;
        }
        bytes_ -= it->second.bytes;
        it = tiles_.erase(it);
        ++generation_;
    }
}

const GpuTile* TileCache::find(const data::Tile& tile) const {
    const auto found = tiles_.find(tile.serial);
    return found == tiles_.end() ? nullptr : &found->second;
}

}  // namespace twin::renderer
