#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/importer/open_thing.h"
#include "app/picture.h"
#include "app/subcommands/subcommand.h"
#include "base/text.h"

namespace twin::app {

namespace {

struct RenderOptions {
    std::string thing;
    std::string output = "stadtzwilling.png";
    std::string size = "1920x1080";
    std::string camera;
    std::string time;
    std::string layers;
    std::string language;
    std::string panel;
    double scale = 0;
    bool fit = false;
    bool ui = false;
    bool no_shadows = false;
    int samples = 4;
};

bool parse_size(const std::string& text, int& width_px, int& height_px) {
    return std::sscanf(text.c_str(), "%dx%d", &width_px, &height_px) == 2 && width_px >= 16 && height_px >= 16 &&
           width_px <= 16384 && height_px <= 16384;
}

base::Result<std::optional<GeoCamera>> parse_camera(const std::string& text) {
    if (text.empty()) return std::optional<GeoCamera>{};
    const auto parts = base::split(text, ',');
    double numbers[5] = {};
    bool good = parts.size() == 5;
    for (std::size_t i = 0; good && i < 5; ++i) good = base::parse_number(parts[i], numbers[i]);
    if (!good || std::abs(numbers[0]) > 90 || std::abs(numbers[1]) > 360)
        return base::Error{fmt::format(
            "--camera expects LAT,LON,HEIGHT_M,HEADING_DEG,PITCH_DEG (such as 49.43,7.77,420,0,-15), but got \"{}\".",
            text)};
    return std::optional<GeoCamera>(GeoCamera{{numbers[0], numbers[1]}, numbers[2], numbers[3], numbers[4]});
}

base::Result<void> render(const RenderOptions& options) {
    PictureRequest request;
    if (!parse_size(options.size, request.width_px, request.height_px))
        return base::Error{
            fmt::format("--size expects WIDTHxHEIGHT between 16x16 and 16384x16384, but got \"{}\".", options.size)};
    auto camera = parse_camera(options.camera);
    if (!camera) return camera.error();
    request.camera = *camera;
    request.fit = options.fit;
    request.time = options.time;
    request.layers = options.layers;
    request.with_panels = options.ui;
    request.panel = options.panel;
    request.language = options.language;
    request.ui_scale = options.scale;
    request.style.shadows = !options.no_shadows;
    request.style.samples = options.samples;
    auto file = resolve_thing(options.thing, nullptr);
    if (!file) return file.error();
    auto picture = draw_picture(*file, request);
    if (!picture) return picture.error();
    return save_picture(*picture, options.output);
}

}  // namespace

void add_render(CLI::App& sub, std::function<int()>& run) {
    auto options = std::make_shared<RenderOptions>();
    sub.add_option("THING", options->thing, "City file, recipe or any source; without it the bundled city");
    sub.add_option("-o,--output", options->output, "PNG to write")->capture_default_str();
    sub.add_option("--size", options->size, "WIDTHxHEIGHT in pixels")->capture_default_str();
    auto* camera =
        sub.add_option("--camera", options->camera,
                       "LAT,LON,HEIGHT_M,HEADING_DEG,PITCH_DEG; height above sea level, heading from true north");
    sub.add_flag("--fit", options->fit, "Show everything")->excludes(camera);
    sub.add_option("--time", options->time, "Local time, such as 2026-06-21T15:00");
    sub.add_option("--layers", options->layers, "Only these layers and overlays, by name, comma-separated");
    sub.add_flag("--ui", options->ui, "With the panels, as in the window");
    sub.add_option("--panel", options->panel, "With --ui: the panel that is open");
    sub.add_option("--lang", options->language, "de or en")->check(CLI::IsMember({"de", "en"}));
    sub.add_option("--scale", options->scale, "Scale of text and panels; 0 chooses by the size");
    sub.add_flag("--no-shadows", options->no_shadows, "Leave shadows out");
    sub.add_option("--samples", options->samples, "Samples per pixel: 1, 2, 4 or 8")->capture_default_str();
    sub.callback([options, &run] {
        run = [options] {
            if (auto done = render(*options); !done) {
                std::fprintf(stderr, "stadtzwilling render: %s\n", done.error().message.c_str());
                return 1;
            }
            return 0;
        };
    });
}

}  // namespace twin::app
