#pragma once

#include "renderer/pass.h"
namespace twin::renderer {

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

}  // namespace twin::renderer
