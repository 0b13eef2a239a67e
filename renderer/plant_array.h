#pragma once

#include <array>

#include "renderer/gl/objects.h"
#include "renderer/plant_meshes.h"

namespace twin::renderer {

/// The bodies of all plants on the GPU and the layout that draws them: binding 0 body, binding 1 data::Plant instances.
struct PlantArray {
    gl::Buffer bodies;
    gl::VertexArray array;
    std::array<std::array<PlantMesh, plant_detail_count>, 3> meshes;  ///< [kind][detail], as PlantMeshes.
};

PlantArray make_plant_array();

}  // namespace twin::renderer
