#include "scene/builders/textured_patches.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>

#include <meshoptimizer.h>
#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <glm/vec3.hpp>

#include "scene/builders/texture_atlas.h"
#include "scene/builders/texture_split.h"

namespace twin::scene {
namespace {

/// Corners of a patch that are placed together.
struct Run {
    const TexturedPatch* patch = nullptr;
    std::size_t first = 0, count = 0;
};

TextureUse use_of(const Run& run) {
    TextureUse use;
    use.image = run.patch->image;
    const TexturedCorner* corners = run.patch->corners.data() + run.first;
    use.low = use.high = corners->place;
    for (std::size_t i = 0; i < run.count; ++i) {
        use.low = glm::min(use.low, corners[i].place);
        use.high = glm::max(use.high, corners[i].place);
    }
    for (std::size_t i = 0; i + 2 < run.count; i += 3) {
        const TexturedCorner &a = corners[i], &b = corners[i + 1], &c = corners[i + 2];
        const glm::vec3 across =
            glm::cross(glm::vec3(b.x - a.x, b.y - a.y, b.z - a.z), glm::vec3(c.x - a.x, c.y - a.y, c.z - a.z));
        const glm::vec2 u = b.place - a.place, v = c.place - a.place;
        use.area_m2 += glm::length(across) / 2.0;
        use.area_places += std::abs(u.x * v.y - u.y * v.x) / 2.0;
    }
    return use;
}

/// A patch whose picture repeats is placed triangle by triangle, or in smaller pieces, which `made` holds: each begins
/// in the picture again.
void split(const std::vector<TexturedPatch>& patches, std::deque<TexturedPatch>& made, std::vector<Run>& runs,
           std::vector<TextureUse>& uses) {
    for (const TexturedPatch& patch : patches) {
        const Run whole{&patch, 0, patch.corners.size()};
        TextureUse use = use_of(whole);
        if (!repeats(use)) {
            runs.push_back(whole);
            uses.push_back(std::move(use));
            continue;
        }
        made.push_back({patch.image, {}, patch.material, patch.object});
        TexturedPatch& pieces = made.back();
        for (std::size_t i = 0; i + 2 < patch.corners.size(); i += 3) {
            const auto cut = split_repeating({patch.corners[i], patch.corners[i + 1], patch.corners[i + 2]},
                                             patch.image->width_px, patch.image->height_px);
            pieces.corners.insert(pieces.corners.end(), cut.begin(), cut.end());
        }
        for (std::size_t i = 0; i + 2 < pieces.corners.size(); i += 3) {
            runs.push_back({&pieces, i, 3});
            uses.push_back(use_of(runs.back()));
        }
    }
}

std::uint16_t share_of(double value) {
    return static_cast<std::uint16_t>(std::lround(std::clamp(value, 0.0, 1.0) * 65535));
}

void add_textured(const Run& run, const TextureUse& use, const TexturePlacement& placement, data::TexturedMesh& mesh) {
    const glm::vec2 shift = whole_shift(use);
    const bool repeating = repeats(use);
    for (std::size_t i = run.first; i < run.first + run.count; ++i) {
        const TexturedCorner& corner = run.patch->corners[i];
        glm::vec2 place = corner.place;
        if (!repeating) place = glm::clamp(place, shift, shift + 1.0f);
        const glm::dvec2 on_page = placement.on_page(place);
        data::TexturedVertex vertex;
        vertex.x = corner.x;
        vertex.y = corner.y;
        vertex.z = corner.z;
        std::memcpy(vertex.normal, corner.normal, 3);
        vertex.page = static_cast<std::uint8_t>(placement.page);
        vertex.place[0] = share_of(on_page.x);
        vertex.place[1] = share_of(on_page.y);
        vertex.object = run.patch->object;
        mesh.triangles.push_back(static_cast<std::uint32_t>(mesh.vertices.size()));
        mesh.vertices.push_back(vertex);
    }
}

void add_plain(const Run& run, std::uint32_t colour, data::Mesh& mesh) {
    for (std::size_t i = run.first; i < run.first + run.count; ++i) {
        const TexturedCorner& corner = run.patch->corners[i];
        data::MeshVertex vertex;
        vertex.x = corner.x;
        vertex.y = corner.y;
        vertex.z = corner.z;
        std::memcpy(vertex.normal, corner.normal, 3);
        vertex.material = run.patch->material;
        vertex.colour = colour;
        vertex.object = run.patch->object;
        mesh.triangles.push_back(static_cast<std::uint32_t>(mesh.vertices.size()));
        mesh.vertices.push_back(vertex);
    }
}

void merge_and_order(data::TexturedMesh& mesh) {
    if (mesh.empty()) return;
    constexpr std::size_t bytes = sizeof(data::TexturedVertex);
    const std::size_t indices = mesh.triangles.size();
    std::vector<std::uint32_t> remap(mesh.vertices.size());
    const std::size_t unique = meshopt_generateVertexRemap(remap.data(), mesh.triangles.data(), indices,
                                                           mesh.vertices.data(), mesh.vertices.size(), bytes);
    std::vector<data::TexturedVertex> vertices(unique);
    meshopt_remapVertexBuffer(vertices.data(), mesh.vertices.data(), mesh.vertices.size(), bytes, remap.data());
    meshopt_remapIndexBuffer(mesh.triangles.data(), mesh.triangles.data(), indices, remap.data());
    meshopt_optimizeVertexCache(mesh.triangles.data(), mesh.triangles.data(), indices, unique);
    mesh.vertices.resize(unique);
    meshopt_optimizeVertexFetch(mesh.vertices.data(), mesh.triangles.data(), indices, vertices.data(), unique, bytes);
    mesh.vertices.shrink_to_fit();
    mesh.triangles.shrink_to_fit();
}

}  // namespace

TextureLosses build_textured(const std::vector<TexturedPatch>& patches, std::uint64_t most_bytes, data::Tile& tile) {
    std::vector<Run> runs;
    std::vector<TextureUse> uses;
    std::deque<TexturedPatch> made;
    split(patches, made, runs, uses);
    TextureLosses losses;
    if (runs.empty()) return losses;
    TextureAtlas atlas = build_atlas(uses, most_bytes);
    losses.halvings = atlas.halvings;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const TexturePlacement& placement = atlas.placements[i];
        if (placement.page >= 0) {
            add_textured(runs[i], uses[i], placement, tile.textured);
        } else {
            add_plain(runs[i], placement.colour, tile.mesh);
            losses.repeated_too_often += runs[i].count / 3;
        }
    }
    if (tile.textured.empty()) return losses;
    merge_and_order(tile.textured);
    tile.textured.page_px = atlas.page_px;
    tile.textured.page_levels = atlas.page_levels;
    tile.textured.pages = std::move(atlas.pages);
    return losses;
}

}  // namespace twin::scene
