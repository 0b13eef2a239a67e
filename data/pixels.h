#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "data/image.h"

namespace twin::data {

/// A picture that can be worked on: RGBA, 8 bits each (sRGB), top row first.
struct Pixels {
    int width_px = 0;
    int height_px = 0;
    std::vector<std::uint8_t> rgba;

    const std::uint8_t* at(int x, int y) const {
        return rgba.data() +
               4 * (static_cast<std::size_t>(y) * static_cast<std::size_t>(width_px) + static_cast<std::size_t>(x));
    }
    std::uint8_t* at(int x, int y) { return const_cast<std::uint8_t*>(std::as_const(*this).at(x, y)); }
};

/// 4x4 pixels, rows from the top.
using BlockPixels = std::array<std::uint8_t, 64>;
inline constexpr std::size_t bc1_block_bytes = 8;

/// One block of BC1 and back; of alpha one bit is kept: what is less than half there is not there, and black.  Source:
/// S3TC, "DXT1" (OpenGL EXT_texture_compression_s3tc).  Pure.
void encode_bc1_block(const BlockPixels& pixels, std::byte* block);
BlockPixels decode_bc1_block(const std::byte* block);

/// Whole pictures; both sizes multiples of 4.  Pure.
std::vector<std::byte> encode_bc1(const Pixels& pixels);
Pixels decode_bc1(int width_px, int height_px, std::span<const std::byte> blocks);

/// Another size; every pixel is the mean of the area that it covers, of what is there in it.  Pure.
Pixels resized(const Pixels& pixels, int width_px, int height_px);

/// The picture at half its size (at least 4 pixels).  Pure.
Image halved(const Image& image);

/// Mean colour of what is there, 0xFFBBGGRR (sRGB). An empty picture is grey.  Pure.
std::uint32_t mean_colour(const Image& image);

}  // namespace twin::data
