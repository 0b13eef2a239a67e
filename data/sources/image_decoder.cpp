#include "data/sources/image_decoder.h"

#include <cpl_conv.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string_view>

#include "data/jpeg_check.h"
#include "data/pixels.h"
#include "data/sources/gdal_setup.h"

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_ONLY_BMP
#define STBI_ONLY_TGA
#define STBI_ONLY_GIF
#define STBI_MAX_DIMENSIONS 16384
#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#endif
#include <stb/stb_image.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

namespace twin::data {
namespace {

constexpr int largest_px = 16384;
constexpr std::uint64_t largest_bytes = 256ull << 20;  ///< Unpacked, at four bytes a pixel.

using Bytes = std::span<const std::byte>;

unsigned byte_at(Bytes bytes, std::size_t at) {
    return at < bytes.size() ? std::to_integer<unsigned>(bytes[at]) : 0;
}
std::uint32_t word_at(Bytes bytes, std::size_t at, int count) {
    std::uint32_t value = 0;
    for (int i = count - 1; i >= 0; --i) value = value << 8 | byte_at(bytes, at + static_cast<std::size_t>(i));
    return value;
}
bool starts_with(Bytes bytes, std::string_view magic) {
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).starts_with(magic);
}

const base::Error cut_off{"the picture is cut off"};

base::Result<void> check_size(int width_px, int height_px) {
    if (width_px < 1 || height_px < 1) return base::Error{"the picture has no pixels"};
    if (width_px > largest_px || height_px > largest_px ||
        std::uint64_t(width_px) * std::uint64_t(height_px) * 4 > largest_bytes)
        return base::Error{fmt::format("the picture has {} x {} pixels; at most {} on a side and {} million are read",
                                       width_px, height_px, largest_px, largest_bytes / 4 / 1'000'000)};
    return {};
}

bool is_tiff(Bytes bytes) {
    return starts_with(bytes, std::string_view("II*\0", 4)) || starts_with(bytes, std::string_view("MM\0*", 4)) ||
           starts_with(bytes, std::string_view("II+\0", 4)) || starts_with(bytes, std::string_view("MM\0+", 4));
}

/// The decoder reads zeros beyond the end: what is missing must be found before.
bool jpeg_is_cut_off(Bytes bytes) {
    for (std::size_t i = bytes.size(); i >= 2; --i)
        if (byte_at(bytes, i - 2) == 0xFF && byte_at(bytes, i - 1) == 0xD9) return false;
    return true;
}

bool bmp_is_cut_off(Bytes bytes) {
    const std::uint32_t offset = word_at(bytes, 10, 4), header = word_at(bytes, 14, 4);
    if (header < 40) return bytes.size() <= offset;
    const auto width = static_cast<std::int32_t>(word_at(bytes, 18, 4));
    const auto height = static_cast<std::int32_t>(word_at(bytes, 22, 4));
    const std::uint32_t bits = word_at(bytes, 28, 2), compression = word_at(bytes, 30, 4);
    if (compression != 0 && compression != 3) return bytes.size() <= offset;
    const std::uint64_t row = (std::uint64_t(std::abs(std::int64_t(width))) * bits + 31) / 32 * 4;
    return bytes.size() < offset + row * std::uint64_t(std::abs(std::int64_t(height)));
}

bool gif_is_cut_off(Bytes bytes) {
    while (!bytes.empty() && bytes.back() == std::byte{0}) bytes = bytes.first(bytes.size() - 1);
    return bytes.empty() || bytes.back() != std::byte{0x3B};
}

/// Walks through the packets of a TGA.
bool tga_is_cut_off(Bytes bytes) {
    const unsigned type = byte_at(bytes, 2);
    const std::uint64_t pixel_bytes = (byte_at(bytes, 16) + 7) / 8;
    const std::uint64_t map_bytes = std::uint64_t(word_at(bytes, 5, 2)) * ((byte_at(bytes, 7) + 7) / 8);
    std::uint64_t at = 18 + byte_at(bytes, 0) + (byte_at(bytes, 1) == 1 ? map_bytes : 0);
    std::uint64_t left = std::uint64_t(word_at(bytes, 12, 2)) * word_at(bytes, 14, 2);
    if (type < 9) return bytes.size() < at + left * pixel_bytes;
    while (left > 0) {
        if (at >= bytes.size()) return true;
        const unsigned packet = byte_at(bytes, at);
        const std::uint64_t run = (packet & 127) + 1;
        at += 1 + (packet & 128 ? pixel_bytes : run * pixel_bytes);
        left -= std::min(run, left);
    }
    return at > bytes.size();
}

std::string_view kind_of(Bytes bytes) {
    if (starts_with(bytes, "\xFF\xD8")) return "jpeg";
    if (starts_with(bytes, "\x89PNG")) return "png";
    if (starts_with(bytes, "GIF8")) return "gif";
    if (starts_with(bytes, "BM")) return "bmp";
    if (is_tiff(bytes)) return "tiff";
    return "";
}

base::Error unknown_format(Bytes bytes) {
    const char* what = "";
    if (starts_with(bytes, "RIFF")) what = " (it looks like WebP)";
    if (starts_with(bytes, "\xABKTX")) what = " (it looks like KTX)";
    if (starts_with(bytes, "DDS ")) what = " (it looks like DDS)";
    return {
        fmt::format("expected a picture (JPEG, PNG, TIFF, BMP, TGA, GIF), but its content is none of these{}", what)};
}

base::Result<Pixels> unpack_plain(Bytes bytes) {
    const std::string_view kind = kind_of(bytes);
    const auto* data = reinterpret_cast<const stbi_uc*>(bytes.data());
    const int size = static_cast<int>(bytes.size());
    int width = 0, height = 0, channels = 0;
    if (!jpeg_tables_fit(bytes)) return base::Error{"the picture is damaged (a Huffman table is too large)"};
    if (!stbi_info_from_memory(data, size, &width, &height, &channels))
        return kind.empty() ? unknown_format(bytes)
                            : base::Error{"the picture is damaged or cut off inside its header"};
    if (auto fits = check_size(width, height); !fits) return fits.error();
    const bool cut = (kind == "jpeg" && jpeg_is_cut_off(bytes)) || (kind == "bmp" && bmp_is_cut_off(bytes)) ||
                     (kind == "gif" && gif_is_cut_off(bytes)) || (kind.empty() && tga_is_cut_off(bytes));
    if (cut) return cut_off;
    const std::unique_ptr<stbi_uc, decltype(&std::free)> rgba(
        stbi_load_from_memory(data, size, &width, &height, &channels, 4), &std::free);
    if (!rgba) {
        const std::string_view reason = stbi_failure_reason() ? stbi_failure_reason() : "no reason given";
        if (reason == "outofdata" || reason.find("EOF") != std::string_view::npos) return cut_off;
        return base::Error{fmt::format("the picture is damaged ({})", reason)};
    }
    Pixels pixels{width, height, {}};
    pixels.rgba.assign(rgba.get(), rgba.get() + std::size_t(width) * std::size_t(height) * 4);
    return pixels;
}

/// A file in GDAL's memory while it lives.
class MemoryPicture {
  public:
    explicit MemoryPicture(Bytes bytes) {
        auto* data = reinterpret_cast<GByte*>(const_cast<std::byte*>(bytes.data()));
        if (VSILFILE* file = VSIFileFromMemBuffer(path, data, bytes.size(), FALSE)) VSIFCloseL(file);
    }
    ~MemoryPicture() { VSIUnlink(path); }
    static constexpr const char* path = "/vsimem/picture.tif";
};

/// A 16-bit picture is stretched over what it holds; 8 bits stay.
bool read_band(GDALRasterBand& band, std::uint8_t* to, int width, int height) {
    if (band.GetRasterDataType() == GDT_Byte)
        return band.RasterIO(GF_Read, 0, 0, width, height, to, width, height, GDT_Byte, 4,
                             static_cast<GSpacing>(width) * 4, nullptr) == CE_None;
    std::vector<float> values(std::size_t(width) * std::size_t(height));
    if (band.RasterIO(GF_Read, 0, 0, width, height, values.data(), width, height, GDT_Float32, 0, 0, nullptr) !=
        CE_None)
        return false;
    const float highest = std::max(1.0f, *std::max_element(values.begin(), values.end()));
    for (std::size_t i = 0; i < values.size(); ++i)
        to[4 * i] = static_cast<std::uint8_t>(std::clamp(values[i] / highest * 255.0f, 0.0f, 255.0f));
    return true;
}

base::Result<Pixels> unpack_tiff(Bytes bytes) {
    static std::once_flag once;
    std::call_once(once, GDALRegister_GTiff);  // opens nothing, so it may happen inside the sandbox
    GdalErrors errors;
    const MemoryPicture file(bytes);
    const char* const drivers[] = {"GTiff", nullptr};
    const std::unique_ptr<GDALDataset> picture(
        GDALDataset::Open(MemoryPicture::path, GDAL_OF_RASTER | GDAL_OF_INTERNAL, drivers));
    if (!picture)
        return base::Error{fmt::format("the TIFF cannot be read: {}", errors.first("it is damaged or cut off"))};
    const int width = picture->GetRasterXSize(), height = picture->GetRasterYSize();
    if (auto fits = check_size(width, height); !fits) return fits.error();
    const int bands = picture->GetRasterCount();
    if (bands < 1) return base::Error{"the TIFF has no colours"};
    Pixels pixels{width, height, std::vector<std::uint8_t>(std::size_t(width) * std::size_t(height) * 4, 255)};
    const bool coloured = bands >= 3;
    for (int c = 0; c < 3; ++c)
        if (!read_band(*picture->GetRasterBand(coloured ? c + 1 : 1), pixels.rgba.data() + c, width, height))
            return base::Error{fmt::format("the TIFF cannot be read: {}", errors.first("it is damaged or cut off"))};
    if (const GDALColorTable* table = coloured ? nullptr : picture->GetRasterBand(1)->GetColorTable())
        for (std::size_t i = 0; i < pixels.rgba.size(); i += 4)
            if (const GDALColorEntry* entry = table->GetColorEntry(pixels.rgba[i])) {
                pixels.rgba[i] = static_cast<std::uint8_t>(entry->c1);
                pixels.rgba[i + 1] = static_cast<std::uint8_t>(entry->c2);
                pixels.rgba[i + 2] = static_cast<std::uint8_t>(entry->c3);
            }
    return pixels;
}

/// What is not there has the mean colour of what is: its own is often black, and would show at the edges. Without holes
/// all is there.
void settle_alpha(Pixels& pixels, double holes_below) {
    const double limit = holes_below > 0 ? holes_below * 255 : 128;
    std::uint64_t sum[3] = {0, 0, 0}, solid = 0;
    const std::size_t count = pixels.rgba.size() / 4;
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint8_t* p = pixels.rgba.data() + 4 * i;
        if (p[3] < limit) continue;
        ++solid;
        for (int c = 0; c < 3; ++c) sum[c] += p[c];
    }
    // An alpha of nothing but nothing is a slip of the exporter.
    const bool slip = solid * 1000 < count;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint8_t* p = pixels.rgba.data() + 4 * i;
        const bool hole = p[3] < limit && !slip;
        if (hole)
            for (int c = 0; c < 3; ++c) p[c] = static_cast<std::uint8_t>(sum[c] / solid);
        p[3] = hole && holes_below > 0 ? 0 : 255;
    }
}

