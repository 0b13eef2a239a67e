#pragma once

#include "renderer/gl/objects.h"

namespace twin::renderer {

/// The bodies of all plants on the GPU and the layout that draws them: binding 0 body, binding 1 data::Plant instances.
struct PlantArray {
    gl::Buffer bodies;
    gl::VertexArray array;
};

PlantArray make_plant_array();

}  // namespace twin::renderer
