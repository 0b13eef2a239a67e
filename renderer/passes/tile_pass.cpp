#include <epoxy/gl.h>

#include "renderer/pass.h"
#include "renderer/tile_drawing.h"

namespace twin::renderer {

namespace {

/// Terrain, the ground drawn into it, buildings, structures and models.
class TilePass final : public Pass {
  public:
    std::string_view name() const override { return "tiles"; }
    std::span<const Resource> reads() const override;
    std::span<const Resource> writes() const override;
    base::Result<void> prepare(ShaderLibrary& shaders) override;
    void draw(PassContext& context) override;

  private:
    unsigned program_ = 0, draped_program_ = 0, textured_program_ = 0;
};

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

void draw_all_textured(PassContext& context, const std::vector<TileDraw>& draws) {
    for (const TileDraw& draw : draws) {
        if (draw.gpu->textured_index_count == 0) continue;
        glUniform4f(1, draw.layer.opacity, draw.layer.invented ? 1.0f : 0.0f, 0.0f, 1.0f);
        draw_textured(draw, context.view.camera.position, context.textured_array);
        ++context.figures.draw_calls;
        if (draw.gpu->index_count == 0) ++context.figures.tiles_drawn;
        context.figures.triangles += static_cast<std::uint64_t>(draw.gpu->textured_index_count) / 3;
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
    auto draped = shaders.program("tile", "draped");
    if (!draped) return draped.error();
    draped_program_ = *draped;
    auto textured = shaders.program("textured", "textured");
    if (!textured) return textured.error();
    textured_program_ = *textured;
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
    const base::CityPoint& eye = context.view.camera.position;
    const Frustum frustum(context.uniforms.view_projection, eye, true);
    const std::vector<TileDraw> solids = collect_tiles(context.view, context.tiles, frustum, eye, &is_solid);
    glUseProgram(textured_program_);
    glBindVertexArray(context.textured_array);
    draw_all_textured(context, solids);
    glUseProgram(program_);
    glBindVertexArray(context.vertex_array);
    draw_all(context, solids, false);
    if (context.imagery.shown()) {
        context.imagery.bind();
        glUseProgram(draped_program_);
    }
    draw_all(context, collect_tiles(context.view, context.tiles, frustum, eye, &is_ground), true);
}

std::unique_ptr<Pass> make_tile_pass() {
    return std::make_unique<TilePass>();
}

}  // namespace twin::renderer
