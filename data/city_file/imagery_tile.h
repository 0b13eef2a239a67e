#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/result.h"
#include "data/pixels.h"

namespace twin::data {

enum class Cover { none, part, full };

/// How much of a picture can be seen.  Pure.
Cover cover_of(const Pixels& pixels);

/// A picture as JPEG where all of it is opaque, else as PNG. `jpeg_quality`: 1 to 100.
/// Thread: any.  Errors: no memory.
base::Result<std::vector<std::byte>> encode_picture(const Pixels& pixels, int jpeg_quality = 80);

/// A JPEG or PNG of exactly this size.
/// Thread: any.  Errors: neither of the two, another size, damaged.
base::Result<Pixels> decode_picture(std::span<const std::byte> picture, int width_px, int height_px);

}  // namespace twin::data
