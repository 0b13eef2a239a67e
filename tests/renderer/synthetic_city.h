#pragma once

#include <memory>
#include <vector>

#include "data/raster.h"
#include "data/tile.h"
#include "scene/frame_view.h"

namespace twin::test {

/// A plane with a street in it and one house on it: just enough to look at.
/// Frame: city; ground at 250 m; the street runs north along x = 0, 8 m wide; the house (object 7) is 10 x 10 x 12 m
/// around (30, 0).
struct SyntheticCity {
    std::vector<std::shared_ptr<const data::Tile>> tiles;
    data::Terrain terrain;
    std::vector<scene::LayerState> layers{3};

    SyntheticCity() {
        terrain = {-5120, -5120, 20, 513, 513, std::vector<float>(513 * 513, 250.0f), true};
        auto ground = tile(data::TileContent::terrain);
        for (int i = 0; i < 256; ++i)
            for (int j = 0; j < 256; ++j)
                add_quad(ground->mesh, corner(-5120 + i * 40, -5120 + j * 40), corner(-5080 + i * 40, -5080 + j * 40),
                         data::Material::terrain);
        auto street = tile(data::TileContent::ground);
        for (int j = 0; j < 256; ++j)
            add_quad(street->mesh, corner(-4, -5120 + j * 40), corner(4, -5080 + j * 40), data::Material::street);
        auto house = tile(data::TileContent::buildings);
        add_box(house->mesh, {25, -5, 0}, {35, 5, 12}, 7);
        finish(ground);
        finish(street);
        finish(house);
    }

    scene::FrameView look(const scene::Camera& camera, int width_px, int height_px) const {
        scene::FrameView view;
        view.camera = camera;
        view.width_px = width_px;
        view.height_px = height_px;
        view.tiles = tiles;
        view.layers = layers;
        view.terrain = &terrain;
        view.sun = {180, 40};
        view.sun_direction = glm::normalize(glm::dvec3(-0.5, -0.6, 0.6));
        return view;
    }

  private:
    static glm::vec3 corner(double x, double y) { return {static_cast<float>(x), static_cast<float>(y), 0.0f}; }

    static std::shared_ptr<data::Tile> tile(data::TileContent content) {
        auto made = std::make_shared<data::Tile>();
        made->content = content;
        made->layer = 1;
        made->origin = {0, 0, 250};
        return made;
    }

    void finish(const std::shared_ptr<data::Tile>& tile) {
        static std::uint64_t serial = 1000;
        tile->serial = ++serial;
        for (const data::MeshVertex& v : tile->mesh.vertices)
            tile->bounds.add(tile->origin.vec() + glm::dvec3(v.x, v.y, v.z));
        tiles.push_back(tile);
    }

    static void add_quad(data::Mesh& mesh, glm::vec3 low, glm::vec3 high, data::Material material) {
        const glm::vec3 p[4] = {low, {high.x, low.y, low.z}, high, {low.x, high.y, high.z}};
        add_face(mesh, p, {0, 0, 127}, material, 0);
    }

    static void add_face(data::Mesh& mesh, const glm::vec3 (&p)[4], glm::ivec3 normal, data::Material material,
                         std::uint32_t object) {
        const auto first = static_cast<std::uint32_t>(mesh.vertices.size());
        for (const glm::vec3& q : p) {
            data::MeshVertex v;
            v.x = q.x, v.y = q.y, v.z = q.z;
            for (int k = 0; k < 3; ++k) v.normal[k] = static_cast<std::int8_t>(normal[k]);
            v.material = static_cast<std::uint8_t>(material);
            v.object = object;
            mesh.vertices.push_back(v);
        }
        for (std::uint32_t k : {0u, 1u, 2u, 0u, 2u, 3u}) mesh.triangles.push_back(first + k);
    }

    static void add_box(data::Mesh& mesh, glm::vec3 a, glm::vec3 b, std::uint32_t object) {
        const auto wall = data::Material::wall;
        add_face(mesh, {{a.x, a.y, a.z}, {b.x, a.y, a.z}, {b.x, a.y, b.z}, {a.x, a.y, b.z}}, {0, -127, 0}, wall,
                 object);
        add_face(mesh, {{b.x, a.y, a.z}, {b.x, b.y, a.z}, {b.x, b.y, b.z}, {b.x, a.y, b.z}}, {127, 0, 0}, wall, object);
        add_face(mesh, {{b.x, b.y, a.z}, {a.x, b.y, a.z}, {a.x, b.y, b.z}, {b.x, b.y, b.z}}, {0, 127, 0}, wall, object);
        add_face(mesh, {{a.x, b.y, a.z}, {a.x, a.y, a.z}, {a.x, a.y, b.z}, {a.x, b.y, b.z}}, {-127, 0, 0}, wall,
                 object);
        add_face(mesh, {{a.x, a.y, b.z}, {b.x, a.y, b.z}, {b.x, b.y, b.z}, {a.x, b.y, b.z}}, {0, 0, 127},
                 data::Material::roof, object);
    }
};

}  // namespace twin::test
