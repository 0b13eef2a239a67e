#include <algorithm>
#include <cmath>

#include <epoxy/gl.h>

#include "renderer/pass.h"
#include "renderer/tile_drawing.h"

namespace twin::renderer {

namespace {

/// Trees as instances, coarser and fewer with distance.
class PlantPass final : public Pass {
  public:
    std::string_view name() const override { return "plants"; }
    std::span<const Resource> reads() const override;
    std::span<const Resource> writes() const override;
    base::Result<void> prepare(ShaderLibrary& shaders) override;
    void draw(PassContext& context) override;

  private:
    unsigned program_ = 0;
};

constexpr Resource read[] = {Resource::shadow_maps};
constexpr Resource written[] = {Resource::scene};

/// Full bodies up to `near_m`, middle ones up to `middle_m`, plain ones and fewer behind.
constexpr double near_m = 220, middle_m = 900;

int detail_at(double distance_m) {
    return distance_m < near_m ? 0 : distance_m < middle_m ? 1 : 2;
}

/// Share of the plants that is drawn; the others' place is taken by wider crowns.
float share_at(double distance_m) {
    if (distance_m <= 1400) return 1;
    return static_cast<float>(std::clamp(1400.0 / distance_m, 0.3, 1.0));
}
}  // namespace

std::span<const Resource> PlantPass::reads() const {
    return read;
}
std::span<const Resource> PlantPass::writes() const {
    return written;
}

base::Result<void> PlantPass::prepare(ShaderLibrary& shaders) {
    auto program = shaders.program("plant", "plant");
    if (!program) return program.error();
    program_ = *program;
    return {};
}

void PlantPass::draw(PassContext& context) {
    glBindFramebuffer(GL_FRAMEBUFFER, context.targets.scene.name());
    glUseProgram(program_);
    glBindVertexArray(context.plants.array.name());
    const base::CityPoint& eye = context.view.camera.position;
    const Frustum frustum(context.uniforms.view_projection, eye, true);
    for (const TileDraw& draw : collect_tiles(context.view, context.tiles, frustum, eye, &is_vegetation)) {
        if (!draw.gpu->plants || draw.distance_m > context.view.style.tree_distance_m) continue;
        const glm::vec3 offset(draw.tile->origin.vec() - eye.vec());
        const float share = share_at(draw.distance_m);
        glUniform3f(0, offset.x, offset.y, offset.z);
        glUniform4f(1, draw.layer.opacity, draw.layer.invented ? 1.0f : 0.0f, 0, 1);
        glUniform1f(2, 1.0f / std::sqrt(share));
        glVertexArrayVertexBuffer(context.plants.array.name(), 1, draw.gpu->plants.name(), 0, sizeof(data::Plant));
        for (std::size_t kind = 0; kind < 3; ++kind) {
            const int first = draw.gpu->plant_first[kind];
            const int all = draw.gpu->plant_first[kind + 1] - first;
            const int count = static_cast<int>(std::ceil(static_cast<float>(all) * share));
            if (count <= 0) continue;
            const PlantMesh& mesh = context.plants.meshes[kind][static_cast<std::size_t>(detail_at(draw.distance_m))];
            glDrawArraysInstancedBaseInstance(GL_TRIANGLES, mesh.first, mesh.count, count, static_cast<GLuint>(first));
            ++context.figures.draw_calls;
            context.figures.triangles += static_cast<std::uint64_t>(mesh.count / 3) * static_cast<std::uint64_t>(count);
        }
        ++context.figures.tiles_drawn;
    }
}

std::unique_ptr<Pass> make_plant_pass() {
    return std::make_unique<PlantPass>();
}

}  // namespace twin::renderer
