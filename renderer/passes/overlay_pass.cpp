#include <cstddef>
#include <unordered_map>

#include <epoxy/gl.h>

#include "renderer/body_mesh.h"
#include "renderer/pass.h"
#include "renderer/tile_drawing.h"

namespace twin::renderer {

namespace {

/// What overlays lay over the city: ribbons in the ground and moving bodies.
class OverlayPass final : public Pass {
  public:
    std::string_view name() const override { return "overlays"; }
    std::span<const Resource> reads() const override;
    std::span<const Resource> writes() const override;
    base::Result<void> prepare(ShaderLibrary& shaders) override;
    void draw(PassContext& context) override;

  private:
    void draw_meshes(PassContext& context);
    void draw_bodies(PassContext& context);
    struct Uploaded {
        std::uint64_t version = 0;
        gl::Buffer vertices, indices;
        int index_count = 0;
        bool seen = false;
    };
    std::unordered_map<const scene::OverlayMesh*, Uploaded> uploaded_;
    unsigned mesh_program_ = 0, body_program_ = 0;
    gl::VertexArray body_array_;
    gl::Buffer body_mesh_, body_instances_;
    int body_vertex_count_ = 0;
};

constexpr Resource read[] = {Resource::scene, Resource::shadow_maps};
constexpr Resource written[] = {Resource::scene};
}  // namespace

std::span<const Resource> OverlayPass::reads() const {
    return read;
}
std::span<const Resource> OverlayPass::writes() const {
    return written;
}

base::Result<void> OverlayPass::prepare(ShaderLibrary& shaders) {
    auto mesh = shaders.program("tile", "overlay");
    if (!mesh) return mesh.error();
    auto body = shaders.program("body", "tile");
    if (!body) return body.error();
    mesh_program_ = *mesh;
    body_program_ = *body;
    const std::vector<BodyVertex> vertices = make_body_mesh();
    body_vertex_count_ = static_cast<int>(vertices.size());
    body_mesh_ = gl::make_buffer(std::as_bytes(std::span(vertices)), "body mesh");
    body_array_ = make_body_array();
    glVertexArrayVertexBuffer(body_array_.name(), 0, body_mesh_.name(), 0, sizeof(BodyVertex));
    return {};
}

void OverlayPass::draw(PassContext& context) {
    glBindFramebuffer(GL_FRAMEBUFFER, context.targets.scene.name());
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_GEQUAL);
    draw_meshes(context);
    draw_bodies(context);
}

void OverlayPass::draw_meshes(PassContext& context) {
    for (auto& [key, uploaded] : uploaded_) uploaded.seen = false;
    glUseProgram(mesh_program_);
    glBindVertexArray(context.vertex_array);
    for (const scene::OverlayDrawing* drawing : context.view.overlays) {
        for (const scene::OverlayMesh& mesh : drawing->meshes) {
            Uploaded& uploaded = uploaded_[&mesh];
            uploaded.seen = true;
            if (!uploaded.vertices || uploaded.version != mesh.version) {
                uploaded.vertices = gl::make_buffer(std::as_bytes(std::span(mesh.mesh.vertices)), "overlay vertices");
                uploaded.indices = gl::make_buffer(std::as_bytes(std::span(mesh.mesh.triangles)), "overlay indices");
                uploaded.index_count = static_cast<int>(mesh.mesh.triangles.size());
                uploaded.version = mesh.version;
            }
            if (uploaded.index_count == 0) continue;
            const glm::vec3 offset(mesh.origin.vec() - context.view.camera.position.vec());
            glUniform3f(0, offset.x, offset.y, offset.z);
            glUniform4f(1, 1, 0, mesh.lit ? 0.0f : 1.0f, mesh.lit ? 1.0f : 0.0f);
            glVertexArrayVertexBuffer(context.vertex_array, 0, uploaded.vertices.name(), 0, sizeof(data::MeshVertex));
            glVertexArrayElementBuffer(context.vertex_array, uploaded.indices.name());
            glDrawElements(GL_TRIANGLES, uploaded.index_count, GL_UNSIGNED_INT, nullptr);
            ++context.figures.draw_calls;
            context.figures.triangles += static_cast<std::uint64_t>(uploaded.index_count) / 3;
        }
    }
    std::erase_if(uploaded_, [](const auto& entry) { return !entry.second.seen; });
}

void OverlayPass::draw_bodies(PassContext& context) {
    const std::vector<BodyInstance> instances = body_instances_of(context.view);
    if (instances.empty()) return;
    if (!body_instances_) body_instances_ = gl::make_dynamic_buffer(0, "bodies");
    glNamedBufferData(body_instances_.name(), static_cast<GLsizeiptr>(instances.size() * sizeof(BodyInstance)),
                      instances.data(), GL_STREAM_DRAW);
    glUseProgram(body_program_);
    glBindVertexArray(body_array_.name());
    glVertexArrayVertexBuffer(body_array_.name(), 1, body_instances_.name(), 0, sizeof(BodyInstance));
    glUniform4f(1, 1, 0, 0, 1);
    glDrawArraysInstanced(GL_TRIANGLES, 0, body_vertex_count_, static_cast<GLsizei>(instances.size()));
    ++context.figures.draw_calls;
    context.figures.triangles += static_cast<std::uint64_t>(body_vertex_count_ / 3) * instances.size();
}

std::unique_ptr<Pass> make_overlay_pass() {
    return std::make_unique<OverlayPass>();
}

}  // namespace twin::renderer
