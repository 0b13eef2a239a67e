#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <glm/vec2.hpp>

#include "app/gamepad.h"
#include "base/result.h"

struct GLFWwindow;

namespace twin::app {

/// What the person did since the last look. Units: framebuffer pixels from the top left.
struct WindowEvent {
    enum class Kind { press, release, move, wheel, key, text, drop } kind = Kind::move;
    glm::dvec2 cursor_px{0, 0};
    int button = 0;  ///< 0 left, 1 right, 2 middle.
    double wheel_steps = 0;
    std::string key;      ///< "W", "7", "F1", "Space", "Escape", "Plus", "Minus", "Tab", "Home", "Delete".
    char32_t letter = 0;  ///< Of text: what a key wrote.
    bool shift = false, control = false;
    std::vector<std::filesystem::path> files;
};

/// The window with its OpenGL 4.5 core context (through EGL where possible, so that a reset of the GPU can be seen) and
/// its input.  Owner: Application.  Thread: main.
/// Errors: no display, no OpenGL 4.5. When the X server dies the program ends with exit code 75.
class Window {
  public:
    static base::Result<std::unique_ptr<Window>> create(const std::string& title, int width, int height);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    GLFWwindow* handle() const { return handle_; }
    bool should_close() const;
    void framebuffer_size(int& width_px, int& height_px) const;
    /// In the units of the desktop; of a full screen what it goes back to.
    void size(int& width, int& height) const;
    bool fullscreen() const;
    float content_scale() const;
    glm::dvec2 cursor_px() const;
    bool minimised() const;

    /// Waits up to `patience_s` for something to happen (0: not at all).
    void wait(double patience_s);
    std::vector<WindowEvent> take_events();
    /// Whether a key is held now; names as in WindowEvent.
    bool held(const char* key) const;
    /// Who takes what keys write; call after others have set their callbacks. Then it comes as events only.
    void keep_text();
    GamepadState gamepad() const;  ///< The first that is plugged in.
    void swap();
    void finish_drawing();  ///< Waits for the GPU, so that a frame's time is its own.
    /// Keeps what is drawn in the lower left corner of the window now, stretched to all of it, and brings it back:
    /// panels can change over a city that does not.
    void keep_picture(int drawn_width_px, int drawn_height_px);
    bool show_kept_picture();  ///< false: nothing of this size is kept.
    void toggle_fullscreen();
    void set_title(const std::string& title);

  private:
    Window() = default;
    void install_callbacks();
    glm::dvec2 to_px(double x, double y) const;

    GLFWwindow* handle_ = nullptr;
    std::vector<WindowEvent> events_;
    unsigned kept_framebuffer_ = 0, kept_texture_ = 0;
    int kept_width_px_ = 0, kept_height_px_ = 0;
    int windowed_x_ = 0, windowed_y_ = 0, windowed_width_ = 1280, windowed_height_ = 720;
};

}  // namespace twin::app
