#pragma once

#include <filesystem>
#include <string>

#include "app/i18n.h"
#include "base/result.h"
#include "scene/frame_view.h"

namespace twin::app {

enum class Look : std::uint8_t { light, dark };

/// What a person chose and wants to find again. Kept in settings.toml of the settings folder.
struct Settings {
    Language language = Language::german;
    Look look = Look::light;
    float ui_scale = 0;  ///< 1.0 to 3.0; 0: from the screen.
    scene::PictureStyle style;
    int window_width = 1600, window_height = 900;
};
bool operator==(const Settings& a, const Settings& b);

/// Missing file: defaults (language from the environment). Damaged file: set aside as settings.toml.corrupt-N, a
/// warning in the log, defaults. Values out of range are brought into it.
Settings read_settings(const std::filesystem::path& folder);
/// Writes beside and renames, so that a crash leaves the old settings.
base::Result<void> write_settings(const std::filesystem::path& folder, const Settings& settings);

/// Scale for a framebuffer of this size when the settings say 0. `content_scale` as the desktop reports it.
float automatic_ui_scale(int width_px, int height_px, float content_scale);

}  // namespace twin::app
