#pragma once

#include <cstdint>
#include <vector>

#include "renderer/gl/objects.h"
#include "scene/frame_view.h"

namespace twin::renderer {

/// One corner of a vehicle's body.
/// Units: shares of width, length and height; y ahead.
struct BodyVertex {
    float x, y, z;
    float nx, ny, nz;
    float glass;
};

/// One vehicle as the GPU wants it.
/// Frame: metres relative to the camera.
struct BodyInstance {
    float x, y, z;
    float width_m, length_m, height_m, heading_rad;
    std::uint32_t colour;
    std::uint32_t object;
};

/// A plain vehicle: lower body, cabin with glass.  Pure.
std::vector<BodyVertex> make_body_mesh();

/// The bodies of all overlays, relative to the view's camera.  Pure.
std::vector<BodyInstance> body_instances_of(const scene::FrameView& view);

/// Layout of the two: binding 0 mesh, binding 1 instances.
gl::VertexArray make_body_array();

}  // namespace twin::renderer
