#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <glm/vec2.hpp>

#include "data/image.h"
#include "data/tile.h"

namespace twin::scene {

/// One corner with its place in a picture.
/// Frame: metres of the tile's origin.
struct TexturedCorner {
    float x = 0, y = 0, z = 0;
    std::int8_t normal[3] = {0, 0, 127};
    glm::vec2 place{0};
};

/// Triangles (three corners each) that show parts of one picture: one surface, or one mesh of a model.
struct TexturedPatch {
    std::shared_ptr<const data::Image> image;
    std::vector<TexturedCorner> corners;
    std::uint8_t material = 0;  ///< Should the picture not fit.
    std::uint32_t object = 0;
};

/// What had to be done to the pictures of a tile.
struct TextureLosses {
    int halvings = 0;                      ///< All pictures were made coarser so often.
    std::uint64_t repeated_too_often = 0;  ///< Triangles that show the mean colour of their picture.
};

/// Makes the textured part of a tile: packs the pictures, joins equal corners, orders them for the GPU. Triangles whose
/// picture repeats too often go into the plain mesh with its mean colour. `most_bytes`: of all pages, see build_atlas.
/// Pure.
TextureLosses build_textured(const std::vector<TexturedPatch>& patches, std::uint64_t most_bytes, data::Tile& tile);

}  // namespace twin::scene
