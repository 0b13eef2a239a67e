#include "scene/builders/atlas_page.h"

#include <algorithm>
#include <cstring>

#include "data/pixels.h"

namespace twin::scene {
namespace {

using data::bc1_block_bytes;

int wrapped(int value, int size) {
    const int rest = value % size;
    return rest < 0 ? rest + size : rest;
}

const std::byte* block_of(const data::Image& image, int column, int row) {
    return image.blocks.data() + (static_cast<std::size_t>(row) * static_cast<std::size_t>(image.width_px / 4) +
                                  static_cast<std::size_t>(column)) *
                                     bc1_block_bytes;
}

/// A block beyond the picture's edge: the nearest pixels go on.
void extend_edge(const data::Image& image, int column, int row, std::byte* to) {
    const int last_column = image.width_px / 4 - 1, last_row = image.height_px / 4 - 1;
    const data::BlockPixels from =
        data::decode_bc1_block(block_of(image, std::clamp(column, 0, last_column), std::clamp(row, 0, last_row)));
    data::BlockPixels out{};
    for (int y = 0; y < 4; ++y)
        for (int x = 0; x < 4; ++x) {
            const int from_x = column < 0 ? 0 : column > last_column ? 3 : x;
            const int from_y = row < 0 ? 0 : row > last_row ? 3 : y;
            std::memcpy(out.data() + 4 * (4 * y + x), from.data() + 4 * (4 * from_y + from_x), 4);
        }
    data::encode_bc1_block(out, to);
}

void put_crop(const PlacedCrop& placed, int page_columns, int border, std::byte* page) {
    const TextureCrop& crop = *placed.crop;
    const data::Image& image = *crop.image;
    const int columns = image.width_px / 4, rows = image.height_px / 4;
    for (int row = -border; row < crop.height_px / 4 + border; ++row)
        for (int column = -border; column < crop.width_px / 4 + border; ++column) {
            std::byte* to =
                page + (static_cast<std::size_t>(placed.y / 4 + row) * static_cast<std::size_t>(page_columns) +
                        static_cast<std::size_t>(placed.x / 4 + column)) *
                           bc1_block_bytes;
            int from_column = crop.x / 4 + column, from_row = crop.y / 4 + row;
            if (crop.repeats) {
                from_column = wrapped(from_column, columns);
                from_row = wrapped(from_row, rows);
            }
            if (from_column >= 0 && from_row >= 0 && from_column < columns && from_row < rows)
                std::memcpy(to, block_of(image, from_column, from_row), bc1_block_bytes);
            else
                extend_edge(image, from_column, from_row, to);
        }
}

/// What lies between the pieces shows only far away, when a pixel covers several: the mean of all.
void fill_gaps(const std::vector<PlacedCrop>& crops, std::vector<std::byte>& blocks) {
    double sum[3] = {0, 0, 0}, area = 0;
    for (const PlacedCrop& placed : crops) {
        const double own = double(placed.crop->width_px) * placed.crop->height_px;
        const std::uint32_t colour = data::mean_colour(*placed.crop->image);
        for (int c = 0; c < 3; ++c) sum[c] += own * (colour >> (8 * c) & 255);
        area += own;
    }
    data::BlockPixels pixels{};
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = i % 4 < 3 && area > 0 ? static_cast<std::uint8_t>(sum[i % 4] / area) : 255;
    std::byte block[bc1_block_bytes];
    data::encode_bc1_block(pixels, block);
    for (std::size_t at = 0; at < blocks.size(); at += bc1_block_bytes)
        std::memcpy(blocks.data() + at, block, bc1_block_bytes);
}

/// Railings are thin: without this they would be gone a few steps away.
void strengthen(data::Pixels& pixels) {
    for (std::size_t i = 3; i < pixels.rgba.size(); i += 4)
        if (pixels.rgba[i] > 0 && pixels.rgba[i] < 255)
            pixels.rgba[i] = static_cast<std::uint8_t>(std::min(255, pixels.rgba[i] * 5 / 4));
}

}  // namespace

data::AtlasPage make_page(const std::vector<PlacedCrop>& crops, int page_px, int levels, int border_px) {
    data::AtlasPage page;
    const auto columns = static_cast<std::size_t>(page_px / 4);
    page.blocks.resize(columns * columns * bc1_block_bytes);
    fill_gaps(crops, page.blocks);
    for (const PlacedCrop& placed : crops) put_crop(placed, page_px / 4, border_px / 4, page.blocks.data());
    data::Pixels level = data::decode_bc1(page_px, page_px, page.blocks);
    for (int i = 1; i < levels; ++i) {
        level = data::resized(level, level.width_px / 2, level.height_px / 2);
        strengthen(level);
        const std::vector<std::byte> blocks = data::encode_bc1(level);
        page.blocks.insert(page.blocks.end(), blocks.begin(), blocks.end());
    }
    return page;
}

}  // namespace twin::scene
