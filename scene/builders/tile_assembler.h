#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <vector>

#include <glm/vec3.hpp>

#include "data/tile.h"

namespace twin::scene {

/// What a run of triangles is and whose.
struct TriangleStyle {
    data::TileContent content = data::TileContent::buildings;
    int layer = 0;
    data::Material material = data::Material::wall;
    std::uint32_t colour = 0;  ///< As MeshVertex::colour.
    std::uint32_t object = 0;
};

/// Sorts triangles and plants into tiles (tile_size_m squares of the city frame) as they are built.
/// Frame: city in; tile-local float out.  Owner: the importer.  Thread: one at a time.
class TileAssembler {
  public:
    /// Flat-shaded triangles (three points each, counter-clockwise from outside). All go to the tile that holds
    /// `anchor`, so that a building stays whole.
    void add_triangles(const TriangleStyle& style, const glm::dvec3& anchor, std::span<const glm::dvec3> corners);
    /// The same with one normal per corner.
    void add_triangles(const TriangleStyle& style, const glm::dvec3& anchor, std::span<const glm::dvec3> corners,
                       std::span<const glm::vec3> normals);
    /// Takes indexed triangles with one normal per position.
    void add_mesh(const TriangleStyle& style, const glm::dvec3& anchor, std::span<const glm::dvec3> positions,
                  std::span<const glm::vec3> normals, std::span<const std::uint32_t> colours,
                  std::span<const std::uint32_t> triangles);
    void add_plant(int layer, std::uint32_t object, const glm::dvec3& foot, float height_m, float crown_m,
                   data::PlantKind kind, std::uint8_t variety);

    std::uint64_t triangle_count() const { return triangle_count_; }
    std::uint64_t plant_count() const { return plant_count_; }
    /// Hands over the finished tiles (equal corners merged, order improved for the GPU) and starts anew.
    std::vector<data::Tile> finish();

  private:
    using Key = std::tuple<data::TileContent, int, int, int>;  // content, layer, column, row
    data::Tile& tile_at(data::TileContent content, int layer, const glm::dvec3& anchor);
    std::map<Key, data::Tile> tiles_;
    std::uint64_t triangle_count_ = 0;
    std::uint64_t plant_count_ = 0;
};

}  // namespace twin::scene
