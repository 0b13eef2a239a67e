#pragma once

#include "renderer/pass.h"

namespace twin::renderer {

/// Averages the samples of the scene into the picture.
class ResolvePass final : public Pass {
  public:
    std::string_view name() const override { return "resolve"; }
    std::span<const Resource> reads() const override;
    std::span<const Resource> writes() const override;
    base::Result<void> prepare(ShaderLibrary& shaders) override;
    void draw(PassContext& context) override;
};

}  // namespace twin::renderer
