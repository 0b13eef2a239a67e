#include "data/city_file/terrain_blob.h"

#include <bit>
#include <cmath>
#include <cstdint>

#include "data/city_file/compress.h"

namespace twin::data {

std::vector<std::byte> encode_heights(std::span<const float> heights_m, int columns) {
    const std::size_t count = heights_m.size();
    std::vector<std::byte> planes(count * 4);
    std::uint32_t left = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const auto bits = std::bit_cast<std::uint32_t>(heights_m[i]);
        if (i % static_cast<std::size_t>(columns) == 0) left = 0;
        const std::uint32_t difference = bits - left;
        left = bits;
        for (std::size_t plane = 0; plane < 4; ++plane)
            planes[plane * count + i] = static_cast<std::byte>(difference >> (8 * plane));
    }
    return compress(planes);
}

base::Result<std::vector<float>> decode_heights(std::span<const std::byte> blob, int columns, int rows) {
    const base::Error damaged{"the terrain is damaged; import the city again"};
    if (columns < 2 || rows < 2) return damaged;
    const std::size_t count = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
    auto planes = decompress(blob);
    if (!planes.ok()) return planes.error();
    if (planes->size() != count * 4) return damaged;
    const auto* p0 = reinterpret_cast<const std::uint8_t*>(planes->data());
    const std::uint8_t *p1 = p0 + count, *p2 = p1 + count, *p3 = p2 + count;
    std::vector<float> heights(count);
    std::size_t i = 0;
    for (int row = 0; row < rows; ++row) {
        std::uint32_t bits = 0;
        for (int column = 0; column < columns; ++column, ++i) {
            bits += p0[i] | std::uint32_t{p1[i]} << 8 | std::uint32_t{p2[i]} << 16 | std::uint32_t{p3[i]} << 24;
            heights[i] = std::bit_cast<float>(bits);
            if (!std::isfinite(heights[i])) return damaged;
        }
    }
    return heights;
}

}  // namespace twin::data
