#include "data/pixels.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

#define STB_DXT_STATIC
#define STB_DXT_IMPLEMENTATION
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#endif
#include <stb/stb_dxt.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace twin::data {
namespace {

struct Rgb {
    int r, g, b;
};

Rgb from_565(unsigned c) {
    const int r = static_cast<int>(c >> 11 & 31), g = static_cast<int>(c >> 5 & 63), b = static_cast<int>(c & 31);
    return {r << 3 | r >> 2, g << 2 | g >> 4, b << 3 | b >> 2};
}

/// Which old pixels a new one covers, and by how much.
struct Coverage {
    int first = 0;
    std::vector<float> weights;  ///< Sum 1.
};

std::vector<Coverage> coverage_of(int from_px, int to_px) {
    std::vector<Coverage> all(static_cast<std::size_t>(to_px));
    const double step = static_cast<double>(from_px) / to_px;
    for (int i = 0; i < to_px; ++i) {
        Coverage& one = all[static_cast<std::size_t>(i)];
        const double begin = i * step, end = (i + 1) * step;
        one.first = std::min(static_cast<int>(begin), from_px - 1);
        for (int k = one.first; k < from_px && (k == one.first || k < end - 1e-9); ++k)
            one.weights.push_back(
                static_cast<float>((std::min<double>(end, k + 1) - std::max<double>(begin, k)) / step));
    }
    return all;
}

unsigned to_565(const std::uint8_t* p) {
    return (p[0] * 31u + 127) / 255 << 11 | (p[1] * 63u + 127) / 255 << 5 | (p[2] * 31u + 127) / 255;
}

constexpr std::uint8_t there = 128;  ///< Least alpha of a pixel that is there.

/// A block with holes: two colours, their mean, and what is not there. The colours are the ends of what is there, along
/// the channel that differs most.
void encode_cut_out(const BlockPixels& pixels, std::byte* block) {
    int least[3] = {255, 255, 255}, most[3] = {0, 0, 0};
    for (std::size_t i = 0; i < 64; i += 4)
        for (std::size_t c = 0; c < 3 && pixels[i + 3] >= there; ++c) {
            least[c] = std::min<int>(least[c], pixels[i + c]);
            most[c] = std::max<int>(most[c], pixels[i + c]);
        }
    std::size_t widest = 0;
    for (std::size_t c = 1; c < 3; ++c)
        if (most[c] - least[c] > most[widest] - least[widest]) widest = c;
    const std::uint8_t *low = nullptr, *high = nullptr;
    for (std::size_t i = 0; i < 64; i += 4) {
        if (pixels[i + 3] < there) continue;
        if (!low || pixels[i + widest] < low[widest]) low = pixels.data() + i;
        if (!high || pixels[i + widest] > high[widest]) high = pixels.data() + i;
    }
    unsigned c0 = low ? to_565(low) : 0, c1 = high ? to_565(high) : 0;
    if (c0 > c1) std::swap(c0, c1);
    const Rgb a = from_565(c0), b = from_565(c1);
    const Rgb table[3] = {a, b, {(a.r + b.r) / 2, (a.g + b.g) / 2, (a.b + b.b) / 2}};
    std::uint32_t choices = 0;
    for (std::size_t i = 0; i < 16; ++i) {
        const std::uint8_t* p = pixels.data() + 4 * i;
        std::uint32_t choice = 3;
        int best = 1 << 30;
        for (std::uint32_t k = 0; k < 3 && p[3] >= there; ++k) {
            const int r = table[k].r - p[0], g = table[k].g - p[1], bl = table[k].b - p[2];
            const int away = r * r + g * g + bl * bl;
            if (away < best) best = away, choice = k;
        }
        choices |= choice << (2 * i);
    }
    const unsigned char bytes[bc1_block_bytes] = {static_cast<unsigned char>(c0),
                                                  static_cast<unsigned char>(c0 >> 8),
                                                  static_cast<unsigned char>(c1),
                                                  static_cast<unsigned char>(c1 >> 8),
                                                  static_cast<unsigned char>(choices),
                                                  static_cast<unsigned char>(choices >> 8),
                                                  static_cast<unsigned char>(choices >> 16),
                                                  static_cast<unsigned char>(choices >> 24)};
    std::memcpy(block, bytes, bc1_block_bytes);
}

bool has_holes(const std::uint8_t* rgba, std::size_t bytes, std::uint8_t least) {
    for (std::size_t i = 3; i < bytes; i += 4)
        if (rgba[i] < least) return true;
    return false;
}

/// Colours times what is there of them, or back.
Pixels weighted(Pixels pixels, bool back) {
    for (std::size_t i = 0; i + 3 < pixels.rgba.size(); i += 4) {
        std::uint8_t* p = pixels.rgba.data() + i;
        for (int c = 0; c < 3; ++c)
            p[c] = static_cast<std::uint8_t>(back ? (p[3] ? std::min(255, (p[c] * 255 + p[3] / 2) / p[3]) : 0)
                                                  : (p[c] * p[3] + 127) / 255);
    }
    return pixels;
}

}  // namespace

void encode_bc1_block(const BlockPixels& pixels, std::byte* block) {
    if (has_holes(pixels.data(), pixels.size(), there)) return encode_cut_out(pixels, block);
    stb_compress_dxt_block(reinterpret_cast<unsigned char*>(block), pixels.data(), 0, STB_DXT_NORMAL);
}

