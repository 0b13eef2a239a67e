#include "app/picture.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/i18n.h"
#include "app/png.h"
#include "app/session.h"
#include "app/settings.h"
#include "app/ui.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"
#include "renderer/headless.h"
#include "scene/city.h"
#include "scene/sun.h"

namespace twin::app {

namespace {

/// Shows only the layers and overlays named.
base::Result<void> choose_layers(scene::City& city, const std::string& names) {
    if (names.empty()) return {};
    std::set<std::string, std::less<>> wanted;
    for (std::string_view name : base::split(names, ',')) wanted.emplace(base::trim(name));
    std::set<std::string, std::less<>> known;
    for (const data::LayerInfo& layer : city.file().layers()) {
        known.insert(layer.name);
        auto& states = city.layer_states();
        if (static_cast<std::size_t>(layer.number) < states.size())
            states[static_cast<std::size_t>(layer.number)].visible = wanted.contains(layer.name);
    }
    for (const auto& overlay : city.overlays()) {
        known.emplace(overlay->name());
        overlay->visible = wanted.contains(overlay->name());
    }
    for (const std::string& name : wanted)
        if (!known.contains(name))
            return base::Error{
                fmt::format("There is no layer \"{}\"; this city has {}.", name, fmt::join(known, ", "))};
    return {};
}

scene::Camera camera_for(const scene::City& city, const PictureRequest& request) {
    if (!request.camera)
        return request.fit ? city.fit(city.focus(), static_cast<double>(request.width_px) / request.height_px)
                           : city.home();
    scene::Camera camera;
    camera.position = city.geo().to_city(request.camera->place, request.camera->height_m);
    // As in the window, the camera never goes below the ground.
    const double lowest_m = city.terrain().height_at(camera.position.x_m, camera.position.y_m) + 1.6;
    camera.position.z_m = std::max(camera.position.z_m, lowest_m);
    camera.heading_rad = request.camera->heading_deg * M_PI / 180 - city.frame().convergence_rad;
    camera.pitch_rad = std::clamp(request.camera->pitch_deg, -89.9, 89.9) * M_PI / 180;
    return camera;
}

base::Result<void> set_time(scene::City& city, const std::string& time) {
    if (time.empty()) return {};
    auto parsed = scene::parse_local_time(time, city.frame().time_zone);
    if (!parsed) return parsed.error();
    city.time = *parsed;
    return {};
}

/// Tells the log (level debug) how long each stage took.
class StageTimer {
  public:
    void done(const char* stage) {
        const auto now = std::chrono::steady_clock::now();
        spdlog::debug("{}: {:.0f} ms", stage, std::chrono::duration<double, std::milli>(now - last_).count());
        last_ = now;
    }

  private:
    std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace

base::Result<renderer::Picture> draw_picture(const std::filesystem::path& city_file, const PictureRequest& request) {
    StageTimer timer;
    auto opened = scene::City::open(city_file);
    if (!opened) return opened.error();
    timer.done("open");
    auto context = renderer::HeadlessContext::create(request.width_px, request.height_px);
    if (!context) return context.error();
    auto renderer = renderer::Renderer::create();
    if (!renderer) return renderer.error();
    timer.done("context and shaders");

    Session session;
    session.state().settings = read_settings(base::settings_folder());
    if (!request.language.empty())
        session.state().settings.language = request.language == "en" ? Language::english : Language::german;
    set_language(session.state().settings.language);
    session.adopt(std::move(opened).value());
    scene::City& city = *session.city();
    if (auto done = choose_layers(city, request.layers); !done) return done.error();
    if (auto done = set_time(city, request.time); !done) return done.error();
    city.adopt_tiles(city.home().position, std::numeric_limits<double>::infinity());
    timer.done("tiles");

    const scene::Camera camera = camera_for(city, request);
    const scene::FrameView view = city.look_settled(camera, request.width_px, request.height_px, request.style);
    timer.done("look");
    const unsigned target = (*context)->framebuffer();
    (*renderer)->draw(view, target);
    timer.done("draw");

    const float scale = request.ui_scale > 0 ? static_cast<float>(request.ui_scale)
                                             : automatic_ui_scale(request.width_px, request.height_px, 1.0f);
    auto ui = Ui::create(scale, session.state().settings.look);
    if (!ui) return ui.error();
    session.state().ui_visible = request.with_panels;
    session.state().open_panel = request.panel;
    const PanelView panel_view{&city, session.state(), camera, &(*renderer)->figures(), (*renderer)->device()};
    (*ui)->draw_still(panel_view, view);
    timer.done("letters and panels");
    renderer::Picture picture = (*renderer)->read_back(request.width_px, request.height_px, target);
    timer.done("read back");
    return picture;
}

base::Result<void> save_picture(const renderer::Picture& picture, const std::filesystem::path& file) {
    return write_png(file, picture);
}

}  // namespace twin::app
