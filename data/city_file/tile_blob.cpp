#include "data/city_file/tile_blob.h"

#include <meshoptimizer.h>

#include "data/city_file/bytes.h"
#include "data/city_file/compress.h"

namespace twin::data {

namespace {

// A tile is 512 m wide: whoever claims more than this has damaged numbers.
constexpr std::uint64_t most_vertices = 40'000'000;

std::vector<unsigned char> encode_vertices(const std::vector<MeshVertex>& vertices) {
    std::vector<unsigned char> out(meshopt_encodeVertexBufferBound(vertices.size(), sizeof(MeshVertex)));
    out.resize(
        meshopt_encodeVertexBuffer(out.data(), out.size(), vertices.data(), vertices.size(), sizeof(MeshVertex)));
    return out;
}

std::vector<unsigned char> encode_indices(const Mesh& mesh) {
    std::vector<unsigned char> out(meshopt_encodeIndexBufferBound(mesh.triangles.size(), mesh.vertices.size()));
    out.resize(meshopt_encodeIndexBuffer(out.data(), out.size(), mesh.triangles.data(), mesh.triangles.size()));
    return out;
}

bool indices_in_range(const Mesh& mesh) {
    std::uint32_t highest = 0;
    for (const std::uint32_t index : mesh.triangles) highest = index > highest ? index : highest;
    return mesh.triangles.empty() || highest < mesh.vertices.size();
}

}  // namespace

std::vector<std::byte> encode_tile(const Tile& tile) {
    assert(tile.mesh.triangles.size() % 3 == 0 && indices_in_range(tile.mesh));
    ByteWriter out;
    if (!tile.mesh.vertices.empty()) out.put_all(encode_vertices(tile.mesh.vertices));
    if (!tile.mesh.triangles.empty()) out.put_all(encode_indices(tile.mesh));
    out.put_all(tile.plants);
    return compress(out.bytes());
}

base::Result<void> decode_tile(std::span<const std::byte> blob, const TileCounts& counts, Tile& tile) {
    const base::Error damaged{"a tile is damaged; import the city again"};
    if (counts.vertices > most_vertices || counts.indices > 6 * most_vertices || counts.indices % 3 != 0)
        return damaged;
    auto bytes = decompress(blob);
    if (!bytes.ok()) return bytes.error();
    ByteReader in(*bytes);
    tile.mesh.vertices.resize(counts.vertices);
    tile.mesh.triangles.resize(counts.indices);
    if (counts.vertices) {
        const auto part = in.get_span(in.get_count_of(1));
        if (!in.ok() || meshopt_decodeVertexBuffer(tile.mesh.vertices.data(), counts.vertices, sizeof(MeshVertex),
                                                   reinterpret_cast<const unsigned char*>(part.data()), part.size()))
            return damaged;
    }
    if (counts.indices) {
        const auto part = in.get_span(in.get_count_of(1));
        if (!in.ok() || meshopt_decodeIndexBuffer(tile.mesh.triangles.data(), counts.indices, sizeof(std::uint32_t),
                                                  reinterpret_cast<const unsigned char*>(part.data()), part.size()))
            return damaged;
    }
    tile.plants = in.get_all<Plant>();
    if (!in.ok() || !in.at_end() || tile.plants.size() != counts.plants || !indices_in_range(tile.mesh)) return damaged;
    for (const MeshVertex& vertex : tile.mesh.vertices)
        if (vertex.material >= material_count) return damaged;
    return {};
}

}  // namespace twin::data
