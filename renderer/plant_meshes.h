#pragma once

#include <array>
#include <vector>

#include "renderer/gl/objects.h"

namespace twin::renderer {

/// One corner of a plant's body.
/// Units: crown radii across, tree heights up.
struct PlantVertex {
    float x, y, z;
    float nx, ny, nz;
    float leaf;  ///< 0: trunk; above: openness of the crown there.
};

/// Run of triangles (three vertices each) of one kind at one level of detail.
struct PlantMesh {
    int first = 0;
    int count = 0;
};

inline constexpr int plant_detail_count = 3;

/// The bodies of all plants: broadleaved, needleleaved and shrub, each near, middle and far.
struct PlantMeshes {
    std::vector<PlantVertex> vertices;
    std::array<std::array<PlantMesh, plant_detail_count>, 3> meshes;  ///< [kind][detail], 0 = near.
};

/// Made by rule, the same every time.  Pure.
PlantMeshes make_plant_meshes();

}  // namespace twin::renderer
