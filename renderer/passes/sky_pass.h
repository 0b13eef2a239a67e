#pragma once

#include "renderer/pass.h"

namespace twin::renderer {

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

}  // namespace twin::renderer
