#pragma once

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
    std::vector<Plant> plants;
    base::Box3 bounds;         ///< City frame.
    std::uint64_t serial = 0;  ///< Unique in the process; given when adopted; the renderer's key.
};

/// Edge of the square tiles.  Units: metres.
inline constexpr double tile_size_m = 512;

}  // namespace twin::data
