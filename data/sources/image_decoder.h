#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.h"
#include "data/image.h"
#include "data/pixels.h"

namespace twin::data {

/// Longest side that a picture keeps when nobody says otherwise (option `texture_px`).
inline constexpr int usual_texture_px = 1024;

/// How a picture is shown.
struct PictureUse {
    double holes_below = 0.5;   ///< What is less opaque (0..1) is not there; 0: no holes.
    float tint[3] = {1, 1, 1};  ///< Factors of its colours in linear light.

    bool operator==(const PictureUse&) const = default;
};

/// Unpacks a picture file (JPEG, PNG, BMP, TGA, GIF, TIFF), makes it at most `most_px` wide and high with sides that
/// are multiples of 4, and block-compresses it. Without holes what is transparent gets the mean colour of the rest. A
/// picture of which nothing would be left is opaque.  Thread: any; made for the worker, since it meets foreign bytes.
/// Errors: one sentence without the picture's name: no such format, cut off, damaged, larger than 16,384 px or 256 MB.
base::Result<Image> decode_image(std::string name, std::span<const std::byte> bytes, int most_px = usual_texture_px,
                                 const PictureUse& use = {});

/// The same from pixels.
Image compressed_image(std::string name, Pixels pixels, int most_px, const PictureUse& use = {});

/// `text` of the option `texture_px` as a number between 16 and 4096; the usual one where it is none.
int texture_px_of(const std::string& text);

}  // namespace twin::data
