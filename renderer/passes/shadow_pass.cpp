#include <algorithm>
#include <cmath>

#include <epoxy/gl.h>
#include <glm/gtc/matrix_transform.hpp>
#include <glm/gtc/type_ptr.hpp>

#include "renderer/pass.h"
#include "renderer/tile_drawing.h"

namespace twin::renderer {

namespace {

/// Depth as the sun sees it, in three squares around what the camera looks at. Each square snaps to whole texels and
/// is drawn again only when the sun, the tiles or its place change.
class ShadowPass final : public Pass {
  public:
    std::string_view name() const override { return "shadow"; }
    std::span<const Resource> reads() const override;
    std::span<const Resource> writes() const override;
    base::Result<void> prepare(ShaderLibrary& shaders) override;
    void draw(PassContext& context) override;

  private:
    struct Cascade {
        glm::dvec3 centre{0};
        double half_width_m = 0;
        glm::dvec3 sun{0};
        std::uint64_t content = 0;   ///< What was drawn into it; 0: nothing yet.
        glm::dmat4 light_matrix{1};  ///< Metres relative to `centre` to light clip space.
    };
    void draw_cascade(PassContext& context, Cascade& cascade, int index);
    Cascade cascades_[cascade_count];
    gl::Texture maps_;
    gl::Framebuffer framebuffer_;
    unsigned tile_program_ = 0, textured_program_ = 0, plant_program_ = 0;
};

constexpr Resource written[] = {Resource::shadow_maps};
constexpr int map_size_px = 2048;

/// What the cascades are laid around: the ground in front of the camera.
struct Focus {
    glm::dvec2 ahead{0, 1};   ///< Horizontal unit vector of the view.
    double distance_m = 300;  ///< Along the view, to the ground.
    double across_m = 250;    ///< Horizontal part of it.
    double height_m = 2;      ///< Camera above the ground.
};

Focus focus_of(const scene::FrameView& view) {
    Focus focus;
    const glm::dvec3 forward = view.camera.forward();
    const double along = std::hypot(forward.x, forward.y);
    focus.ahead = along > 1e-6 ? glm::dvec2(forward) / along
                               : glm::dvec2(std::sin(view.camera.heading_rad), std::cos(view.camera.heading_rad));
    const base::CityPoint& eye = view.camera.position;
    const double ground_m = view.terrain ? view.terrain->height_at(eye.x_m, eye.y_m) : 0;
    focus.height_m = std::max(eye.z_m - ground_m, 1.0);
    focus.distance_m = forward.z < -1e-3 ? std::min(focus.height_m / -forward.z, 3000.0) : 3000.0;
    focus.distance_m = std::clamp(focus.distance_m, 120.0, std::max(300.0, focus.height_m * 4));
    focus.across_m = focus.distance_m * along;
    return focus;
}

/// Sizes go in steps, so that a moving camera keeps its maps for long.
double stepped(double metres) {
    return std::pow(1.5, std::ceil(std::log(metres) / std::log(1.5)));
}

}  // namespace

std::span<const Resource> ShadowPass::reads() const {
    return {};
}
std::span<const Resource> ShadowPass::writes() const {
    return written;
}

base::Result<void> ShadowPass::prepare(ShaderLibrary& shaders) {
    auto tiles = shaders.program("shadow_tile", "shadow");
    if (!tiles) return tiles.error();
    auto plants = shaders.program("shadow_plant", "shadow");
    if (!plants) return plants.error();
    auto textured = shaders.program("shadow_textured", "shadow_textured");
    if (!textured) return textured.error();
    tile_program_ = *tiles;
    textured_program_ = *textured;
    plant_program_ = *plants;
    maps_ = gl::make_texture_array(GL_DEPTH_COMPONENT32F, map_size_px, map_size_px, cascade_count, "shadow maps");
    const unsigned name = maps_.name();
    glTextureParameteri(name, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
    glTextureParameteri(name, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTextureParameteri(name, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTextureParameteri(name, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
    glTextureParameteri(name, GL_TEXTURE_COMPARE_MODE, GL_COMPARE_REF_TO_TEXTURE);
    glTextureParameteri(name, GL_TEXTURE_COMPARE_FUNC, GL_LEQUAL);
    const float far = 1;
    glClearTexImage(name, 0, GL_DEPTH_COMPONENT, GL_FLOAT, &far);
    framebuffer_ = gl::make_framebuffer("shadow");
    glNamedFramebufferDrawBuffer(framebuffer_.name(), GL_NONE);
    return {};
}

void ShadowPass::draw(PassContext& context) {
    context.shadow_texture = maps_.name();
    const bool wanted = context.view.style.shadows && context.view.sun_direction.z > 0.02;
    context.uniforms.sun_direction.w = wanted ? 1.0f : 0.0f;
    if (!wanted) return;

    const Focus focus = focus_of(context.view);
    const glm::dvec3 eye = context.view.camera.position.vec();
    const double half_widths[cascade_count] = {stepped(focus.distance_m * 0.40), stepped(focus.distance_m * 1.5),
                                               stepped(std::max(focus.distance_m * 5.0, 1500.0))};
    const double ahead[cascade_count] = {0.75, 1.05, 1.6};
    for (int i = 0; i < cascade_count; ++i) {
        Cascade& cascade = cascades_[i];
        const double reach = std::min(focus.across_m * ahead[i], focus.height_m + half_widths[i] * 0.85);
        glm::dvec3 centre = eye + glm::dvec3(focus.ahead * reach, 0.0);
        const double step = half_widths[i] / 8;
        centre.x = std::round(centre.x / step) * step;
        centre.y = std::round(centre.y / step) * step;
        centre.z = context.view.terrain ? context.view.terrain->height_at(centre.x, centre.y) : 0;
        // A moving sun redraws the wide maps only when the difference could be seen.
        const double turned = glm::length(cascade.sun - context.view.sun_direction);
        const std::uint64_t content = context.tiles.generation() + 1;
        const bool stale = cascade.content != content || cascade.centre != centre ||
                           cascade.half_width_m != half_widths[i] || turned > 1e-4;
        if (stale) {
            cascade.centre = centre;
            cascade.half_width_m = half_widths[i];
            cascade.sun = context.view.sun_direction;
            cascade.content = content;
            draw_cascade(context, cascade, i);
        }
        glm::dmat4 to_texture = glm::translate(glm::dmat4(1), glm::dvec3(0.5, 0.5, 0.0));
        to_texture = glm::scale(to_texture, glm::dvec3(0.5, 0.5, 1.0));
        context.uniforms.shadow_matrices[i] =
            glm::mat4(to_texture * cascade.light_matrix * glm::translate(glm::dmat4(1), eye - cascade.centre));
        context.uniforms.cascade_widths_m[i] = static_cast<float>(cascade.half_width_m * 2);
    }
}

void ShadowPass::draw_cascade(PassContext& context, Cascade& cascade, int index) {
    const glm::dvec3 sun = cascade.sun;
    const glm::dvec3 side =
        glm::normalize(glm::cross(std::abs(sun.z) > 0.99 ? glm::dvec3(0, 1, 0) : glm::dvec3(0, 0, 1), sun));
    const glm::dvec3 up = glm::cross(sun, side);
    const double r = cascade.half_width_m;
    const double texel = 2 * r / map_size_px;
    // The centre in the sun's plane, moved to a whole texel, keeps still edges still.
    const double u = glm::dot(cascade.centre, side), v = glm::dot(cascade.centre, up);
    const double du = std::floor(u / texel) * texel - u, dv = std::floor(v / texel) * texel - v;
    const double depth = 2 * r + 2500;
    glm::dmat4 light(1);
    for (int k = 0; k < 3; ++k) {
        light[k][0] = side[k] / r;
        light[k][1] = up[k] / r;
        light[k][2] = -sun[k] / (2 * depth);
    }
    light[3] = glm::dvec4(-du / r, -dv / r, 0.5, 1);
    cascade.light_matrix = light;

    glNamedFramebufferTextureLayer(framebuffer_.name(), GL_DEPTH_ATTACHMENT, maps_.name(), 0, index);
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer_.name());
    glViewport(0, 0, map_size_px, map_size_px);
    glEnable(GL_DEPTH_TEST);
    glDepthMask(GL_TRUE);
    glDepthFunc(GL_LESS);
    glDisable(GL_CULL_FACE);
    glEnable(GL_DEPTH_CLAMP);
    glEnable(GL_POLYGON_OFFSET_FILL);
    glPolygonOffset(1.8f, 3.0f);
    const float far = 1;
    glClearNamedFramebufferfv(framebuffer_.name(), GL_DEPTH, 0, &far);

    const glm::mat4 light_float(light);
    const base::CityPoint centre(cascade.centre);
    const Frustum frustum(light_float, centre, false);
    auto casts = [](data::TileContent content) { return is_solid(content) || content == data::TileContent::terrain; };
    glUseProgram(tile_program_);
    glUniformMatrix4fv(3, 1, GL_FALSE, glm::value_ptr(light_float));
    glBindVertexArray(context.vertex_array);
    const std::vector<TileDraw> draws = collect_tiles(context.view, context.tiles, frustum, centre, +casts);
    for (const TileDraw& draw : draws) {
        if (draw.gpu->index_count == 0) continue;
        draw_mesh(draw, centre, context.vertex_array);
        ++context.figures.draw_calls;
    }
    glUseProgram(textured_program_);
    glUniformMatrix4fv(3, 1, GL_FALSE, glm::value_ptr(light_float));
    glBindVertexArray(context.textured_array);
    for (const TileDraw& draw : draws) {
        if (draw.gpu->textured_index_count == 0) continue;
        draw_textured(draw, centre, context.textured_array);
        ++context.figures.draw_calls;
    }
    if (index < 2) {
        glUseProgram(plant_program_);
        glUniformMatrix4fv(3, 1, GL_FALSE, glm::value_ptr(light_float));
        glBindVertexArray(context.plants.array.name());
        for (const TileDraw& draw : collect_tiles(context.view, context.tiles, frustum, centre, &is_vegetation)) {
            if (!draw.gpu->plants) continue;
            const glm::vec3 offset(draw.tile->origin.vec() - centre.vec());
            glUniform3f(0, offset.x, offset.y, offset.z);
            glVertexArrayVertexBuffer(context.plants.array.name(), 1, draw.gpu->plants.name(), 0, sizeof(data::Plant));
            for (std::size_t kind = 0; kind < 3; ++kind) {
                const int first = draw.gpu->plant_first[kind], count = draw.gpu->plant_first[kind + 1] - first;
                const PlantMesh& mesh = context.plants.meshes[kind][index == 0 ? 1 : 2];
                if (count > 0)
                    glDrawArraysInstancedBaseInstance(GL_TRIANGLES, mesh.first, mesh.count, count,
                                                      static_cast<GLuint>(first));
                ++context.figures.draw_calls;
            }
        }
    }
    glDisable(GL_POLYGON_OFFSET_FILL);
    glDisable(GL_DEPTH_CLAMP);
}

std::unique_ptr<Pass> make_shadow_pass() {
    return std::make_unique<ShadowPass>();
}

}  // namespace twin::renderer
