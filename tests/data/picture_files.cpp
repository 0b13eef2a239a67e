#include "tests/data/picture_files.h"

#include <cpl_vsi.h>
#include <gdal_priv.h>

#include <cstring>
#include <memory>
#include <utility>

#include "data/sources/gdal_setup.h"

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace twin::test {

namespace {

void append(void* to, void* bytes, int size) {
    auto& out = *static_cast<std::vector<std::byte>*>(to);
    const auto* from = static_cast<const std::byte*>(bytes);
    out.insert(out.end(), from, from + size);
}

std::vector<std::byte> tiff_file(const data::Pixels& pixels) {
    data::prepare_gdal();
    const char* path = "/vsimem/test_picture.tif";
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    {
        const std::unique_ptr<GDALDataset> file(
            driver->Create(path, pixels.width_px, pixels.height_px, 3, GDT_Byte, nullptr));
        for (int c = 0; c < 3; ++c)
            if (file->GetRasterBand(c + 1)->RasterIO(GF_Write, 0, 0, pixels.width_px, pixels.height_px,
                                                     const_cast<std::uint8_t*>(pixels.rgba.data()) + c, pixels.width_px,
                                                     pixels.height_px, GDT_Byte, 4, GSpacing(pixels.width_px) * 4,
                                                     nullptr) != CE_None)
                return {};
    }
    vsi_l_offset size = 0;
    GByte* bytes = VSIGetMemFileBuffer(path, &size, TRUE);
    const auto* from = reinterpret_cast<const std::byte*>(bytes);
    std::vector<std::byte> out(from, from + size);
    VSIFree(bytes);
    return out;
}

}  // namespace

std::vector<std::byte> picture_file(const data::Pixels& pixels, const std::string& format) {
    if (format == "tif") return tiff_file(pixels);
    std::vector<std::byte> out;
    const int w = pixels.width_px, h = pixels.height_px;
    if (format == "png") stbi_write_png_to_func(append, &out, w, h, 4, pixels.rgba.data(), w * 4);
    if (format == "jpg") stbi_write_jpg_to_func(append, &out, w, h, 4, pixels.rgba.data(), 90);
    if (format == "bmp")
        stbi_write_bmp_to_func(append, &out, w, h, 3, [&] {
            static std::vector<std::uint8_t> rgb;
            rgb.clear();
            for (std::size_t i = 0; i < pixels.rgba.size(); ++i)
                if (i % 4 < 3) rgb.push_back(pixels.rgba[i]);
            return rgb.data();
        }());
    if (format == "tga") stbi_write_tga_to_func(append, &out, w, h, 4, pixels.rgba.data());
    return out;
}

}  // namespace twin::test