BlockPixels decode_bc1_block(const std::byte* block) {
    const auto byte = [&](int i) { return std::to_integer<unsigned>(block[i]); };
    const unsigned c0 = byte(0) | byte(1) << 8, c1 = byte(2) | byte(3) << 8;
    const Rgb a = from_565(c0), b = from_565(c1);
    Rgb table[4] = {a, b, {0, 0, 0}, {0, 0, 0}};
    if (c0 > c1) {
        table[2] = {(2 * a.r + b.r) / 3, (2 * a.g + b.g) / 3, (2 * a.b + b.b) / 3};
        table[3] = {(a.r + 2 * b.r) / 3, (a.g + 2 * b.g) / 3, (a.b + 2 * b.b) / 3};
    } else {
        table[2] = {(a.r + b.r) / 2, (a.g + b.g) / 2, (a.b + b.b) / 2};
    }
    BlockPixels out{};
    for (std::size_t i = 0; i < 16; ++i) {
        const unsigned choice = byte(4 + static_cast<int>(i / 4)) >> (2 * (i % 4)) & 3;
        const Rgb& c = table[choice];
        out[4 * i] = static_cast<std::uint8_t>(c.r);
        out[4 * i + 1] = static_cast<std::uint8_t>(c.g);
        out[4 * i + 2] = static_cast<std::uint8_t>(c.b);
        out[4 * i + 3] = c0 <= c1 && choice == 3 ? 0 : 255;
    }
    return out;
}

std::vector<std::byte> encode_bc1(const Pixels& pixels) {
    assert(pixels.width_px % 4 == 0 && pixels.height_px % 4 == 0);
    const int columns = pixels.width_px / 4, rows = pixels.height_px / 4;
    std::vector<std::byte> blocks(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows) * bc1_block_bytes);
    std::byte* to = blocks.data();
    BlockPixels block{};
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column, to += bc1_block_bytes) {
            for (int y = 0; y < 4; ++y) std::memcpy(block.data() + 16 * y, pixels.at(column * 4, row * 4 + y), 16);
            encode_bc1_block(block, to);
        }
    return blocks;
}

Pixels decode_bc1(int width_px, int height_px, std::span<const std::byte> blocks) {
    assert(width_px % 4 == 0 && height_px % 4 == 0);
    Pixels out{width_px, height_px, {}};
    out.rgba.resize(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 4);
    const std::byte* from = blocks.data();
    for (int row = 0; row < height_px / 4; ++row)
        for (int column = 0; column < width_px / 4; ++column, from += bc1_block_bytes) {
            const BlockPixels block = decode_bc1_block(from);
            for (int y = 0; y < 4; ++y) std::memcpy(out.at(column * 4, row * 4 + y), block.data() + 16 * y, 16);
        }
    return out;
}

namespace {

Pixels resized_as_is(const Pixels& pixels, int width_px, int height_px) {
    const std::vector<Coverage> across = coverage_of(pixels.width_px, width_px);
    const std::vector<Coverage> down = coverage_of(pixels.height_px, height_px);
    Pixels out{width_px, height_px, {}};
    out.rgba.resize(static_cast<std::size_t>(width_px) * static_cast<std::size_t>(height_px) * 4);
    std::vector<float> row(static_cast<std::size_t>(pixels.width_px) * 4);
    for (int y = 0; y < height_px; ++y) {
        std::fill(row.begin(), row.end(), 0.5f);
        const Coverage& rows = down[static_cast<std::size_t>(y)];
        for (std::size_t k = 0; k < rows.weights.size(); ++k) {
            const std::uint8_t* from = pixels.at(0, rows.first + static_cast<int>(k));
            for (std::size_t i = 0; i < row.size(); ++i) row[i] += rows.weights[k] * from[i];
        }
        std::uint8_t* to = out.at(0, y);
        for (const Coverage& columns : across) {
            float sum[4] = {0, 0, 0, 0};
            const float* from = row.data() + 4 * static_cast<std::size_t>(columns.first);
            for (const float weight : columns.weights)
                for (int c = 0; c < 4; ++c) sum[c] += weight * *from++;
            for (int c = 0; c < 4; ++c) *to++ = static_cast<std::uint8_t>(std::clamp(sum[c], 0.0f, 255.0f));
        }
    }
    return out;
}

}  // namespace

Pixels resized(const Pixels& pixels, int width_px, int height_px) {
    assert(width_px > 0 && height_px > 0 && pixels.width_px > 0 && pixels.height_px > 0);
    if (width_px == pixels.width_px && height_px == pixels.height_px) return pixels;
    if (!has_holes(pixels.rgba.data(), pixels.rgba.size(), 255)) return resized_as_is(pixels, width_px, height_px);
    return weighted(resized_as_is(weighted(pixels, false), width_px, height_px), true);
}

Image halved(const Image& image) {
    const auto half = [](int px) { return std::max(4, (px / 2 + 2) / 4 * 4); };
    const Pixels small =
        resized(decode_bc1(image.width_px, image.height_px, image.blocks), half(image.width_px), half(image.height_px));
    return {image.name, small.width_px, small.height_px, encode_bc1(small)};
}

std::uint32_t mean_colour(const Image& image) {
    std::uint64_t sum[3] = {0, 0, 0};
    const std::size_t count = image.blocks.size() / bc1_block_bytes;
    // A few thousand blocks tell the mean well enough.
    const std::size_t step = std::max<std::size_t>(1, count / 4096);
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < count; i += step) {
        const BlockPixels block = decode_bc1_block(image.blocks.data() + i * bc1_block_bytes);
        for (std::size_t k = 0; k < 64; k += 4) {
            if (block[k + 3] < there) continue;
            for (std::size_t c = 0; c < 3; ++c) sum[c] += block[k + c];
            ++seen;
        }
    }
    if (seen == 0) return 0xFFC8C8C8;
    const auto channel = [&](int c) { return static_cast<std::uint32_t>(sum[c] / seen); };
    return 0xFF000000u | channel(2) << 16 | channel(1) << 8 | channel(0);
}

}  // namespace twin::data
