#include <epoxy/gl.h>

#include "renderer/pass.h"

namespace twin::renderer {

namespace {

/// Averages the samples of the scene into the picture.
class ResolvePass final : public Pass {
  public:
    std::string_view name() const override { return "resolve"; }
    std::span<const Resource> reads() const override;
    std::span<const Resource> writes() const override;
    base::Result<void> prepare(ShaderLibrary& shaders) override;
    void draw(PassContext& context) override;
};

constexpr Resource read[] = {Resource::scene};
constexpr Resource written[] = {Resource::output};
}  // namespace

std::span<const Resource> ResolvePass::reads() const {
    return read;
}
std::span<const Resource> ResolvePass::writes() const {
    return written;
}

base::Result<void> ResolvePass::prepare(ShaderLibrary&) {
    return {};
}

void ResolvePass::draw(PassContext& context) {
    const int w = context.targets.width_px, h = context.targets.height_px;
    glBlitNamedFramebuffer(context.targets.scene.name(), context.output, 0, 0, w, h, 0, 0, w, h, GL_COLOR_BUFFER_BIT,
                           GL_NEAREST);
    glBindFramebuffer(GL_FRAMEBUFFER, context.output);
}

std::unique_ptr<Pass> make_resolve_pass() {
    return std::make_unique<ResolvePass>();
}

}  // namespace twin::renderer
