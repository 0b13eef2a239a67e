#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <glm/vec2.hpp>

#include "data/image.h"

namespace twin::scene {

/// Part of a picture that some triangles show.
struct TextureUse {
    std::shared_ptr<const data::Image> image;
    glm::vec2 low{0}, high{0};  ///< Of the places in the picture; (0,0) is its lower left, beyond 0..1 it repeats.
    double area_m2 = 0;         ///< Of the triangles in the city,
    double area_places = 0;     ///< and in the picture (the whole picture: 1).
};

/// A rectangle of a picture that goes into the atlas as one piece, for all uses that lie in it.
/// Frame: pixels of `image` from its upper left, multiples of 4; beyond the picture where it repeats.
struct TextureCrop {
    std::shared_ptr<const data::Image> image;  ///< Perhaps made smaller.
    bool repeats = false;
    int x = 0, y = 0;
    int width_px = 0, height_px = 0;
    std::vector<std::size_t> uses;
};

/// What may go into an atlas.
struct CropLimits {
    int most_px = 2032;               ///< Side of a crop.
    int most_repeated_px = 1024;      ///< Side of a crop that repeats its picture,
    int most_repeated_area = 262144;  ///< and its area.
    double most_px_per_m = 128;       ///< Finer pictures are made coarser.
    int halvings = 0;                 ///< Of everything, where a tile would grow too large.
};

/// Whole numbers to take away from the places of a use, so that they begin in 0..1. A hundredth beyond the picture's
/// edge counts as on it.
glm::vec2 whole_shift(const TextureUse& use);
bool repeats(const TextureUse& use);

/// Joins the uses of each picture to rectangles, cheap to pack. A use that is in no crop repeats its picture too often.
/// Pure.
std::vector<TextureCrop> make_crops(std::span<const TextureUse> uses, const CropLimits& limits);

}  // namespace twin::scene
