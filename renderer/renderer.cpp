#include "renderer/renderer.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>

#include <epoxy/gl.h>
#include <fmt/format.h>

#include "base/log.h"
#include "base/paths.h"
#include "renderer/imagery_array.h"
#include "renderer/pass.h"
#include "renderer/plant_array.h"
#include "renderer/tile_drawing.h"

namespace twin::renderer {

namespace {

using Clock = std::chrono::steady_clock;

double milliseconds_since(Clock::time_point start) {
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

/// State that window toolkits and ImGui leave behind.
void start_clean() {
    glDisable(GL_BLEND);
    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_STENCIL_TEST);
    glDisable(GL_CULL_FACE);
    glColorMask(GL_TRUE, GL_TRUE, GL_TRUE, GL_TRUE);
    glPolygonMode(GL_FRONT_AND_BACK, GL_FILL);
    glClipControl(GL_LOWER_LEFT, GL_ZERO_TO_ONE);
}

/// ImGui and blits expect the ordinary depth range.
void leave_clean() {
    glClipControl(GL_LOWER_LEFT, GL_NEGATIVE_ONE_TO_ONE);
    glDisable(GL_DEPTH_TEST);
    glBindVertexArray(0);
    glUseProgram(0);
}

}  // namespace

struct Renderer::State {
    explicit State(std::filesystem::path shader_folder) : shaders(std::move(shader_folder)) {}

    ShaderLibrary shaders;
    std::vector<std::unique_ptr<Pass>> passes;
    std::vector<gl::Query> timers;
    bool timers_running = false;
    TileCache tiles;
    Targets targets;
    gl::VertexArray mesh_array, textured_array;
    PlantArray plants;
    ImageryArray imagery;
    gl::Buffer uniform_buffer;
    FrameFigures figures;
    unsigned pick_tiles = 0, pick_textured = 0, pick_plants = 0;

