#pragma once

#include <span>
#include <string>

#include <glm/mat4x4.hpp>

#include "base/result.h"
#include "data/sources/gltf_objects.h"

namespace twin::data::tiles3d {

/// What stands around a piece of content.
struct Surroundings {
    gltf::Run& run;
    bool geocentric = false;
    HeightMode heights = HeightMode::above_ground;
    char up_axis = 'y';  ///< Of glTF inside: asset.gltfUpAxis of old tilesets.
};

bool is_tile(std::span<const std::byte> bytes);  ///< b3dm, i3dm, cmpt, pnts by their first four letters.

/// Reads b3dm, i3dm, cmpt or glTF that stands by `matrix` (tile to tileset). `path`: as the tileset names it; side
/// files are looked for beside it.  Errors: the reason alone, or "reading: cancelled" and the like where the run must
/// end.
base::Result<void> read_content(std::span<const std::byte> bytes, const std::string& path, const glm::dmat4& matrix,
                                Surroundings& around, int depth = 0);

/// "a/b/c.glb" is in "a/b/".
std::string folder_of(const std::string& path);

}  // namespace twin::data::tiles3d
