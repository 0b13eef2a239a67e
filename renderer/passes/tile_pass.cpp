#include "renderer/passes/tile_pass.h"

#include <epoxy/gl.h>

#include "renderer/tile_drawing.h"

namespace twin::renderer {

namespace {
constexpr Resource read[] = {Resource::shadow_maps};
constexpr Resource written[] = {Resource::scene};

void draw_all(PassContext& context, const std::vector<TileDraw>& draws, bool draped) {
    for (const TileDraw& draw : draws) {
        if (draw.gpu->index_count == 0) continue;
        glUniform4f(1, draw.layer.opacity, draw.layer.invented ? 1.0f : 0.0f, draped ? 1.0f : 0.0f, 1.0f);
        draw_mesh(draw, context.view.camera.position, context.vertex_array);
        ++context.figures.draw_calls;
        ++context.figures.tiles_drawn;
        context.figures.triangles += static_cast<std::uint64_t>(draw.gpu->index_count) / 3;
    }
}
}  // namespace

std::span<const Resource> TilePass::reads() const {
    return read;
}
std::span<const Resource> TilePass::writes() const {
    return written;
}

base::Result<void> TilePass::prepare(ShaderLibrary& shaders) {
    auto program = shaders.program("tile", "tile");
    if (!program) return program.error();
    program_ = *program;
    return {};
}

void TilePass::draw(PassContext& context) {
    glBindFramebuffer(GL_FRAMEBUFFER, context.targets.scene.name());
    glViewport(0, 0, context.targets.width_px, context.targets.height_px);
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_GEQUAL);
    glDepthMask(GL_TRUE);
    glDisable(GL_BLEND);
    glDisable(GL_CULL_FACE);
    const float far = 0;
    glClearNamedFramebufferfv(context.targets.scene.name(), GL_DEPTH, 0, &far);
    glUseProgram(program_);
    glBindVertexArray(context.vertex_array);
    const base::CityPoint& eye = context.view.camera.position;
    const Frustum frustum(context.uniforms.view_projection, eye, true);
    draw_all(context, collect_tiles(context.view, context.tiles, frustum, eye, &is_solid), false);
    draw_all(context, collect_tiles(context.view, context.tiles, frustum, eye, &is_ground), true);
}

}  // namespace twin::renderer
