#pragma once

#include "renderer/pass.h"
namespace twin::renderer {

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
    unsigned tile_program_ = 0, plant_program_ = 0;
};

}  // namespace twin::renderer
