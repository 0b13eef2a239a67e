#include "data/city_file/tile_blob.h"

#include <meshoptimizer.h>

#include "data/bytes.h"
#include "data/city_file/compress.h"

namespace twin::data {

namespace {

// A tile is 512 m wide: whoever claims more than this has damaged numbers.
constexpr std::uint64_t most_vertices = 40'000'000;

template <class Vertex>
std::vector<unsigned char> encode_vertices(const std::vector<Vertex>& vertices) {
    std::vector<unsigned char> out(meshopt_encodeVertexBufferBound(vertices.size(), sizeof(Vertex)));
    out.resize(meshopt_encodeVertexBuffer(out.data(), out.size(), vertices.data(), vertices.size(), sizeof(Vertex)));
    return out;
}

template <class AnyMesh>
std::vector<unsigned char> encode_indices(const AnyMesh& mesh) {
    std::vector<unsigned char> out(meshopt_encodeIndexBufferBound(mesh.triangles.size(), mesh.vertices.size()));
    out.resize(meshopt_encodeIndexBuffer(out.data(), out.size(), mesh.triangles.data(), mesh.triangles.size()));
    return out;
}

template <class AnyMesh>
bool indices_in_range(const AnyMesh& mesh) {
    std::uint32_t highest = 0;
    for (const std::uint32_t index : mesh.triangles) highest = index > highest ? index : highest;
    return mesh.triangles.empty() || highest < mesh.vertices.size();
}

bool decode_vertices(ByteReader& in, void* to, std::size_t count, std::size_t bytes_each) {
    const auto part = in.get_span(in.get_count_of(1));
    return in.ok() && meshopt_decodeVertexBuffer(to, count, bytes_each,
                                                 reinterpret_cast<const unsigned char*>(part.data()), part.size()) == 0;
}

bool decode_indices(ByteReader& in, std::vector<std::uint32_t>& to) {
    const auto part = in.get_span(in.get_count_of(1));
    return in.ok() && meshopt_decodeIndexBuffer(to.data(), to.size(), sizeof(std::uint32_t),
                                                reinterpret_cast<const unsigned char*>(part.data()), part.size()) == 0;
}

void put_textured(ByteWriter& out, const TexturedMesh& mesh) {
    assert(mesh.triangles.size() % 3 == 0 && indices_in_range(mesh));
    out.put_count(mesh.vertices.size());
    out.put_count(mesh.triangles.size());
    out.put_all(encode_vertices(mesh.vertices));
    out.put_all(encode_indices(mesh));
    out.put_count(static_cast<std::uint64_t>(mesh.page_px));
    out.put_count(static_cast<std::uint64_t>(mesh.page_levels));
    out.put_count(mesh.pages.size());
    for (const AtlasPage& page : mesh.pages) {
        assert(page.blocks.size() == mesh.page_bytes());
        out.put_raw(page.blocks.data(), page.blocks.size());
    }
}

bool get_textured(ByteReader& in, TexturedMesh& mesh) {
    const std::uint64_t vertices = in.get_count(), indices = in.get_count();
    if (!in.ok() || vertices == 0 || vertices > most_vertices || indices > 6 * most_vertices || indices % 3 != 0)
        return false;
    mesh.vertices.resize(vertices);
    mesh.triangles.resize(indices);
    if (!decode_vertices(in, mesh.vertices.data(), vertices, sizeof(TexturedVertex))) return false;
    if (!decode_indices(in, mesh.triangles)) return false;
    const std::uint64_t edge = in.get_count(), levels = in.get_count(), pages = in.get_count();
    if (!in.ok() || edge < 4 || edge > largest_page_px || (edge & (edge - 1)) != 0 || levels < 1 ||
        (edge >> (levels - 1)) < 4 || pages < 1 || pages > most_pages)
        return false;
    mesh.page_px = static_cast<int>(edge);
    mesh.page_levels = static_cast<int>(levels);
    mesh.pages.resize(pages);
    for (AtlasPage& page : mesh.pages) {
        const auto blocks = in.get_span(mesh.page_bytes());
        page.blocks.assign(blocks.begin(), blocks.end());
    }
    for (const TexturedVertex& vertex : mesh.vertices)
        if (vertex.page >= pages) return false;
    return in.ok() && indices_in_range(mesh);
}

}  // namespace

std::vector<std::byte> encode_tile(const Tile& tile) {
    assert(tile.mesh.triangles.size() % 3 == 0 && indices_in_range(tile.mesh));
    ByteWriter out;
    if (!tile.mesh.vertices.empty()) out.put_all(encode_vertices(tile.mesh.vertices));
    if (!tile.mesh.triangles.empty()) out.put_all(encode_indices(tile.mesh));
    out.put_all(tile.plants);
    if (!tile.textured.empty()) put_textured(out, tile.textured);
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
    if (counts.vertices && !decode_vertices(in, tile.mesh.vertices.data(), counts.vertices, sizeof(MeshVertex)))
        return damaged;
    if (counts.indices && !decode_indices(in, tile.mesh.triangles)) return damaged;
    tile.plants = in.get_all<Plant>();
    if (in.ok() && !in.at_end() && !get_textured(in, tile.textured)) return damaged;
    if (!in.ok() || !in.at_end() || tile.plants.size() != counts.plants || !indices_in_range(tile.mesh)) return damaged;
    for (const MeshVertex& vertex : tile.mesh.vertices)
        if (vertex.material >= material_count) return damaged;
    return {};
}

}  // namespace twin::data
