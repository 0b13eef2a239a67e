#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/import_job.h"
#include "app/pointer.h"
#include "app/quality.h"
#include "app/session.h"
#include "app/typed_ahead.h"
#include "app/ui.h"
#include "app/window.h"
#include "base/result.h"
#include "renderer/renderer.h"

namespace twin::app {

/// How the program was asked to start.
struct ViewOptions {
    std::string thing;          ///< Empty: the bundled city.
    int width = 0, height = 0;  ///< 0: as last time.
    std::string language;       ///< Empty: as in the settings.
    double ui_scale = 0;        ///< 0: as in the settings.
    std::string panel;          ///< Open at start.
    int frames = 0;             ///< Quit after so many; 0: never.
    std::string screenshot;     ///< Written when everything is loaded; then quits.
};

/// Wires window, renderer, session and screen together and runs the loop.
/// Owner: the view subcommand.  Thread: main.  Errors: cannot start.
class Application {
  public:
    static base::Result<std::unique_ptr<Application>> create(const ViewOptions& options);
    ~Application();
    /// Until the window closes. Answers the exit code.
    int run();

  private:
    explicit Application(const ViewOptions& options);
    base::Result<void> start();
    void frame(double dt_s);
    void take_events();
    void take_key(const WindowEvent& event);
    void take_text(const WindowEvent& event);
    /// Gives a text field that has just come what was typed for it before.
    void hand_over_text();
    void take_buttons(const GamepadState& pad);
    void hold_keys();
    /// What lies under the pointer, once it rests.
    void look_under_pointer(double dt_s);
    renderer::Pick pick(const glm::dvec2& cursor_px);
    PanelView panel_view() const;
    void apply_commands();
    void carry_out(const Command& command);
    void open(const std::string& thing);
    /// `grown`: the open city with something beside it.
    void open_city_file(const std::filesystem::path& file, bool grown = false);
    void import_beside(const std::vector<std::filesystem::path>& files);
    void begin_import(const std::vector<std::filesystem::path>& files, const std::filesystem::path& beside);
    void watch_import();
    void save_picture(const command::Screenshot& wanted, int width_px, int height_px);
    void export_report();
    scene::FrameView look(int width_px, int height_px, bool moving = false);
    /// The city into the window: drawn, or brought back where nothing changed.
    void draw_city(const scene::FrameView& view, bool moving);
    void restyle();
    void keep_settings();
    void tell(MessageKind kind, std::string text);
    bool finished() const;
    double patience_s() const;

    ViewOptions options_;
    // In the order of their lives: whatever needs the GL context goes before the window.
    std::unique_ptr<Window> window_;
    std::unique_ptr<renderer::Renderer> renderer_;
    std::unique_ptr<Ui> ui_;
    Session session_;
    Pointer pointer_;
    std::unique_ptr<ImportJob> import_;
    Commands commands_;
    std::optional<command::Screenshot> screenshot_;
    Settings saved_settings_, started_settings_;  ///< As in the file; with what the command line said.
    HudResult hud_;
    TypedAhead typed_ahead_;
    std::vector<int> sent_keys_;  ///< ImGui keys on behalf of the person, to be let go in the next frame.
    scene::Camera last_camera_;
    GamepadState pad_;  ///< In the last frame.
    glm::dvec2 hover_px_{-1, -1};
    double hover_rest_s_ = 0;
    bool hover_asked_ = true;  ///< Of this place already.
    bool import_beside_ = false;
    std::string last_error_;
    int frames_drawn_ = 0, frames_since_complete_ = 0;
    int lively_frames_ = 0;  ///< Still to draw although nothing moves (hover effects, lists finding their size).
    int drawn_width_px_ = 0, drawn_height_px_ = 0;
    int resized_frames_ = 0;      ///< Still to draw after the window got another size.
    bool city_changed_ = true;    ///< Since the last frame that drew it.
    bool shown_in_full_ = false;  ///< That frame had the full quality.
    double rest_s_ = 0;           ///< Since something moved.
    Quality quality_;
    bool quit_ = false;
};

}  // namespace twin::app