/// IEC 61966-2-1 there and back.
void tint(Pixels& pixels, const float (&factors)[3]) {
    std::uint8_t table[3][256];
    bool any = false;
    for (int c = 0; c < 3; ++c) {
        any = any || std::abs(factors[c] - 1) > 0.01f;
        for (int i = 0; i < 256; ++i) {
            const double v = i / 255.0, linear = v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
            const double l = std::clamp(linear * double(factors[c]), 0.0, 1.0);
            const double out = l <= 0.0031308 ? 12.92 * l : 1.055 * std::pow(l, 1 / 2.4) - 0.055;
            table[c][i] = static_cast<std::uint8_t>(std::lround(out * 255));
        }
    }
    if (!any) return;
    for (std::size_t i = 0; i < pixels.rgba.size(); ++i)
        if (i % 4 < 3) pixels.rgba[i] = table[i % 4][pixels.rgba[i]];
}

}  // namespace

base::Result<Image> decode_image(std::string name, Bytes bytes, int most_px, const PictureUse& use) {
    if (bytes.empty()) return base::Error{"the picture is empty (0 bytes)"};
    if (bytes.size() > largest_bytes)
        return base::Error{fmt::format("the picture's file is larger than {} MB", largest_bytes >> 20)};
    auto pixels = is_tiff(bytes) ? unpack_tiff(bytes) : unpack_plain(bytes);
    if (!pixels) return pixels.error();
    return compressed_image(std::move(name), std::move(*pixels), most_px, use);
}

Image compressed_image(std::string name, Pixels pixels, int most_px, const PictureUse& use) {
    settle_alpha(pixels, use.holes_below);
    tint(pixels, use.tint);
    const double shrink =
        std::min(1.0, static_cast<double>(std::max(most_px, 4)) / std::max(pixels.width_px, pixels.height_px));
    const auto fitting = [&](int px) { return std::max(4, static_cast<int>(px * shrink + 2) / 4 * 4); };
    const Pixels small = resized(pixels, fitting(pixels.width_px), fitting(pixels.height_px));
    return Image{std::move(name), small.width_px, small.height_px, encode_bc1(small)};
}

int texture_px_of(const std::string& text) {
    const int px = std::atoi(text.c_str());
    return px > 0 ? std::clamp(px, 16, 4096) : usual_texture_px;
}

}  // namespace twin::data
