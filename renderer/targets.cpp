#include "renderer/targets.h"

#include <algorithm>

#include <epoxy/gl.h>

namespace twin::renderer {

void Targets::fit(int wanted_width_px, int wanted_height_px, int wanted_samples) {
    int most = 1;
    glGetIntegerv(GL_MAX_SAMPLES, &most);
    wanted_samples = std::clamp(wanted_samples, 1, most);
    if (width_px == wanted_width_px && height_px == wanted_height_px && samples == wanted_samples) return;
    width_px = wanted_width_px;
    height_px = wanted_height_px;
    samples = wanted_samples;
    if (samples > 1) {
        colour = gl::make_texture_2d_samples(GL_RGBA8, samples, width_px, height_px, "scene colour");
        depth = gl::make_texture_2d_samples(GL_DEPTH_COMPONENT32F, samples, width_px, height_px, "scene depth");
    } else {
        colour = gl::make_texture_2d(GL_RGBA8, width_px, height_px, "scene colour");
        depth = gl::make_texture_2d(GL_DEPTH_COMPONENT32F, width_px, height_px, "scene depth");
    }
    scene = gl::make_framebuffer("scene");
    glNamedFramebufferTexture(scene.name(), GL_COLOR_ATTACHMENT0, colour.name(), 0);
    glNamedFramebufferTexture(scene.name(), GL_DEPTH_ATTACHMENT, depth.name(), 0);
}

void Targets::fit_pick(int wanted_width_px, int wanted_height_px) {
    if (pick_width_px_ == wanted_width_px && pick_height_px_ == wanted_height_px && pick) return;
    pick_width_px_ = wanted_width_px;
    pick_height_px_ = wanted_height_px;
    pick_object = gl::make_texture_2d(GL_R32UI, wanted_width_px, wanted_height_px, "pick objects");
    pick_depth = gl::make_texture_2d(GL_DEPTH_COMPONENT32F, wanted_width_px, wanted_height_px, "pick depth");
    pick = gl::make_framebuffer("pick");
    glNamedFramebufferTexture(pick.name(), GL_COLOR_ATTACHMENT0, pick_object.name(), 0);
    glNamedFramebufferTexture(pick.name(), GL_DEPTH_ATTACHMENT, pick_depth.name(), 0);
}

std::uint64_t Targets::bytes() const {
    const auto pixels = static_cast<std::uint64_t>(width_px) * static_cast<std::uint64_t>(height_px);
    const auto pick_pixels = static_cast<std::uint64_t>(pick_width_px_) * static_cast<std::uint64_t>(pick_height_px_);
    return pixels * static_cast<std::uint64_t>(samples) * 8 + pick_pixels * 8;
}

}  // namespace twin::renderer
