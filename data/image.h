#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace twin::data {

/// A picture that surfaces are covered with, as a source hands it on: block-compressed, so that a ward of facades fits
/// into memory.
/// Frame: row 0 of the blocks is the picture's top.  Units: pixels, both sizes multiples of 4.
/// Format: BC1 (DXT1) with holes (three colours and nothing), 4x4 pixels in 8 bytes, rows of blocks from left to right.
struct Image {
    std::string name;  ///< As Feature::textures names it; unique in its file.
    int width_px = 0;
    int height_px = 0;
    std::vector<std::byte> blocks;

    std::size_t expected_bytes() const {
        return static_cast<std::size_t>(width_px / 4) * static_cast<std::size_t>(height_px / 4) * 8;
    }
};

}  // namespace twin::data
