#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/frames.h"
#include "base/result.h"
#include "renderer/renderer.h"
#include "scene/frame_view.h"

namespace twin::app {

/// A camera as people write it.
/// Frame: degrees, height in metres above sea level (raised to eye height where it would be below the ground), heading
/// clockwise from TRUE north, pitch up positive.
struct GeoCamera {
    base::GeoPoint place;
    double height_m = 0;
    double heading_deg = 0;
    double pitch_deg = 0;
};

/// What one picture without a window shall show.
struct PictureRequest {
    int width_px = 1920, height_px = 1080;
    std::optional<GeoCamera> camera;  ///< Without: the city's home, or everything with `fit`.
    bool fit = false;
    std::string time;    ///< Local ("2026-06-21T15:00"); empty: the city's start time.
    std::string layers;  ///< Names of layers and overlays to show, comma-separated; empty: all.
    bool with_panels = false;
    std::string panel;     ///< Open panel, with `with_panels`.
    std::string language;  ///< de or en; empty: as in the settings.
    double ui_scale = 0;   ///< 0: by the size.
    scene::PictureStyle style;
};

/// Draws a city file as the window would, credits burned in, without a window.
/// Thread: makes an OpenGL context of its own on the calling thread.
/// Errors: unreadable file, no OpenGL, unknown layer, bad time: one sentence.
base::Result<renderer::Picture> draw_picture(const std::filesystem::path& city_file, const PictureRequest& request);

/// Writes a PNG. Errors: as write_png.
base::Result<void> save_picture(const renderer::Picture& picture, const std::filesystem::path& file);

}  // namespace twin::app
