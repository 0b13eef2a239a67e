#include "renderer/tile_drawing.h"

#include <algorithm>
#include <cstddef>

#include <epoxy/gl.h>

namespace twin::renderer {

bool is_ground(data::TileContent content) {
    return content == data::TileContent::terrain || content == data::TileContent::ground;
}
bool is_solid(data::TileContent content) {
    return content == data::TileContent::buildings || content == data::TileContent::structures ||
           content == data::TileContent::models;
}
bool is_vegetation(data::TileContent content) {
    return content == data::TileContent::vegetation;
}

std::vector<TileDraw> collect_tiles(const scene::FrameView& view, const TileCache& cache, const Frustum& frustum,
                                    const base::CityPoint& eye, bool (*wanted)(data::TileContent)) {
    std::vector<TileDraw> draws;
    for (const auto& tile : view.tiles) {
        if (!wanted(tile->content)) continue;
        const auto number = static_cast<std::size_t>(tile->layer);
        const scene::LayerState layer = number < view.layers.size() ? view.layers[number] : scene::LayerState{};
        if (!layer.visible || layer.opacity <= 0) continue;
        if (!frustum.may_see(tile->bounds)) continue;
        const GpuTile* gpu = cache.find(*tile);
        if (gpu) draws.push_back({tile.get(), gpu, layer, distance_to(tile->bounds, eye.vec())});
    }
    std::sort(draws.begin(), draws.end(),
              [](const TileDraw& a, const TileDraw& b) { return a.distance_m < b.distance_m; });
    return draws;
}

void draw_mesh(const TileDraw& draw, const base::CityPoint& eye, unsigned vertex_array) {
    const glm::vec3 offset(draw.tile->origin.vec() - eye.vec());
    glUniform3f(0, offset.x, offset.y, offset.z);
    glVertexArrayVertexBuffer(vertex_array, 0, draw.gpu->vertices.name(), 0, sizeof(data::MeshVertex));
    glVertexArrayElementBuffer(vertex_array, draw.gpu->indices.name());
    glDrawElements(GL_TRIANGLES, draw.gpu->index_count, GL_UNSIGNED_INT, nullptr);
}

void draw_textured(const TileDraw& draw, const base::CityPoint& eye, unsigned textured_array) {
    const glm::vec3 offset(draw.tile->origin.vec() - eye.vec());
    glUniform3f(0, offset.x, offset.y, offset.z);
    glBindTextureUnit(2, draw.gpu->pages.name());
    glVertexArrayVertexBuffer(textured_array, 0, draw.gpu->textured_vertices.name(), 0, sizeof(data::TexturedVertex));
    glVertexArrayElementBuffer(textured_array, draw.gpu->textured_indices.name());
    glDrawElements(GL_TRIANGLES, draw.gpu->textured_index_count, GL_UNSIGNED_INT, nullptr);
}

gl::VertexArray make_textured_array() {
    gl::VertexArray array = gl::make_vertex_array("textured mesh");
    const unsigned name = array.name();
    for (unsigned attribute = 0; attribute < 5; ++attribute) {
        glEnableVertexArrayAttrib(name, attribute);
        glVertexArrayAttribBinding(name, attribute, 0);
    }
    glVertexArrayAttribFormat(name, 0, 3, GL_FLOAT, GL_FALSE, offsetof(data::TexturedVertex, x));
    glVertexArrayAttribFormat(name, 1, 3, GL_BYTE, GL_TRUE, offsetof(data::TexturedVertex, normal));
    glVertexArrayAttribIFormat(name, 2, 1, GL_UNSIGNED_BYTE, offsetof(data::TexturedVertex, page));
    glVertexArrayAttribFormat(name, 3, 2, GL_UNSIGNED_SHORT, GL_TRUE, offsetof(data::TexturedVertex, place));
    glVertexArrayAttribIFormat(name, 4, 1, GL_UNSIGNED_INT, offsetof(data::TexturedVertex, object));
    return array;
}

gl::VertexArray make_mesh_array() {
    gl::VertexArray array = gl::make_vertex_array("mesh");
    const unsigned name = array.name();
    for (unsigned attribute = 0; attribute < 5; ++attribute) {
        glEnableVertexArrayAttrib(name, attribute);
        glVertexArrayAttribBinding(name, attribute, 0);
    }
    glVertexArrayAttribFormat(name, 0, 3, GL_FLOAT, GL_FALSE, offsetof(data::MeshVertex, x));
    glVertexArrayAttribFormat(name, 1, 3, GL_BYTE, GL_TRUE, offsetof(data::MeshVertex, normal));
    glVertexArrayAttribIFormat(name, 2, 1, GL_UNSIGNED_BYTE, offsetof(data::MeshVertex, material));
    glVertexArrayAttribFormat(name, 3, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(data::MeshVertex, colour));
    glVertexArrayAttribIFormat(name, 4, 1, GL_UNSIGNED_INT, offsetof(data::MeshVertex, object));
    return array;
}

}  // namespace twin::renderer
