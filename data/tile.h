#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "base/frames.h"

namespace twin::data {

/// What a triangle is made of; names, drape levels and colours: material_list.inc.
enum class Material : std::uint8_t {
#define MATERIAL(enumerator, level, rgb) enumerator,
#include "data/material_list.inc"
#undef MATERIAL
};
struct MaterialInfo {
    std::string_view name;
    int drape_level;
    std::uint32_t rgb;  ///< sRGB 0xRRGGBB.
};
inline constexpr MaterialInfo material_infos[] = {
#define MATERIAL(enumerator, level, rgb) {#enumerator, level, rgb},
#include "data/material_list.inc"
#undef MATERIAL
};
inline constexpr int material_count = static_cast<int>(sizeof(material_infos) / sizeof(material_infos[0]));

/// One corner of a triangle, as it goes to the GPU.
/// Frame: metres east/north/up of the tile's origin.
struct MeshVertex {
    float x = 0, y = 0, z = 0;
    std::int8_t normal[3] = {0, 0, 127};  ///< Unit vector * 127.
    std::uint8_t material = 0;            ///< Material.
    std::uint32_t colour = 0;             ///< 0xAABBGGRR; alpha 0: the material's own colour, else this one (sRGB).
    std::uint32_t object = 0;             ///< Object number in the city file (0: none), for picking and tint.
};
static_assert(sizeof(MeshVertex) == 24);

struct Mesh {
    std::vector<MeshVertex> vertices;
    std::vector<std::uint32_t> triangles;  ///< Three indices each, counter-clockwise seen from outside.
    bool empty() const { return triangles.empty(); }
};

/// One corner of a triangle that shows a picture.
/// Frame: metres east/north/up of the tile's origin.
struct TexturedVertex {
    float x = 0, y = 0, z = 0;
    std::int8_t normal[3] = {0, 0, 127};  ///< Unit vector * 127.
    std::uint8_t page = 0;                ///< Index into TexturedMesh::pages.
    std::uint16_t place[2] = {0, 0};      ///< Share of the page * 65535, from its upper left corner.
    std::uint32_t object = 0;             ///< As MeshVertex::object.
};
static_assert(sizeof(TexturedVertex) == 24);

/// A square picture made of the parts of pictures that a tile shows, with smaller versions of itself.
/// Format: BC1, row 0 on top; all levels one after the other, each half as wide as the one before.
struct AtlasPage {
    std::vector<std::byte> blocks;
};

/// The part of a tile that shows pictures. All pages have the same edge and levels.
struct TexturedMesh {
    std::vector<TexturedVertex> vertices;
    std::vector<std::uint32_t> triangles;  ///< Three indices each, counter-clockwise seen from outside.
    std::vector<AtlasPage> pages;
    int page_px = 0;      ///< Edge of a page, a power of two.
    int page_levels = 0;  ///< 1 and up; the last is at least 4 px wide.

    bool empty() const { return triangles.empty(); }
    /// Bytes of the levels before `level` of one page.
    std::size_t bytes_before(int level) const {
        std::size_t bytes = 0;
        for (int i = 0; i < level; ++i) bytes += bytes_of_level(i);
        return bytes;
    }
    std::size_t bytes_of_level(int level) const {
        const auto blocks = static_cast<std::size_t>((page_px >> level) / 4);
        return blocks * blocks * 8;
    }
    std::size_t page_bytes() const { return bytes_before(page_levels); }
};
inline constexpr int largest_page_px = 2048;
inline constexpr int most_pages = 128;  ///< Of one tile.

enum class PlantKind : std::uint8_t { broadleaved, needleleaved, shrub };

/// One tree.
/// Frame: metres of the tile's origin; z at the foot.
struct Plant {
    float x = 0, y = 0, z = 0;
    float height_m = 10;
    float crown_m = 6;  ///< Crown diameter.
    PlantKind kind = PlantKind::broadleaved;
    std::uint8_t variety = 0;  ///< Seed for tint and turn.
    std::uint16_t reserved = 0;
    std::uint32_t object = 0;
};
static_assert(sizeof(Plant) == 28);

enum class TileContent : std::uint8_t { terrain, ground, buildings, structures, vegetation, models };
inline constexpr int tile_content_count = 6;

/// Geometry of one tile, ready to upload; never changes once built.
/// Frame: float metres east/north/up of `origin`.  Owner: shared by scene and frames in flight.  Thread: any,
/// read-only.
struct Tile {
    TileContent content = TileContent::buildings;
    int layer = 0;  ///< Number of the layer (LayerInfo::number) whose visibility and opacity rule it.
    int column = 0, row = 0;
    base::CityPoint origin;
    Mesh mesh;
    TexturedMesh textured;
    std::vector<Plant> plants;
    base::Box3 bounds;         ///< City frame.
    std::uint64_t serial = 0;  ///< Unique in the process; given when adopted; the renderer's key.
};

/// Edge of the square tiles.  Units: metres.
inline constexpr double tile_size_m = 512;

}  // namespace twin::data
