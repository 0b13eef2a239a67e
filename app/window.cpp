#include "app/window.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include <epoxy/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <X11/Xlib.h>
#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"

namespace twin::app {

namespace {

constexpr int exit_display_lost = 75;  // EX_TEMPFAIL: a supervisor may start the program again.

std::string last_glfw_error() {
    const char* text = nullptr;
    glfwGetError(&text);
    return text ? base::to_valid_utf8(text) : std::string("no reason given");
}

int lost_display(Display*) {
    static const char words[] = "stadtzwilling: the display has gone; ending\n";
    (void)!write(2, words, sizeof words - 1);
    _exit(exit_display_lost);
}

/// Xlib's own handler would end the program with exit code 1, as if the city had been at fault.
void watch_display() {
    XSetIOErrorHandler(lost_display);
}

std::string name_of_key(int key) {
    if ((key >= GLFW_KEY_A && key <= GLFW_KEY_Z) || (key >= GLFW_KEY_0 && key <= GLFW_KEY_9))
        return std::string(1, static_cast<char>(key));
    if (key >= GLFW_KEY_F1 && key <= GLFW_KEY_F12) return "F" + std::to_string(key - GLFW_KEY_F1 + 1);
    if (key >= GLFW_KEY_KP_0 && key <= GLFW_KEY_KP_9)
        return std::string(1, static_cast<char>('0' + key - GLFW_KEY_KP_0));
    switch (key) {
        case GLFW_KEY_SPACE:
            return "Space";
        case GLFW_KEY_ESCAPE:
            return "Escape";
        case GLFW_KEY_TAB:
            return "Tab";
        case GLFW_KEY_HOME:
            return "Home";
        case GLFW_KEY_UP:
            return "Up";
        case GLFW_KEY_DOWN:
            return "Down";
        case GLFW_KEY_DELETE:
            return "Delete";
        case GLFW_KEY_BACKSPACE:
            return "Backspace";
        case GLFW_KEY_ENTER:
        case GLFW_KEY_KP_ENTER:
            return "Enter";
        case GLFW_KEY_KP_ADD:
        case GLFW_KEY_EQUAL:
            return "Plus";
        case GLFW_KEY_KP_SUBTRACT:
        case GLFW_KEY_MINUS:
            return "Minus";
        default:
            return {};
    }
}

/// What the key writes on this keyboard ("Z" where a German keyboard has it), so that Ctrl+Z is where it says.
std::string written_key(int key, int scancode) {
    const char* written = glfwGetKeyName(key, scancode);
    if (written && std::strlen(written) == 1) {
        if (std::isalpha(static_cast<unsigned char>(*written)))
            return std::string(1, static_cast<char>(std::toupper(*written)));
        if (*written == '+') return "Plus";
        if (*written == '-') return "Minus";
    }
    return name_of_key(key);
}

GLFWwindow* make_window(const std::string& title, int width, int height, bool egl) {
    glfwDefaultWindowHints();
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 4);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 5);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_DEPTH_BITS, 0);
    glfwWindowHint(GLFW_STENCIL_BITS, 0);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_FALSE);
    glfwWindowHint(GLFW_CONTEXT_CREATION_API, egl ? GLFW_EGL_CONTEXT_API : GLFW_NATIVE_CONTEXT_API);
    return glfwCreateWindow(width, height, title.c_str(), nullptr, nullptr);
}

Window& window_of(GLFWwindow* handle) {
    return *static_cast<Window*>(glfwGetWindowUserPointer(handle));
}

}  // namespace

base::Result<std::unique_ptr<Window>> Window::create(const std::string& title, int width, int height) {
    if (!glfwInit()) return base::Error{fmt::format("no window can be opened: {}", last_glfw_error())};
    watch_display();
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {
        int x = 0, y = 0, w = 0, h = 0;
        glfwGetMonitorWorkarea(monitor, &x, &y, &w, &h);
        if (w > 0 && h > 0) {
            width = std::min(width, w);
            height = std::min(height, h);
        }
    }
    std::unique_ptr<Window> window(new Window);
    window->handle_ = make_window(title, width, height, true);
    if (!window->handle_) window->handle_ = make_window(title, width, height, false);
    if (!window->handle_)
        return base::Error{fmt::format("no window with OpenGL 4.5 can be opened: {}; is the graphics driver installed?",
                                       last_glfw_error())};
    glfwMakeContextCurrent(window->handle_);
    glfwSwapInterval(1);
    glfwSetWindowSizeLimits(window->handle_, 640, 480, GLFW_DONT_CARE, GLFW_DONT_CARE);
    window->install_callbacks();
    return window;
}

