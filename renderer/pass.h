#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "renderer/frame_uniforms.h"
#include "renderer/imagery_array.h"
#include "renderer/plant_array.h"
#include "renderer/renderer.h"
#include "renderer/shader_library.h"
#include "renderer/targets.h"
#include "renderer/tile_cache.h"
#include "scene/frame_view.h"

namespace twin::renderer {

/// What passes hand to one another within a frame.
enum class Resource : std::uint8_t { shadow_maps, scene, output };

/// What a pass may use while it draws.
struct PassContext {
    const scene::FrameView& view;
    FrameUniforms& uniforms;  ///< Written by the shadow pass, read by the others after upload.
    const gl::Buffer& uniform_buffer;
    const TileCache& tiles;
    Targets& targets;
    ShaderLibrary& shaders;
    unsigned vertex_array = 0;    ///< Layout of data::MeshVertex.
    unsigned textured_array = 0;  ///< Layout of data::TexturedVertex.
    const PlantArray& plants;
    const ImageryArray& imagery;
    unsigned output = 0;  ///< Framebuffer the picture goes to.
    FrameFigures& figures;
    unsigned shadow_texture = 0;  ///< Set by the shadow pass.
};

/// One step of a frame. What it reads and writes is known before any GL exists, so that a test finds a pass that
/// nobody feeds.
/// Owner: Renderer.  Thread: that of the context.
class Pass {
  public:
    virtual ~Pass() = default;
    virtual std::string_view name() const = 0;
    virtual std::span<const Resource> reads() const = 0;
    virtual std::span<const Resource> writes() const = 0;
    virtual base::Result<void> prepare(ShaderLibrary& shaders) = 0;  ///< Compiles; once.
    virtual void draw(PassContext& context) = 0;
};

/// All passes in the order of pass_list.inc, fresh.
std::vector<std::unique_ptr<Pass>> make_passes();

}  // namespace twin::renderer
