#include "app/settings.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <system_error>

#include <toml++/toml.h>

#include "base/log.h"

namespace twin::app {

namespace fs = std::filesystem;

namespace {

int nearest_samples(std::int64_t wanted) {
    return wanted >= 8 ? 8 : wanted >= 4 ? 4 : wanted >= 2 ? 2 : 1;
}

void set_aside(const fs::path& file) {
    std::error_code error;
    for (int number = 1; number < 100; ++number) {
        const fs::path aside = file.string() + ".corrupt-" + std::to_string(number);
        if (fs::exists(aside, error)) continue;
        fs::rename(file, aside, error);
        return;
    }
}

Settings from_table(const toml::table& table) {
    Settings settings;
    if (!parse_language(table["language"].value_or(""), settings.language))
        settings.language = language_from_environment();
    settings.look = std::string_view(table["look"].value_or("light")) == "dark" ? Look::dark : Look::light;
    const double scale = table["ui_scale"].value_or(0.0);
    settings.ui_scale = scale > 0 ? static_cast<float>(std::clamp(scale, 1.0, 3.0)) : 0.0f;
    settings.style.shadows = table["shadows"].value_or(settings.style.shadows);
    settings.style.haze = table["haze"].value_or(settings.style.haze);
    settings.style.samples = nearest_samples(table["samples"].value_or(std::int64_t{settings.style.samples}));
    const double trees = table["tree_distance_m"].value_or(double{settings.style.tree_distance_m});
    settings.style.tree_distance_m = static_cast<float>(std::clamp(trees, 0.0, 30000.0));
    settings.style.imagery_mb =
        static_cast<int>(std::clamp<std::int64_t>(table["imagery_mb"].value_or(settings.style.imagery_mb), 32, 4096));
    settings.window_width =
        static_cast<int>(std::clamp<std::int64_t>(table["window_width"].value_or(1600), 640, 16384));
    settings.window_height =
        static_cast<int>(std::clamp<std::int64_t>(table["window_height"].value_or(900), 480, 16384));
    return settings;
}

}  // namespace

bool operator==(const Settings& a, const Settings& b) {
    return a.language == b.language && a.look == b.look && a.ui_scale == b.ui_scale &&
           a.style.shadows == b.style.shadows && a.style.samples == b.style.samples &&
           a.style.tree_distance_m == b.style.tree_distance_m && a.style.haze == b.style.haze &&
           a.style.imagery_mb == b.style.imagery_mb && a.window_width == b.window_width &&
           a.window_height == b.window_height;
}

Settings read_settings(const fs::path& folder) {
    const fs::path file = folder / "settings.toml";
    std::error_code error;
    if (!fs::exists(file, error)) {
        Settings settings;
        settings.language = language_from_environment();
        return settings;
    }
    try {
        return from_table(toml::parse_file(file.string()));
    } catch (const std::exception& reason) {
        spdlog::warn("settings in {} are not readable ({}); set aside, starting with the defaults", file.string(),
                     reason.what());
        set_aside(file);
        return read_settings(folder);
    }
}

base::Result<void> write_settings(const fs::path& folder, const Settings& settings) {
    const fs::path file = folder / "settings.toml", part = folder / "settings.toml.part";
    {
        std::ofstream out(part);
        out << "language = \"" << code_of(settings.language) << "\"\n"
            << "look = \"" << (settings.look == Look::dark ? "dark" : "light") << "\"\n"
            << fmt::format("ui_scale = {:.2f}\n", settings.ui_scale)
            << "shadows = " << (settings.style.shadows ? "true" : "false") << "\n"
            << "haze = " << (settings.style.haze ? "true" : "false") << "\n"
            << "samples = " << settings.style.samples << "\n"
            << fmt::format("tree_distance_m = {:.1f}\n", settings.style.tree_distance_m)
            << "imagery_mb = " << settings.style.imagery_mb << "\n"
            << "window_width = " << settings.window_width << "\n"
            << "window_height = " << settings.window_height << "\n";
        out.flush();
        if (!out) return base::Error{fmt::format("{}: cannot write the settings", part.string())};
    }
    std::error_code error;
    fs::rename(part, file, error);
    if (error) return base::Error{fmt::format("{}: {}", file.string(), error.message())};
    return {};
}

float automatic_ui_scale(int width_px, int height_px, float content_scale) {
    const float by_size = std::min(static_cast<float>(width_px) / 1920.0f, static_cast<float>(height_px) / 1080.0f);
    const float wanted = std::max(std::isfinite(content_scale) ? content_scale : 1.0f, by_size);
    return std::clamp(std::floor(wanted * 8) / 8, 1.0f, 3.0f);
}

}  // namespace twin::app
