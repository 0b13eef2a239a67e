#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "data/image.h"

namespace twin::data {

/// The blocks of a picture for the city file: first all colours, then all choices, which zstd packs better; compressed.
/// Pure.
std::vector<std::byte> encode_picture(const Image& image);

/// Errors: damaged, or not of that size (multiples of 4, at most 16,384).
base::Result<Image> decode_picture(std::string name, int width_px, int height_px, std::span<const std::byte> blob);

}  // namespace twin::data
