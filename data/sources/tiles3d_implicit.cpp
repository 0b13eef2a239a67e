#include <algorithm>

#include <fmt/format.h>

#include "data/sources/gltf_document.h"
#include "data/sources/tiles3d_tileset.h"

/// Source: 3D Tiles 1.1, 8 "Implicit tiling".
namespace twin::data::tiles3d {
namespace {

using gltf::Json;

void replace(std::string& text, std::string_view what, std::uint64_t number) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what))
        text.replace(at, what.size(), std::to_string(number));
}

std::string filled(std::string text, int level, std::uint64_t x, std::uint64_t y, std::uint64_t z) {
    replace(text, "{level}", static_cast<std::uint64_t>(level));
    replace(text, "{x}", x);
    replace(text, "{y}", y);
    replace(text, "{z}", z);
    return text;
}

/// Bits of the coordinates in turns.
std::uint64_t morton(std::uint64_t x, std::uint64_t y, std::uint64_t z, bool octree) {
    std::uint64_t out = 0;
    const int ways = octree ? 3 : 2;
    for (int bit = 0; bit < 21; ++bit) {
        out |= (x >> bit & 1) << (bit * ways) | (y >> bit & 1) << (bit * ways + 1);
        if (octree) out |= (z >> bit & 1) << (bit * ways + 2);
    }
    return out;
}

}  // namespace

base::Result<bool> TilesetReader::implicit(const Json& json, const Json& about, const std::string& folder,
                                           const glm::dmat4& matrix, bool adds, int depth) {
    Implicit tiling;
    tiling.folder = folder;
    tiling.octree = gltf::text_in(about, "subdivisionScheme") == "OCTREE";
    tiling.adds = adds;
    tiling.matrix = matrix;
    tiling.depth = depth;
    const std::size_t levels = gltf::index_in(about, "subtreeLevels", 0);
    std::size_t available = gltf::index_in(about, "availableLevels");
    if (available == gltf::none) available = gltf::index_in(about, "maximumLevel", 0) + 1;
    Json subtrees;
    if (gltf::member(about, "subtrees", subtrees)) tiling.subtrees = gltf::text_in(subtrees, "uri");
    if (levels == 0 || levels > 12 || (tiling.octree && levels > 8) || available > 21 || tiling.subtrees.empty()) {
        leave_out(folder + "tileset.json", "its implicit tiling is damaged");
        return false;
    }
    tiling.subtree_levels = static_cast<int>(levels);
    tiling.available_levels = static_cast<int>(available);
    for (const Json& entry : gltf::list_in(json, "contents")) tiling.contents.emplace_back(gltf::text_in(entry, "uri"));
    Json one;
    if (gltf::member(json, "content", one)) tiling.contents.emplace_back(gltf::text_in(one, "uri"));
    return subtree(tiling, {});
}

base::Result<bool> TilesetReader::subtree(const Implicit& tiling, const Place& root) {
    const std::string path =
        gltf::plain_path(tiling.folder + filled(tiling.subtrees, root.level, root.x, root.y, root.z));
    SourceSink& sink = around_.run.sink;
    const auto file = sink.side_file(path, false);
    if (!file) {
        leave_out(path, "there is no such file");
        return false;
    }
    const auto opened = Subtree::open(
        file->bytes, tiling.octree ? 8 : 4, tiling.subtree_levels,
        [&](const std::string& name) { return sink.side_file(gltf::plain_path(folder_of(path) + name), false); });
    if (!opened) {
        leave_out(path, opened.error().message);
        return false;
    }
    return implicit_tile(tiling, *opened, root, 0, root);
}

base::Result<bool> TilesetReader::implicit_tile(const Implicit& tiling, const Subtree& tree, const Place& root,
                                                int level, const Place& at) {
    if (at.level >= tiling.available_levels) return false;
    const auto within = [&](std::uint64_t value, std::uint64_t first) { return value - (first << level); };
    const std::uint64_t place = morton(within(at.x, root.x), within(at.y, root.y), within(at.z, root.z), tiling.octree);
    if (level == tiling.subtree_levels) return tree.has_child(place) ? subtree(tiling, at) : base::Result<bool>(false);
    if (!tree.has_tile(level, place)) return false;
    if (++tiles_ > 2'000'000) return base::Error{"reading: more than 2 million tiles; take a part of it"};
    bool any = false;
    for (unsigned child = 0; child < (tiling.octree ? 8u : 4u); ++child) {
        const Place below{at.level + 1, at.x * 2 + (child & 1), at.y * 2 + (child >> 1 & 1),
                          at.z * 2 + (child >> 2 & 1)};
        const auto read = implicit_tile(tiling, tree, root, level + 1, below);
        if (!read) return read;
        any = any || *read;
    }
    if (any && !tiling.adds) return true;
    for (std::size_t i = 0; i < tiling.contents.size(); ++i) {
        if (!tree.has_content(i, level, place)) continue;
        const std::string name = filled(tiling.contents[i], at.level, at.x, at.y, at.z);
        const auto read = content(gltf::plain_path(tiling.folder + name), tiling.matrix, tiling.depth + 1);
        if (!read) return read;
        any = any || *read;
    }
    return any;
}

}  // namespace twin::data::tiles3d
