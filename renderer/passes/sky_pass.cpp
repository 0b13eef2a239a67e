#include "renderer/passes/sky_pass.h"

#include <epoxy/gl.h>

namespace twin::renderer {

namespace {
constexpr Resource read[] = {Resource::scene};
constexpr Resource written[] = {Resource::scene};
}  // namespace

std::span<const Resource> SkyPass::reads() const {
    return read;
}
std::span<const Resource> SkyPass::writes() const {
    return written;
}

base::Result<void> SkyPass::prepare(ShaderLibrary& shaders) {
    auto program = shaders.program("sky", "sky");
    if (!program) return program.error();
    program_ = *program;
    nothing_ = gl::make_vertex_array("sky");
    return {};
}

void SkyPass::draw(PassContext& context) {
    glBindFramebuffer(GL_FRAMEBUFFER, context.targets.scene.name());
    glEnable(GL_DEPTH_TEST);
    glDepthFunc(GL_GEQUAL);
    glDepthMask(GL_FALSE);
    glUseProgram(program_);
    glBindVertexArray(nothing_.name());
    glDrawArrays(GL_TRIANGLES, 0, 3);
    glDepthMask(GL_TRUE);
    ++context.figures.draw_calls;
}

}  // namespace twin::renderer
