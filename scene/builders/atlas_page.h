#pragma once

#include <cstdint>
#include <vector>

#include "data/tile.h"
#include "scene/builders/texture_crops.h"

namespace twin::scene {

/// A crop and where it lies on its page, without its border.  Units: pixels, multiples of 4, from the upper left.
struct PlacedCrop {
    const TextureCrop* crop = nullptr;
    int page = 0;
    int x = 0, y = 0;
};

/// One page with `levels` versions of itself. Blocks of pictures are taken over as they are; only borders at a
/// picture's edge and the smaller versions are compressed anew.  Pure.
data::AtlasPage make_page(const std::vector<PlacedCrop>& crops, int page_px, int levels, int border_px);

}  // namespace twin::scene