Window::~Window() {
    if (kept_framebuffer_) glDeleteFramebuffers(1, &kept_framebuffer_);
    if (kept_texture_) glDeleteTextures(1, &kept_texture_);
    if (handle_) glfwDestroyWindow(handle_);
    glfwTerminate();
}

glm::dvec2 Window::to_px(double x, double y) const {
    int width = 0, height = 0, width_px = 0, height_px = 0;
    glfwGetWindowSize(handle_, &width, &height);
    glfwGetFramebufferSize(handle_, &width_px, &height_px);
    return {x * width_px / std::max(1, width), y * height_px / std::max(1, height)};
}

void Window::install_callbacks() {
    glfwSetWindowUserPointer(handle_, this);
    glfwSetMouseButtonCallback(handle_, [](GLFWwindow* handle, int button, int action, int mods) {
        Window& window = window_of(handle);
        WindowEvent event;
        event.kind = action == GLFW_PRESS ? WindowEvent::Kind::press : WindowEvent::Kind::release;
        event.cursor_px = window.cursor_px();
        event.button = button;
        event.shift = mods & GLFW_MOD_SHIFT;
        event.control = mods & GLFW_MOD_CONTROL;
        window.events_.push_back(event);
    });
    glfwSetCursorPosCallback(handle_, [](GLFWwindow* handle, double x, double y) {
        Window& window = window_of(handle);
        WindowEvent event;
        event.cursor_px = window.to_px(x, y);
        window.events_.push_back(event);
    });
    glfwSetScrollCallback(handle_, [](GLFWwindow* handle, double, double y) {
        Window& window = window_of(handle);
        WindowEvent event;
        event.kind = WindowEvent::Kind::wheel;
        event.cursor_px = window.cursor_px();
        event.wheel_steps = std::clamp(y, -10.0, 10.0);
        window.events_.push_back(event);
    });
    glfwSetKeyCallback(handle_, [](GLFWwindow* handle, int key, int scancode, int action, int mods) {
        // Only deleting goes on while a key is held.
        if (action != GLFW_PRESS && !(action == GLFW_REPEAT && key == GLFW_KEY_BACKSPACE)) return;
        Window& window = window_of(handle);
        WindowEvent event;
        event.kind = WindowEvent::Kind::key;
        event.key = written_key(key, scancode);
        event.cursor_px = window.cursor_px();
        event.shift = mods & GLFW_MOD_SHIFT;
        event.control = mods & GLFW_MOD_CONTROL;
        if (!event.key.empty()) window.events_.push_back(event);
    });
    glfwSetDropCallback(handle_, [](GLFWwindow* handle, int count, const char** paths) {
        Window& window = window_of(handle);
        WindowEvent event;
        event.kind = WindowEvent::Kind::drop;
        for (int i = 0; i < count; ++i) event.files.emplace_back(paths[i]);
        window.events_.push_back(event);
    });
}

void Window::keep_text() {
    glfwSetCharCallback(handle_, [](GLFWwindow* handle, unsigned code) {
        Window& window = window_of(handle);
        WindowEvent event;
        event.kind = WindowEvent::Kind::text;
        event.cursor_px = window.cursor_px();
        event.letter = static_cast<char32_t>(code);
        window.events_.push_back(event);
    });
}

bool Window::should_close() const {
    return glfwWindowShouldClose(handle_);
}

void Window::framebuffer_size(int& width_px, int& height_px) const {
    glfwGetFramebufferSize(handle_, &width_px, &height_px);
}

void Window::size(int& width, int& height) const {
    glfwGetWindowSize(handle_, &width, &height);
    if (fullscreen()) {
        width = windowed_width_;
        height = windowed_height_;
    }
}

bool Window::fullscreen() const {
    return glfwGetWindowMonitor(handle_) != nullptr;
}

float Window::content_scale() const {
    float x = 1, y = 1;
    glfwGetWindowContentScale(handle_, &x, &y);
    return x > 0 && std::isfinite(x) ? x : 1.0f;  // GLFW says 0 after some monitor changes.
}

glm::dvec2 Window::cursor_px() const {
    double x = 0, y = 0;
    glfwGetCursorPos(handle_, &x, &y);
    return to_px(x, y);
}

bool Window::minimised() const {
    return glfwGetWindowAttrib(handle_, GLFW_ICONIFIED);
}

void Window::wait(double patience_s) {
    if (patience_s > 0)
        glfwWaitEventsTimeout(patience_s);
    else
        glfwPollEvents();
}

