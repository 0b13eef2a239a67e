#include "app/png.h"

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace twin::app {

namespace fs = std::filesystem;

namespace {

std::vector<std::uint8_t> without_alpha(const renderer::Picture& picture) {
    const std::size_t pixels = static_cast<std::size_t>(picture.width_px) * picture.height_px;
    std::vector<std::uint8_t> rgb(pixels * 3);
    for (std::size_t i = 0; i < pixels; ++i)
        for (int channel = 0; channel < 3; ++channel) rgb[i * 3 + channel] = picture.rgba[i * 4 + channel];
    return rgb;
}

void append(void* context, void* data, int size) {
    static_cast<std::ofstream*>(context)->write(static_cast<const char*>(data), size);
}

}  // namespace

base::Result<void> write_png(const fs::path& file, const renderer::Picture& picture) {
    if (picture.width_px <= 0 || picture.height_px <= 0) return base::Error{file.string() + ": the picture is empty"};
    const fs::path part = file.string() + ".part";
    std::error_code error;
    {
        std::ofstream out(part, std::ios::binary);
        if (!out)
            return base::Error{fmt::format("{}: cannot be created; is the folder there and writable?", file.string())};
        const auto rgb = without_alpha(picture);
        const int done = stbi_write_png_to_func(append, &out, picture.width_px, picture.height_px, 3, rgb.data(),
                                                picture.width_px * 3);
        out.flush();
        if (!done || !out) {
            fs::remove(part, error);
            return base::Error{fmt::format("{}: could not be written completely; is the disk full?", file.string())};
        }
    }
    fs::rename(part, file, error);
    if (error) return base::Error{fmt::format("{}: {}", file.string(), error.message())};
    return {};
}

fs::path new_screenshot_file() {
    std::error_code error;
    fs::path folder = fs::current_path(error);
    if (const char* home = std::getenv("HOME"); home && *home)
        for (const char* name : {"Pictures", "Bilder"})
            if (fs::is_directory(fs::path(home) / name, error)) folder = fs::path(home) / name;
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    char stamp[32];
    std::strftime(stamp, sizeof stamp, "%Y-%m-%d-%H%M%S", &local);
    fs::path file = folder / fmt::format("stadtzwilling-{}.png", stamp);
    for (int number = 2; fs::exists(file, error); ++number)
        file = folder / fmt::format("stadtzwilling-{}-{}.png", stamp, number);
    return file;
}

}  // namespace twin::app
