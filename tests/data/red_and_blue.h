#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "data/image.h"
#include "data/pixels.h"

namespace twin::test {

/// Left half red, right half blue; the lower half of each darker.
inline data::Pixels red_and_blue(int width_px, int height_px) {
    data::Pixels pixels{width_px, height_px, {}};
    for (int y = 0; y < height_px; ++y)
        for (int x = 0; x < width_px; ++x) {
            const std::uint8_t bright = y < height_px / 2 ? 240 : 120;
            const bool red = x < width_px / 2;
            for (const std::uint8_t c : {red ? bright : std::uint8_t(16), std::uint8_t(16),
                                         red ? std::uint8_t(16) : bright, std::uint8_t(255)})
                pixels.rgba.push_back(c);
        }
    return pixels;
}

/// Ready to be shown.
inline data::Image image_of(std::string name, const data::Pixels& pixels) {
    return {std::move(name), pixels.width_px, pixels.height_px, data::encode_bc1(pixels)};
}

}  // namespace twin::test
