#include "app/ui.h"

#include <cfloat>

#include <imgui.h>

#include <backends/imgui_impl_opengl3.h>

#include "app/shell.h"
#include "app/theme.h"

namespace twin::app {

Ui::Ui(std::unique_ptr<Shell> shell) : shell_(std::move(shell)) {}

base::Result<std::unique_ptr<Ui>> Ui::create(float scale, Look look) {
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    if (!ImGui_ImplOpenGL3_Init("#version 450 core")) {
        ImGui::DestroyContext();
        return base::Error{"the panels cannot be drawn: no OpenGL functions found"};
    }
    std::unique_ptr<Ui> ui(new Ui(std::make_unique<Shell>()));
    ui->restyle(scale, look);
    return ui;
}

Ui::~Ui() {
    shell_.reset();
    ImGui_ImplOpenGL3_Shutdown();
    ImGui::DestroyContext();
}

void Ui::restyle(float scale, Look look) {
    if (scale == scale_ && look == look_) return;
    if (scale != scale_) {
        build_fonts(scale);
#if IMGUI_VERSION_NUM < 19200
        ImGui_ImplOpenGL3_DestroyFontsTexture();
        ImGui_ImplOpenGL3_CreateFontsTexture();
#endif
    }
    apply_theme(look, scale);
    scale_ = scale;
    look_ = look;
}

void Ui::begin() {
    ImGui_ImplOpenGL3_NewFrame();
    ImGui::NewFrame();
}

void Ui::begin(int width_px, int height_px) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = ImVec2(static_cast<float>(width_px), static_cast<float>(height_px));
    io.DisplayFramebufferScale = ImVec2(1, 1);
    io.DeltaTime = 1.0f / 60;
    io.MousePos = ImVec2(-FLT_MAX, -FLT_MAX);
    begin();
}

HudResult Ui::draw(const PanelView& view, const scene::FrameView& frame, Commands& commands) {
    return shell_->draw(view, frame, commands);
}

void Ui::finish() {
    put_screen_right();
    ImGui::Render();
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Ui::draw_still(const PanelView& view, const scene::FrameView& frame) {
    Commands ignored;
    // Windows know their size one frame late, wrapped lists two.
    for (int i = 0; i < 3; ++i) {
        begin(frame.width_px, frame.height_px);
        draw(view, frame, ignored);
        put_screen_right();
        ImGui::Render();
    }
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

bool Ui::covers(const glm::dvec2& point_px) const {
    return shell_->covers(point_px);
}

bool Ui::wants_mouse() const {
    return ImGui::GetIO().WantCaptureMouse;
}

bool Ui::wants_keys() const {
    return ImGui::GetIO().WantCaptureKeyboard;
}

bool Ui::wants_text() const {
    return ImGui::GetIO().WantTextInput;
}

}  // namespace twin::app
