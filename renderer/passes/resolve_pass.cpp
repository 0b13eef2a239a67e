#include "renderer/passes/resolve_pass.h"

#include <epoxy/gl.h>

namespace twin::renderer {

namespace {
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

}  // namespace twin::renderer
