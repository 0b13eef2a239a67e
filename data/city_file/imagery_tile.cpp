#include "data/city_file/imagery_tile.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_ONLY_JPEG
#define STBI_ONLY_PNG
#define STBI_MAX_DIMENSIONS 4096
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

#include "data/jpeg_check.h"

namespace twin::data {

namespace {

/// The drivers open nothing, so this may happen anywhere.
void prepare_codecs() {
    static std::once_flag once;
    std::call_once(once, [] {
        GDALRegister_MEM();
        GDALRegister_JPEG();
        GDALRegister_PNG();
    });
}

/// The pixels as a dataset that looks at them without a copy.
std::unique_ptr<GDALDataset> dataset_of(const Pixels& pixels, int bands) {
    auto* driver = static_cast<GDALDriver*>(GDALGetDriverByName("MEM"));
    std::unique_ptr<GDALDataset> dataset(driver->Create("", pixels.width_px, pixels.height_px, 0, GDT_Byte, nullptr));
    if (!dataset) return nullptr;
    for (int band = 0; band < bands; ++band) {
        const auto* first = pixels.rgba.data() + band;
        CPLStringList options;
        char pointer[64] = {};
        pointer[CPLPrintPointer(pointer, const_cast<std::uint8_t*>(first), sizeof(pointer) - 1)] = 0;
        options.SetNameValue("DATAPOINTER", pointer);
        options.SetNameValue("PIXELOFFSET", "4");
        options.SetNameValue("LINEOFFSET", std::to_string(4ull * static_cast<unsigned>(pixels.width_px)).c_str());
        if (dataset->AddBand(GDT_Byte, options.List()) != CE_None) return nullptr;
        constexpr GDALColorInterp colours[] = {GCI_RedBand, GCI_GreenBand, GCI_BlueBand, GCI_AlphaBand};
        dataset->GetRasterBand(band + 1)->SetColorInterpretation(colours[band]);
    }
    return dataset;
}

std::vector<std::byte> take_file(const std::string& path) {
    vsi_l_offset size = 0;
    const std::unique_ptr<GByte, decltype(&VSIFree)> bytes(VSIGetMemFileBuffer(path.c_str(), &size, TRUE), &VSIFree);
    const auto* first = reinterpret_cast<const std::byte*>(bytes.get());
    return bytes ? std::vector<std::byte>(first, first + size) : std::vector<std::byte>();
}

}  // namespace

Cover cover_of(const Pixels& pixels) {
    bool any = false, all = true;
    for (std::size_t i = 3; i < pixels.rgba.size(); i += 4) {
        any = any || pixels.rgba[i] > 0;
        all = all && pixels.rgba[i] == 255;
    }
    if (!any) return Cover::none;
    return all ? Cover::full : Cover::part;
}

base::Result<std::vector<std::byte>> encode_picture(const Pixels& pixels, int jpeg_quality) {
    prepare_codecs();
    static std::atomic<std::uint64_t> count{0};
    const bool opaque = cover_of(pixels) == Cover::full;
    const auto source = dataset_of(pixels, opaque ? 3 : 4);
    auto* driver = static_cast<GDALDriver*>(GDALGetDriverByName(opaque ? "JPEG" : "PNG"));
    if (!source || !driver) return base::Error{"a picture cannot be packed; the memory or a part of GDAL is missing"};
    CPLStringList options;
    if (opaque)
        options.SetNameValue("QUALITY", std::to_string(jpeg_quality).c_str());
    else
        options.SetNameValue("ZLEVEL", "6");
    const std::string path = fmt::format("/vsimem/twin_picture_{}", count++);
    CPLPushErrorHandler(CPLQuietErrorHandler);
    CPLSetThreadLocalConfigOption("GDAL_PAM_ENABLED", "NO");  // no .aux.xml beside it
    const bool done = std::unique_ptr<GDALDataset>(driver->CreateCopy(path.c_str(), source.get(), FALSE, options.List(),
                                                                      nullptr, nullptr)) != nullptr;
    CPLSetThreadLocalConfigOption("GDAL_PAM_ENABLED", nullptr);
    CPLPopErrorHandler();
    std::vector<std::byte> bytes = take_file(path);
    if (!done || bytes.empty()) return base::Error{"a picture cannot be packed; the memory may be full"};
    return bytes;
}

base::Result<Pixels> decode_picture(std::span<const std::byte> picture, int width_px, int height_px) {
    const auto* data = reinterpret_cast<const stbi_uc*>(picture.data());
    const int size = static_cast<int>(picture.size());
    int width = 0, height = 0, channels = 0;
    if (!jpeg_tables_fit(picture)) return base::Error{"a picture of the ground is damaged"};
    if (picture.size() > (64u << 20) || !stbi_info_from_memory(data, size, &width, &height, &channels))
        return base::Error{"a picture of the ground is neither JPEG nor PNG"};
    if (width != width_px || height != height_px)
        return base::Error{fmt::format("a picture of the ground has {} x {} pixels, expected {} x {}", width, height,
                                       width_px, height_px)};
    const std::unique_ptr<stbi_uc, decltype(&std::free)> rgba(
        stbi_load_from_memory(data, size, &width, &height, &channels, 4), &std::free);
    if (!rgba) return base::Error{"a picture of the ground is damaged"};
    Pixels pixels{width, height, {}};
    pixels.rgba.assign(rgba.get(), rgba.get() + 4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    return pixels;
}

}  // namespace twin::data
