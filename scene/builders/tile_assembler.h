#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "base/complaint.h"
#include "data/image_shelf.h"
#include "data/tile.h"
#include "scene/builders/textured_patches.h"

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
    /// The pictures of the file whose features come next; null: none. Must live until the next call.
    void show_images(const data::ImageShelf* images) { images_ = images; }
    /// The picture of that name; null (and counted) where the file has none.
    std::shared_ptr<const data::Image> image(const std::string& name);
    /// Triangles that show a picture, three corners each: one place in the picture each; `normals`: one each, or none
    /// (flat). Stands for one surface or one mesh.
    void add_textured(const TriangleStyle& style, const glm::dvec3& anchor, std::span<const glm::dvec3> corners,
                      std::span<const glm::vec3> normals, std::span<const glm::vec2> places,
                      std::shared_ptr<const data::Image> image);
    void add_plant(int layer, std::uint32_t object, const glm::dvec3& foot, float height_m, float crown_m,
                   data::PlantKind kind, std::uint8_t variety);

    std::uint64_t triangle_count() const { return triangle_count_; }
    std::uint64_t plant_count() const { return plant_count_; }
    /// Hands over the finished tiles (equal corners merged, order improved for the GPU) and starts anew.
    std::vector<data::Tile> finish();
    /// The same, some at a time, made on all cores; `take` answers false to stop.
    void finish_each(const std::function<bool(std::span<data::Tile>)>& take);
    /// Adds what another has gathered, after what is here: the parts of a city may be built at the same time.
    void absorb(TileAssembler&& other);
    /// What became of pictures since the last call, one complaint of a kind.
    std::vector<base::Complaint> take_texture_complaints();

  private:
    using Key = std::tuple<data::TileContent, int, int, int>;  // content, layer, column, row
    struct Work {
        data::Tile tile;
        std::vector<TexturedPatch> patches;
    };
    Work& work_at(data::TileContent content, int layer, const glm::dvec3& anchor);
    data::Tile& tile_at(data::TileContent content, int layer, const glm::dvec3& anchor) {
        return work_at(content, layer, anchor).tile;
    }
    std::map<Key, Work> tiles_;
    const data::ImageShelf* images_ = nullptr;
    std::uint64_t missing_images_ = 0;
    std::string first_missing_;
    TextureLosses losses_;
    int coarser_tiles_ = 0;
    std::uint64_t triangle_count_ = 0;
    std::uint64_t plant_count_ = 0;
};

}  // namespace twin::scene
