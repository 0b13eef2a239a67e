#include "data/city_file/picture_blob.h"

#include <cstring>

#include <fmt/format.h>

#include "data/city_file/compress.h"

namespace twin::data {

namespace {

constexpr std::size_t half_block = 4;  ///< Two colours of two bytes, then sixteen choices of two bits.
constexpr int largest_px = 16384;

}  // namespace

std::vector<std::byte> encode_picture(const Image& image) {
    const std::size_t count = image.blocks.size() / (2 * half_block);
    std::vector<std::byte> parted(image.blocks.size());
    for (std::size_t i = 0; i < count; ++i) {
        const std::byte* block = image.blocks.data() + 2 * half_block * i;
        std::memcpy(parted.data() + half_block * i, block, half_block);
        std::memcpy(parted.data() + half_block * (count + i), block + half_block, half_block);
    }
    return compress(parted);
}

base::Result<Image> decode_picture(std::string name, int width_px, int height_px, std::span<const std::byte> blob) {
    if (width_px < 4 || height_px < 4 || width_px % 4 != 0 || height_px % 4 != 0 || width_px > largest_px ||
        height_px > largest_px)
        return base::Error{fmt::format("a picture claims a size of {} x {} px", width_px, height_px)};
    Image image{std::move(name), width_px, height_px, {}};
    auto parted = decompress(blob, image.expected_bytes());
    if (!parted.ok()) return parted.error();
    if (parted->size() != image.expected_bytes())
        return base::Error{fmt::format("a picture has {} bytes, expected {}", parted->size(), image.expected_bytes())};
    image.blocks.resize(parted->size());
    const std::size_t count = image.blocks.size() / (2 * half_block);
    for (std::size_t i = 0; i < count; ++i) {
        std::byte* block = image.blocks.data() + 2 * half_block * i;
        std::memcpy(block, parted->data() + half_block * i, half_block);
        std::memcpy(block + half_block, parted->data() + half_block * (count + i), half_block);
    }
    return image;
}

}  // namespace twin::data
