#include <epoxy/gl.h>

#include "renderer/pass.h"

namespace twin::renderer {

namespace {

/// The sky behind everything.
class SkyPass final : public Pass {
  public:
    std::string_view name() const override { return "sky"; }
    std::span<const Resource> reads() const override;
    std::span<const Resource> writes() const override;
    base::Result<void> prepare(ShaderLibrary& shaders) override;
    void draw(PassContext& context) override;

  private:
    unsigned program_ = 0;
    gl::VertexArray nothing_;
};

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

std::unique_ptr<Pass> make_sky_pass() {
    return std::make_unique<SkyPass>();
}

}  // namespace twin::renderer