    void upload(const FrameUniforms& uniforms, unsigned shadow_texture);
    void read_timers();
    void pick_plants_of(const scene::FrameView& view, const Frustum& frustum);
};

Renderer::Renderer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Renderer::~Renderer() = default;

base::Result<std::unique_ptr<Renderer>> Renderer::create() {
    if (epoxy_gl_version() < 45)
        return base::Error{
            fmt::format("OpenGL 4.5 is needed, but this graphics driver offers {}.{}; update the driver.",
                        epoxy_gl_version() / 10, epoxy_gl_version() % 10)};
    auto state = std::make_unique<State>(base::resource_root() / "shaders");
    state->passes = make_passes();
    for (const auto& pass : state->passes) {
        if (auto ready = pass->prepare(state->shaders); !ready) return ready.error();
        state->timers.push_back(gl::make_timer_query(pass->name()));
    }
    auto tiles = state->shaders.program("tile", "pick");
    if (!tiles) return tiles.error();
    auto textured = state->shaders.program("textured", "pick");
    if (!textured) return textured.error();
    auto plants = state->shaders.program("plant", "pick");
    if (!plants) return plants.error();
    state->pick_tiles = *tiles;
    state->pick_textured = *textured;
    state->pick_plants = *plants;
    state->mesh_array = make_mesh_array();
    state->textured_array = make_textured_array();
    state->plants = make_plant_array();
    state->uniform_buffer = gl::make_dynamic_buffer(sizeof(FrameUniforms), "frame");
    return std::unique_ptr<Renderer>(new Renderer(std::move(state)));
}

void Renderer::State::upload(const FrameUniforms& uniforms, unsigned shadow_texture) {
    glNamedBufferSubData(uniform_buffer.name(), 0, sizeof(uniforms), &uniforms);
    glBindBufferBase(GL_UNIFORM_BUFFER, 0, uniform_buffer.name());
    glBindTextureUnit(1, shadow_texture);
}

/// The times of the frame before: waiting for this one's would stall.
void Renderer::State::read_timers() {
    figures.passes.resize(passes.size());
    for (std::size_t i = 0; i < passes.size(); ++i) {
        figures.passes[i].name = passes[i]->name();
        if (!timers_running) continue;
        GLuint64 nanoseconds = 0;
        glGetQueryObjectui64v(timers[i].name(), GL_QUERY_RESULT_NO_WAIT, &nanoseconds);
        if (nanoseconds) figures.passes[i].gpu_ms = static_cast<double>(nanoseconds) / 1e6;
    }
    timers_running = true;
}

/// Trees under the pointer, in their middle shape; those farther than a click could mean are left out.
void Renderer::State::pick_plants_of(const scene::FrameView& view, const Frustum& frustum) {
    const base::CityPoint& eye = view.camera.position;
    glUseProgram(pick_plants);
    glBindVertexArray(plants.array.name());
    glUniform1f(2, 1.0f);
    for (const TileDraw& draw : collect_tiles(view, tiles, frustum, eye, &is_vegetation)) {
        if (!draw.gpu->plants || draw.distance_m > 1500) continue;
        const glm::vec3 offset(draw.tile->origin.vec() - eye.vec());
        glUniform3f(0, offset.x, offset.y, offset.z);
        glVertexArrayVertexBuffer(plants.array.name(), 1, draw.gpu->plants.name(), 0, sizeof(data::Plant));
        for (std::size_t kind = 0; kind < 3; ++kind) {
            const int first = draw.gpu->plant_first[kind], count = draw.gpu->plant_first[kind + 1] - first;
            const PlantMesh& mesh = plants.meshes[kind][1];
            if (count > 0)
                glDrawArraysInstancedBaseInstance(GL_TRIANGLES, mesh.first, mesh.count, count,
                                                  static_cast<GLuint>(first));
        }
    }
}

void Renderer::draw(const scene::FrameView& view, unsigned target) {
    State& s = *state_;
    const auto frame_start = Clock::now();
    s.figures.draw_calls = 0;
    s.figures.triangles = 0;
    s.figures.tiles_drawn = 0;
    s.read_timers();
    start_clean();
    s.tiles.hold(view.tiles);
    s.imagery.hold(view);
    s.targets.fit(view.width_px, view.height_px, view.style.samples);
    FrameUniforms uniforms = make_frame_uniforms(view);
    PassContext context{.view = view,
                        .uniforms = uniforms,
                        .uniform_buffer = s.uniform_buffer,
                        .tiles = s.tiles,
                        .targets = s.targets,
                        .shaders = s.shaders,
                        .vertex_array = s.mesh_array.name(),
                        .textured_array = s.textured_array.name(),
                        .plants = s.plants,
                        .imagery = s.imagery,
                        .output = target,
                        .figures = s.figures};
    for (std::size_t i = 0; i < s.passes.size(); ++i) {
        const auto start = Clock::now();
        glBeginQuery(GL_TIME_ELAPSED, s.timers[i].name());
        s.passes[i]->draw(context);
        glEndQuery(GL_TIME_ELAPSED);
        if (i == 0) s.upload(uniforms, context.shadow_texture);
        s.figures.passes[i].cpu_ms = milliseconds_since(start);
    }
    leave_clean();
    s.figures.cpu_ms = milliseconds_since(frame_start);
    s.figures.tiles_known = static_cast<int>(view.tiles.size());
    s.figures.imagery_bytes = s.imagery.bytes();
    s.figures.imagery_pages = s.imagery.pages_in_view();
    s.figures.imagery_wanted = view.imagery ? static_cast<int>(view.imagery->wanted) : 0;
    s.figures.gpu_bytes =
        s.tiles.bytes() + s.targets.bytes() + s.figures.imagery_bytes + std::uint64_t{cascade_count} * 2048 * 2048 * 4;
}

Pick Renderer::pick(const scene::FrameView& view, int x_px, int y_px) {
    State& s = *state_;
    Pick pick;
    if (x_px < 0 || y_px < 0 || x_px >= view.width_px || y_px >= view.height_px) return pick;
    start_clean();
    s.tiles.hold(view.tiles);
    s.targets.fit_pick(view.width_px, view.height_px);
    FrameUniforms uniforms = make_frame_uniforms(view);
    uniforms.sun_direction.w = 0;
    s.upload(uniforms, 0);
    const unsigned framebuffer = s.targets.pick.name();
    const int row = view.height_px - 1 - y_px;
    glBindFramebuffer(GL_FRAMEBUFFER, framebuffer);
    glViewport(0, 0, view.width_px, view.height_px);
    glEnable(GL_SCISSOR_TEST);
    glScissor(x_px, row, 1, 1);
    const unsigned nothing[4] = {0, 0, 0, 0};
    const float far = 0;
    glClearNamedFramebufferuiv(framebuffer, GL_COLOR, 0, nothing);
    glClearNamedFramebufferfv(framebuffer, GL_DEPTH, 0, &far);
    glEnable(GL_DEPTH_TEST);
    glDepthMask(GL_TRUE);
    glDepthFunc(GL_GEQUAL);

    const base::CityPoint& eye = view.camera.position;
    const Frustum frustum(uniforms.view_projection, eye, true);
    auto meshes = [](data::TileContent content) { return is_ground(content) || is_solid(content); };
    glUseProgram(s.pick_tiles);
    glBindVertexArray(s.mesh_array.name());
    const std::vector<TileDraw> draws = collect_tiles(view, s.tiles, frustum, eye, +meshes);
    for (const TileDraw& draw : draws) {
        if (draw.gpu->index_count == 0) continue;
        glUniform4f(1, 1, 0, is_ground(draw.tile->content) ? 1.0f : 0.0f, 1);
        draw_mesh(draw, eye, s.mesh_array.name());
    }
    glUseProgram(s.pick_textured);
    glBindVertexArray(s.textured_array.name());
    for (const TileDraw& draw : draws)
        if (draw.gpu->textured_index_count > 0) draw_textured(draw, eye, s.textured_array.name());
    s.pick_plants_of(view, frustum);
    glDisable(GL_SCISSOR_TEST);
    glReadBuffer(GL_COLOR_ATTACHMENT0);
    std::uint32_t object = 0;
    float depth = 0;
    glReadPixels(x_px, row, 1, 1, GL_RED_INTEGER, GL_UNSIGNED_INT, &object);
    glReadPixels(x_px, row, 1, 1, GL_DEPTH_COMPONENT, GL_FLOAT, &depth);
    leave_clean();
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    if (depth <= 0) return pick;
    pick.hit = true;
    pick.object = object;
    const double aspect = static_cast<double>(view.width_px) / view.height_px;
    const glm::dvec3 ray = view.camera.ray({(x_px + 0.5) / view.width_px, (y_px + 0.5) / view.height_px}, aspect);
    const double along = glm::dot(ray, view.camera.forward());
    pick.position = base::CityPoint(eye.vec() + ray * (view.camera.near_m / static_cast<double>(depth) / along));
    return pick;
}

Picture Renderer::read_back(int width_px, int height_px, unsigned target) const {
    Picture picture{width_px, height_px, {}};
    const auto row_bytes = static_cast<std::size_t>(width_px) * 4;
    picture.rgba.resize(row_bytes * static_cast<std::size_t>(height_px));
    glBindFramebuffer(GL_FRAMEBUFFER, target);
    glReadBuffer(target ? GL_COLOR_ATTACHMENT0 : GL_BACK);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width_px, height_px, GL_RGBA, GL_UNSIGNED_BYTE, picture.rgba.data());
    std::vector<std::uint8_t> line(row_bytes);
    for (int top = 0, bottom = height_px - 1; top < bottom; ++top, --bottom) {
        std::uint8_t* a = picture.rgba.data() + static_cast<std::size_t>(top) * row_bytes;
        std::uint8_t* b = picture.rgba.data() + static_cast<std::size_t>(bottom) * row_bytes;
        std::memcpy(line.data(), a, row_bytes);
        std::memcpy(a, b, row_bytes);
        std::memcpy(b, line.data(), row_bytes);
    }
    for (std::size_t i = 3; i < picture.rgba.size(); i += 4) picture.rgba[i] = 255;
    return picture;
}

const FrameFigures& Renderer::figures() const {
    return state_->figures;
}

std::string Renderer::device() const {
    auto text = [](unsigned what) {
        const auto* answer = reinterpret_cast<const char*>(glGetString(what));
        return std::string(answer ? answer : "?");
    };
    return text(GL_RENDERER) + ", OpenGL " + text(GL_VERSION);
}

void Renderer::reload_shaders() {
    if (auto done = state_->shaders.reload(); !done) spdlog::error("{}", done.error().message);
}

}  // namespace twin::renderer
