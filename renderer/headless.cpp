#include "renderer/headless.h"

#include <epoxy/egl.h>
#include <epoxy/gl.h>

#include "renderer/gl/objects.h"

namespace twin::renderer {

struct HeadlessContext::State {
    EGLDisplay display = EGL_NO_DISPLAY;
    EGLContext context = EGL_NO_CONTEXT;
    EGLSurface surface = EGL_NO_SURFACE;
    gl::Framebuffer framebuffer;
    gl::Texture colour;

    ~State() {
        framebuffer = {};
        colour = {};
        if (display == EGL_NO_DISPLAY) return;
        eglMakeCurrent(display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
        if (surface != EGL_NO_SURFACE) eglDestroySurface(display, surface);
        if (context != EGL_NO_CONTEXT) eglDestroyContext(display, context);
        eglTerminate(display);
    }
};

HeadlessContext::HeadlessContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
HeadlessContext::~HeadlessContext() = default;

namespace {

EGLDisplay open_display(EGLenum platform, void* device) {
    const EGLDisplay display = eglGetPlatformDisplayEXT(platform, device, nullptr);
    if (display == EGL_NO_DISPLAY || !eglInitialize(display, nullptr, nullptr)) return EGL_NO_DISPLAY;
    return display;
}

/// A GPU's own EGL device where there is one (NVIDIA has no surfaceless platform), else Mesa surfaceless.
EGLDisplay open_any_display() {
    const char* extensions = eglQueryString(EGL_NO_DISPLAY, EGL_EXTENSIONS);
    if (!extensions) return EGL_NO_DISPLAY;
    if (epoxy_has_egl_extension(EGL_NO_DISPLAY, "EGL_EXT_device_enumeration") ||
        epoxy_has_egl_extension(EGL_NO_DISPLAY, "EGL_EXT_device_base")) {
        EGLDeviceEXT devices[16];
        EGLint count = 0;
        if (eglQueryDevicesEXT(16, devices, &count)) {
            for (EGLint i = 0; i < count; ++i) {
                const char* device = eglQueryDeviceStringEXT(devices[i], EGL_EXTENSIONS);
                const bool software =
                    device && std::string(device).find("EGL_MESA_device_software") != std::string::npos;
                if (software) continue;
                if (const EGLDisplay display = open_display(EGL_PLATFORM_DEVICE_EXT, devices[i])) return display;
            }
        }
    }
    if (const EGLDisplay display = open_display(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY)) return display;
    const EGLDisplay display = eglGetDisplay(EGL_DEFAULT_DISPLAY);
    return display != EGL_NO_DISPLAY && eglInitialize(display, nullptr, nullptr) ? display : EGL_NO_DISPLAY;
}

}  // namespace

base::Result<std::unique_ptr<HeadlessContext>> HeadlessContext::create(int width_px, int height_px) {
    auto state = std::make_unique<State>();
    state->display = open_any_display();
    if (state->display == EGL_NO_DISPLAY)
        return base::Error{
            "No EGL display can be opened for drawing without a window; install libegl1 and libgl1-mesa-dri."};
    eglBindAPI(EGL_OPENGL_API);
    const EGLint config_wish[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
    EGLConfig config = nullptr;
    EGLint found = 0;
    eglChooseConfig(state->display, config_wish, &config, 1, &found);
    const EGLint context_wish[] = {
        EGL_CONTEXT_MAJOR_VERSION,           4,       EGL_CONTEXT_MINOR_VERSION, 5, EGL_CONTEXT_OPENGL_PROFILE_MASK,
        EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
    state->context = eglCreateContext(state->display, found ? config : nullptr, EGL_NO_CONTEXT, context_wish);
    if (state->context == EGL_NO_CONTEXT)
        return base::Error{
            "No OpenGL 4.5 core context can be made; update the graphics driver or install Mesa 20 or newer."};
    if (!eglMakeCurrent(state->display, EGL_NO_SURFACE, EGL_NO_SURFACE, state->context)) {
        const EGLint size[] = {EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_NONE};
        state->surface = eglCreatePbufferSurface(state->display, config, size);
        if (!eglMakeCurrent(state->display, state->surface, state->surface, state->context))
            return base::Error{"The OpenGL context for drawing without a window cannot be made current."};
    }
    std::unique_ptr<HeadlessContext> context(new HeadlessContext(std::move(state)));
    context->resize(width_px, height_px);
    return context;
}

unsigned HeadlessContext::framebuffer() const {
    return state_->framebuffer.name();
}

void HeadlessContext::resize(int width_px, int height_px) {
    state_->colour = gl::make_texture_2d(GL_RGBA8, width_px, height_px, "headless colour");
    state_->framebuffer = gl::make_framebuffer("headless");
    glNamedFramebufferTexture(state_->framebuffer.name(), GL_COLOR_ATTACHMENT0, state_->colour.name(), 0);
}

}  // namespace twin::renderer
