#include "app/application.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <backends/imgui_impl_glfw.h>
#include <fmt/format.h>
#include <imgui.h>

#include "app/i18n.h"
#include "app/message_texts.h"
#include "app/png.h"
#include "app/theme.h"
#include "base/log.h"
#include "base/paths.h"
#include "base/text.h"

namespace twin::app {

namespace {

constexpr int lively_after_input = 6;

scene::FrameView empty_view(const scene::Camera& camera, int width_px, int height_px) {
    scene::FrameView view;
    view.camera = camera;
    view.width_px = width_px;
    view.height_px = height_px;
    return view;
}

}  // namespace

Application::Application(const ViewOptions& options) : options_(options) {}

Application::~Application() {
    import_.reset();
    if (ui_) ImGui_ImplGlfw_Shutdown();
    ui_.reset();
    renderer_.reset();
}

base::Result<std::unique_ptr<Application>> Application::create(const ViewOptions& options) {
    std::unique_ptr<Application> application(new Application(options));
    if (auto started = application->start(); !started) return started.error();
    return application;
}

base::Result<void> Application::start() {
    Settings& settings = session_.state().settings;
    settings = saved_settings_ = read_settings(base::settings_folder());
    if (!options_.language.empty()) parse_language(options_.language, settings.language);
    if (options_.ui_scale > 0) settings.ui_scale = std::clamp(static_cast<float>(options_.ui_scale), 1.0f, 3.0f);
    started_settings_ = settings;
    set_language(settings.language);
    session_.state().open_panel = options_.panel;

    auto window = Window::create("Stadtzwilling", options_.width > 0 ? options_.width : settings.window_width,
                                 options_.height > 0 ? options_.height : settings.window_height);
    if (!window) return window.error();
    window_ = std::move(*window);
    auto renderer = renderer::Renderer::create();
    if (!renderer) return renderer.error();
    renderer_ = std::move(*renderer);
    auto ui = Ui::create(1, settings.look);
    if (!ui) return ui.error();
    ui_ = std::move(*ui);
    if (!ImGui_ImplGlfw_InitForOpenGL(window_->handle(), true))
        return base::Error{"the window gives no input to the panels"};
    window_->keep_text();
    restyle();
    open(options_.thing);
    // Without a city from the command line there is nothing to look at: say why and end.
    if (!session_.city() && !import_)
        return base::Error{last_error_.empty() ? "there is no city to show" : last_error_};
    return {};
}

int Application::run() {
    auto before = std::chrono::steady_clock::now();
    while (!quit_ && !window_->should_close()) {
        window_->wait(patience_s());
        const auto now = std::chrono::steady_clock::now();
        const double dt_s = std::chrono::duration<double>(now - before).count();
        before = now;
        if (window_->minimised()) {
            watch_import();
            window_->wait(0.2);
            continue;
        }
        frame(dt_s);
        if (finished()) break;
    }
    keep_settings();
    return 0;
}

bool Application::finished() const {
    if (options_.frames > 0 && frames_drawn_ >= options_.frames) return true;
    return !options_.screenshot.empty() && frames_since_complete_ > 4;
}

double Application::patience_s() const {
    const bool busy = lively_frames_ > 0 || session_.loading() || session_.state().playing || import_ || screenshot_ ||
                      options_.frames > 0 || !options_.screenshot.empty() || typed_ahead_.expecting();
    if (busy) return 0;
    // A stick gives no event: it is looked at as often as a picture can change.
    if (pad_.present) return 1.0 / 60;
    if (session_.city() && !session_.city()->settled()) return 0.02;
    if (!shown_in_full_ || !hover_asked_) return 0.05;
    return ImGui::GetIO().WantTextInput ? 0.1 : 0.5;
}

void Application::frame(double dt_s) {
    int width_px = 0, height_px = 0;
    window_->framebuffer_size(width_px, height_px);
    if (width_px <= 0 || height_px <= 0) return;
    restyle();
    session_.camera_control().set_viewport(width_px, height_px);
    session_.camera_control().set_covered(hud_.left_px, hud_.right_px, hud_.top_px, hud_.bottom_px);
    ImGui_ImplGlfw_NewFrame();
    take_events();
    hand_over_text();
    hold_keys();
    look_under_pointer(dt_s);
    apply_commands();
    watch_import();
    // The wait before a first move is no time in which things moved.
    const double motion_s = rest_s_ > 0.2 ? std::min(dt_s, 1.0 / 60) : dt_s;
    // The first picture comes as quickly as one in movement; the full one follows.
    bool moving = session_.update(dt_s, motion_s) || pointer_.pressed() || frames_drawn_ == 0;
    // The window's own buffers follow its size one swap later: what is drawn in between is lost.
    if (width_px != drawn_width_px_ || height_px != drawn_height_px_) resized_frames_ = 3;
    drawn_width_px_ = width_px;
    drawn_height_px_ = height_px;
    if (resized_frames_ > 0) {
        --resized_frames_;
        moving = true;
    }
    city_changed_ |= moving;
    rest_s_ = moving ? 0 : rest_s_ + dt_s;
    if (moving) lively_frames_ = std::max(lively_frames_, 2);

    const scene::FrameView view = look(width_px, height_px, moving);
    draw_city(view, moving);
    ui_->begin();
    hud_ = ui_->draw(panel_view(), view, commands_);
    ui_->finish();
    ++frames_drawn_;
    frames_since_complete_ = session_.city() && session_.city()->settled() && !import_ ? frames_since_complete_ + 1 : 0;
    if (!options_.screenshot.empty() && frames_since_complete_ == 4) {
        const renderer::Picture picture = renderer_->read_back(width_px, height_px, 0);
        if (auto saved = write_png(options_.screenshot, picture); !saved) spdlog::error("{}", saved.error().message);
    }
    window_->swap();
    if (frames_drawn_ == 1)
        spdlog::debug("first picture at {:.3f}",
                      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count());
    if (screenshot_) {
        save_picture(*screenshot_, width_px, height_px);
        screenshot_.reset();
    }
    if (!commands_.empty()) lively_frames_ = lively_after_input;
    if (lively_frames_ > 0) --lively_frames_;
}

void Application::draw_city(const scene::FrameView& view, bool moving) {
    const bool in_full = !moving || quality_.level() == 0;
    // Between two turns of the wheel there is no rest yet.
    const bool resting = rest_s_ > 0.35;
    if (!city_changed_ && (shown_in_full_ || !resting) && window_->show_kept_picture()) return;
    const auto before = std::chrono::steady_clock::now();
    const double share = options_.screenshot.empty() ? quality_.share(moving) : 1.0;
    scene::FrameView drawn = view;
    drawn.width_px = std::max(1, static_cast<int>(view.width_px * share));
    drawn.height_px = std::max(1, static_cast<int>(view.height_px * share));
    renderer_->draw(drawn, 0);
    window_->keep_picture(drawn.width_px, drawn.height_px);
    if (share < 1) window_->show_kept_picture();
    window_->finish_drawing();
    quality_.took(std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count(), moving);
    city_changed_ = false;
    shown_in_full_ = in_full;
}

scene::FrameView Application::look(int width_px, int height_px, bool moving) {
    const scene::PictureStyle style =
        quality_.style(session_.state().settings.style, moving && options_.screenshot.empty());
    return session_.city() ? session_.city()->look(session_.camera(), width_px, height_px, style)
                           : empty_view(session_.camera(), width_px, height_px);
}

PanelView Application::panel_view() const {
    return {session_.city(), session_.state(), session_.camera(), &renderer_->figures(), renderer_->device()};
}

void Application::restyle() {
    int width_px = 0, height_px = 0;
    window_->framebuffer_size(width_px, height_px);
    const Settings& settings = session_.state().settings;
    const float scale =
        settings.ui_scale > 0 ? settings.ui_scale : automatic_ui_scale(width_px, height_px, window_->content_scale());
    ui_->restyle(scale, settings.look);
}

// --- commands

void Application::apply_commands() {
    city_changed_ |= std::any_of(commands_.begin(), commands_.end(), changes_the_city);
    for (const Command& command : std::exchange(commands_, {})) session_.apply(command);
    for (const Command& command : session_.take_handed_on()) carry_out(command);
    keep_settings();
}

void Application::carry_out(const Command& command) {
    if (const auto* it = std::get_if<command::OpenThing>(&command)) open(it->thing);
    if (const auto* it = std::get_if<command::ImportFiles>(&command)) import_beside(it->files);
    if (const auto* it = std::get_if<command::Screenshot>(&command)) screenshot_ = *it;
    if (std::holds_alternative<command::ExportReport>(command)) export_report();
    if (std::holds_alternative<command::CancelImport>(command) && import_) import_->cancel();
    if (std::holds_alternative<command::ToggleFullscreen>(command)) window_->toggle_fullscreen();
    if (std::holds_alternative<command::ReloadShaders>(command)) renderer_->reload_shaders();
    if (std::holds_alternative<command::Quit>(command)) quit_ = true;
}

void Application::tell(MessageKind kind, std::string text) {
    if (kind == MessageKind::error) last_error_ = text;
    session_.apply(command::ShowMessage{kind, std::move(text)});
    lively_frames_ = lively_after_input;
}

void Application::keep_settings() {
    Settings now = session_.state().settings;
    // What the command line said holds for this run only, unless a person changed it since.
    if (now.language == started_settings_.language) now.language = saved_settings_.language;
    if (now.ui_scale == started_settings_.ui_scale) now.ui_scale = saved_settings_.ui_scale;
    const bool ending = quit_ || window_->should_close();
    if (ending) window_->size(now.window_width, now.window_height);
    // Sliders ask for a change in every frame: it is written when the hand has let go.
    if (now == saved_settings_ || ImGui::IsAnyMouseDown() || options_.frames > 0 || !options_.screenshot.empty())
        return;
    saved_settings_ = now;
    if (auto written = write_settings(base::settings_folder(), now); !written)
        tell(MessageKind::warning, trf("message.settings_failed", told(written.error().message)));
}

}  // namespace twin::app
