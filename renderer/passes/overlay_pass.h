#pragma once

#include <unordered_map>
#include "renderer/pass.h"

namespace twin::renderer {

/// What overlays lay over the city: ribbons in the ground and moving bodies.
class OverlayPass final : public Pass {
  public:
    std::string_view name() const override { return "overlays"; }
    std::span<const Resource> reads() const override;
    std::span<const Resource> writes() const override;
    base::Result<void> prepare(ShaderLibrary& shaders) override;
    void draw(PassContext& context) override;

  private:
    void draw_meshes(PassContext& context);
    void draw_bodies(PassContext& context);
    struct Uploaded {
        std::uint64_t version = 0;
        gl::Buffer vertices, indices;
        int index_count = 0;
        bool seen = false;
    };
    std::unordered_map<const scene::OverlayMesh*, Uploaded> uploaded_;
    unsigned mesh_program_ = 0, body_program_ = 0;
    gl::VertexArray body_array_;
    gl::Buffer body_mesh_, body_instances_;
    int body_vertex_count_ = 0;
};

}  // namespace twin::renderer
