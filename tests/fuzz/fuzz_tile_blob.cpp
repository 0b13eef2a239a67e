#include <algorithm>

#include "data/city_file/compress.h"
#include "data/city_file/tile_blob.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// Three bytes of counts, then the blob, as it is and packed by us: the checksum would hide what lies behind it.
void fuzz_tile_blob(Bytes bytes) {
    if (bytes.size() < 3) return;
    const auto count = [&](std::size_t i) { return std::uint64_t{std::to_integer<unsigned>(bytes[i])}; };
    const data::TileCounts counts{count(0), count(1) * 3, count(2)};
    const Bytes blob = bytes.subspan(3);
    for (const bool packed : {false, true}) {
        data::Tile tile;
        const auto done =
            packed ? data::decode_tile(blob, counts, tile) : data::decode_tile(data::compress(blob), counts, tile);
        if (!done) continue;
        demand(tile.mesh.vertices.size() == counts.vertices && tile.mesh.triangles.size() == counts.indices &&
                   tile.plants.size() == counts.plants,
               "a tile that is not as its counts say");
        for (const std::uint32_t index : tile.mesh.triangles)
            demand(index < tile.mesh.vertices.size(), "a triangle of vertices that are not there");
        for (const data::MeshVertex& vertex : tile.mesh.vertices)
            demand(vertex.material < data::material_count, "a material that is not there");
        for (const std::uint32_t index : tile.textured.triangles)
            demand(index < tile.textured.vertices.size(), "a textured triangle of vertices that are not there");
        for (const data::TexturedVertex& vertex : tile.textured.vertices)
            demand(vertex.page < tile.textured.pages.size(), "a page that is not there");
    }
}

}  // namespace twin::fuzz
