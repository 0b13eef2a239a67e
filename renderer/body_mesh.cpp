#include "renderer/body_mesh.h"

#include <cstddef>

#include <epoxy/gl.h>
#include <glm/geometric.hpp>
#include <glm/vec3.hpp>

namespace twin::renderer {

namespace {

/// Frustum of a box: rectangle at z0, smaller or shifted rectangle at z1.
void add_block(std::vector<BodyVertex>& out, glm::vec3 low0, glm::vec3 high0, glm::vec3 low1, glm::vec3 high1,
               float glass_sides) {
    const glm::vec3 p[8] = {{low0.x, low0.y, low0.z},    {high0.x, low0.y, low0.z}, {high0.x, high0.y, low0.z},
                            {low0.x, high0.y, low0.z},   {low1.x, low1.y, high1.z}, {high1.x, low1.y, high1.z},
                            {high1.x, high1.y, high1.z}, {low1.x, high1.y, high1.z}};
    const int faces[5][4] = {{0, 1, 5, 4}, {1, 2, 6, 5}, {2, 3, 7, 6}, {3, 0, 4, 7}, {4, 5, 6, 7}};
    for (int f = 0; f < 5; ++f) {
        const glm::vec3 a = p[faces[f][0]], b = p[faces[f][1]], c = p[faces[f][2]], d = p[faces[f][3]];
        const glm::vec3 n = glm::normalize(glm::cross(b - a, c - a));
        for (const glm::vec3& corner : {a, b, c, a, c, d})
            out.push_back({corner.x, corner.y, corner.z, n.x, n.y, n.z, f < 4 ? glass_sides : 0.0f});
    }
}

}  // namespace

std::vector<BodyVertex> make_body_mesh() {
    std::vector<BodyVertex> body;
    add_block(body, {-0.5f, -0.5f, 0.12f}, {0.5f, 0.5f, 0.12f}, {-0.48f, -0.49f, 0}, {0.48f, 0.48f, 0.58f}, 0);
    add_block(body, {-0.47f, -0.46f, 0.58f}, {0.47f, 0.24f, 0.58f}, {-0.38f, -0.36f, 0}, {0.38f, 0.06f, 1.0f}, 1);
    return body;
}

std::vector<BodyInstance> body_instances_of(const scene::FrameView& view) {
    std::vector<BodyInstance> instances;
    for (const scene::OverlayDrawing* drawing : view.overlays) {
        for (const scene::OverlayBody& body : drawing->bodies) {
            const glm::vec3 at(body.position.vec() - view.camera.position.vec());
            instances.push_back({at.x, at.y, at.z, body.width_m, body.length_m, body.height_m, body.heading_rad,
                                 body.colour, body.object});
        }
    }
    return instances;
}

gl::VertexArray make_body_array() {
    gl::VertexArray array = gl::make_vertex_array("bodies");
    const unsigned name = array.name();
    auto floats = [&](unsigned attribute, unsigned binding, int count, std::size_t offset) {
        glEnableVertexArrayAttrib(name, attribute);
        glVertexArrayAttribBinding(name, attribute, binding);
        glVertexArrayAttribFormat(name, attribute, count, GL_FLOAT, GL_FALSE, static_cast<GLuint>(offset));
    };
    floats(0, 0, 3, offsetof(BodyVertex, x));
    floats(1, 0, 3, offsetof(BodyVertex, nx));
    floats(2, 0, 1, offsetof(BodyVertex, glass));
    floats(3, 1, 3, offsetof(BodyInstance, x));
    floats(4, 1, 4, offsetof(BodyInstance, width_m));
    glEnableVertexArrayAttrib(name, 5);
    glVertexArrayAttribBinding(name, 5, 1);
    glVertexArrayAttribFormat(name, 5, 4, GL_UNSIGNED_BYTE, GL_TRUE, offsetof(BodyInstance, colour));
    glEnableVertexArrayAttrib(name, 6);
    glVertexArrayAttribBinding(name, 6, 1);
    glVertexArrayAttribIFormat(name, 6, 1, GL_UNSIGNED_INT, offsetof(BodyInstance, object));
    glVertexArrayBindingDivisor(name, 1, 1);
    return array;
}

}  // namespace twin::renderer
