#include "renderer/plant_array.h"

#include <cstddef>

#include <epoxy/gl.h>

#include "data/tile.h"
#include "renderer/plant_meshes.h"

namespace twin::renderer {

PlantArray make_plant_array() {
    PlantArray made;
    const PlantMeshes meshes = make_plant_meshes();
    made.bodies = gl::make_buffer(std::as_bytes(std::span(meshes.vertices)), "plant bodies");
    made.meshes = meshes.meshes;
    made.array = gl::make_vertex_array("plants");
    const unsigned name = made.array.name();
    glVertexArrayVertexBuffer(name, 0, made.bodies.name(), 0, sizeof(PlantVertex));
    auto floats = [&](unsigned attribute, unsigned binding, int count, std::size_t offset) {
        glEnableVertexArrayAttrib(name, attribute);
        glVertexArrayAttribBinding(name, attribute, binding);
        glVertexArrayAttribFormat(name, attribute, count, GL_FLOAT, GL_FALSE, static_cast<GLuint>(offset));
    };
    floats(0, 0, 3, offsetof(PlantVertex, x));
    floats(1, 0, 3, offsetof(PlantVertex, nx));
    floats(2, 0, 1, offsetof(PlantVertex, leaf));
    floats(3, 1, 3, offsetof(data::Plant, x));
    floats(4, 1, 2, offsetof(data::Plant, height_m));
    glEnableVertexArrayAttrib(name, 5);
    glVertexArrayAttribBinding(name, 5, 1);
    glVertexArrayAttribIFormat(name, 5, 2, GL_UNSIGNED_BYTE, offsetof(data::Plant, kind));
    glEnableVertexArrayAttrib(name, 6);
    glVertexArrayAttribBinding(name, 6, 1);
    glVertexArrayAttribIFormat(name, 6, 1, GL_UNSIGNED_INT, offsetof(data::Plant, object));
    glVertexArrayBindingDivisor(name, 1, 1);
    return made;
}

}  // namespace twin::renderer