std::vector<WindowEvent> Window::take_events() {
    return std::exchange(events_, {});
}

bool Window::held(const char* key) const {
    struct Held {
        const char* name;
        int keys[2];
    };
    static constexpr Held table[] = {{"Up", {GLFW_KEY_UP, 0}},
                                     {"Down", {GLFW_KEY_DOWN, 0}},
                                     {"Left", {GLFW_KEY_LEFT, 0}},
                                     {"Right", {GLFW_KEY_RIGHT, 0}},
                                     {"Shift", {GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT}},
                                     {"Control", {GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL}},
                                     {"Plus", {GLFW_KEY_KP_ADD, GLFW_KEY_EQUAL}},
                                     {"Minus", {GLFW_KEY_KP_SUBTRACT, GLFW_KEY_MINUS}},
                                     {"PageUp", {GLFW_KEY_PAGE_UP, 0}},
                                     {"PageDown", {GLFW_KEY_PAGE_DOWN, 0}}};
    // Letters by their place on the keyboard: WASD is a cross everywhere.
    if (key[0] >= 'A' && key[0] <= 'Z' && key[1] == 0) return glfwGetKey(handle_, key[0]) == GLFW_PRESS;
    for (const Held& each : table) {
        if (std::strcmp(each.name, key) != 0) continue;
        for (const int code : each.keys)
            if (code && glfwGetKey(handle_, code) == GLFW_PRESS) return true;
    }
    return false;
}

GamepadState Window::gamepad() const {
    for (int number = GLFW_JOYSTICK_1; number <= GLFW_JOYSTICK_LAST; ++number) {
        GLFWgamepadstate state;
        if (glfwJoystickIsGamepad(number) && glfwGetGamepadState(number, &state))
            return gamepad_of(state.axes, state.buttons);
    }
    return {};
}

void Window::swap() {
    glfwSwapBuffers(handle_);
}

void Window::finish_drawing() {
    glFinish();
}

void Window::keep_picture(int drawn_width_px, int drawn_height_px) {
    int width_px = 0, height_px = 0;
    framebuffer_size(width_px, height_px);
    if (width_px != kept_width_px_ || height_px != kept_height_px_) {
        if (kept_texture_) glDeleteTextures(1, &kept_texture_);
        if (!kept_framebuffer_) glCreateFramebuffers(1, &kept_framebuffer_);
        glCreateTextures(GL_TEXTURE_2D, 1, &kept_texture_);
        glTextureStorage2D(kept_texture_, 1, GL_RGBA8, width_px, height_px);
        glNamedFramebufferTexture(kept_framebuffer_, GL_COLOR_ATTACHMENT0, kept_texture_, 0);
        kept_width_px_ = width_px;
        kept_height_px_ = height_px;
    }
    glBlitNamedFramebuffer(0, kept_framebuffer_, 0, 0, drawn_width_px, drawn_height_px, 0, 0, width_px, height_px,
                           GL_COLOR_BUFFER_BIT, drawn_width_px == width_px ? GL_NEAREST : GL_LINEAR);
}

bool Window::show_kept_picture() {
    int width_px = 0, height_px = 0;
    framebuffer_size(width_px, height_px);
    if (!kept_framebuffer_ || width_px != kept_width_px_ || height_px != kept_height_px_) return false;
    glBlitNamedFramebuffer(kept_framebuffer_, 0, 0, 0, width_px, height_px, 0, 0, width_px, height_px,
                           GL_COLOR_BUFFER_BIT, GL_NEAREST);
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glViewport(0, 0, width_px, height_px);
    return true;
}

void Window::toggle_fullscreen() {
    if (fullscreen()) {
        glfwSetWindowMonitor(handle_, nullptr, windowed_x_, windowed_y_, windowed_width_, windowed_height_,
                             GLFW_DONT_CARE);
        return;
    }
    glfwGetWindowPos(handle_, &windowed_x_, &windowed_y_);
    glfwGetWindowSize(handle_, &windowed_width_, &windowed_height_);
    GLFWmonitor* monitor = glfwGetPrimaryMonitor();
    const GLFWvidmode* mode = monitor ? glfwGetVideoMode(monitor) : nullptr;
    if (mode) glfwSetWindowMonitor(handle_, monitor, 0, 0, mode->width, mode->height, mode->refreshRate);
}

void Window::set_title(const std::string& title) {
    glfwSetWindowTitle(handle_, title.c_str());
}

}  // namespace twin::app
