#pragma once

#include <filesystem>

#include "base/result.h"
#include "renderer/renderer.h"

namespace twin::app {

/// Writes a picture as PNG (opaque), beside first and then renamed: complete, or not there.
/// Errors: folder missing, no permission, disk full.
base::Result<void> write_png(const std::filesystem::path& file, const renderer::Picture& picture);

/// A free file name for a screenshot: ~/Bilder, ~/Pictures or the working folder,
/// "stadtzwilling-2026-06-21-150000.png".
std::filesystem::path new_screenshot_file();

}  // namespace twin::app
