#pragma once

#include "renderer/pass.h"

namespace twin::renderer {

/// Terrain, the ground drawn into it, buildings, structures and models.
class TilePass final : public Pass {
  public:
    std::string_view name() const override { return "tiles"; }
    std::span<const Resource> reads() const override;
    std::span<const Resource> writes() const override;
    base::Result<void> prepare(ShaderLibrary& shaders) override;
    void draw(PassContext& context) override;

  private:
    unsigned program_ = 0;
};

}  // namespace twin::renderer
