#include "renderer/frame_uniforms.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glm/gtc/matrix_inverse.hpp>
#include <glm/matrix.hpp>

namespace twin::renderer {

namespace {

float linear_of(unsigned byte) {
    const float c = static_cast<float>(byte) / 255.0f;
    return c <= 0.04045f ? c / 12.92f : std::pow((c + 0.055f) / 1.055f, 2.4f);
}

/// Light at one height of the sun.
struct LightKey {
    float elevation_deg;
    glm::vec3 sun, zenith, horizon, bounce;
};

constexpr LightKey light_keys[] = {
    {-18, {0.0f, 0.0f, 0.0f}, {0.008f, 0.012f, 0.030f}, {0.022f, 0.028f, 0.050f}, {0.010f, 0.010f, 0.014f}},
    {-6, {0.0f, 0.0f, 0.0f}, {0.040f, 0.065f, 0.150f}, {0.200f, 0.165f, 0.190f}, {0.030f, 0.030f, 0.040f}},
    {0, {0.70f, 0.28f, 0.09f}, {0.100f, 0.180f, 0.380f}, {0.640f, 0.440f, 0.320f}, {0.080f, 0.070f, 0.062f}},
    {6, {2.30f, 1.32f, 0.62f}, {0.130f, 0.240f, 0.490f}, {0.660f, 0.580f, 0.500f}, {0.150f, 0.125f, 0.098f}},
    {15, {3.30f, 2.50f, 1.62f}, {0.135f, 0.270f, 0.560f}, {0.560f, 0.600f, 0.640f}, {0.210f, 0.180f, 0.135f}},
    {35, {3.75f, 3.22f, 2.46f}, {0.125f, 0.275f, 0.610f}, {0.480f, 0.590f, 0.730f}, {0.250f, 0.220f, 0.165f}},
    {90, {3.95f, 3.60f, 2.95f}, {0.115f, 0.265f, 0.620f}, {0.440f, 0.580f, 0.760f}, {0.270f, 0.245f, 0.190f}},
};

}  // namespace

void light_the_frame(const scene::SunPosition& sun, FrameUniforms& uniforms) {
    const auto elevation = static_cast<float>(sun.elevation_deg);
    const LightKey* upper = std::find_if(std::begin(light_keys), std::end(light_keys),
                                         [&](const LightKey& key) { return key.elevation_deg >= elevation; });
    if (upper == std::end(light_keys)) --upper;
    const LightKey* lower = upper == std::begin(light_keys) ? upper : upper - 1;
    const float span = upper->elevation_deg - lower->elevation_deg;
    const float t = span > 0 ? std::clamp((elevation - lower->elevation_deg) / span, 0.0f, 1.0f) : 0.0f;
    auto between = [&](const glm::vec3& a, const glm::vec3& b) { return glm::vec4(a + (b - a) * t, 1.0f); };
    uniforms.sun_colour = between(lower->sun, upper->sun);
    uniforms.zenith_colour = between(lower->zenith, upper->zenith);
    uniforms.horizon_colour = between(lower->horizon, upper->horizon);
    uniforms.bounce_colour = between(lower->bounce, upper->bounce);
}

namespace {

/// Middle height of the terrain's rim: there the land beyond goes on.
float rim_height_m(const data::Terrain& terrain) {
    double sum = 0;
    for (int i = 0; i < terrain.columns; ++i) sum += terrain.at(i, 0) + terrain.at(i, terrain.rows - 1);
    for (int j = 0; j < terrain.rows; ++j) sum += terrain.at(0, j) + terrain.at(terrain.columns - 1, j);
    return static_cast<float>(sum / (2.0 * (terrain.columns + terrain.rows)));
}

}  // namespace

FrameUniforms make_frame_uniforms(const scene::FrameView& view) {
    FrameUniforms u;
    const double aspect = static_cast<double>(view.width_px) / std::max(view.height_px, 1);
    const glm::mat4 rotation_projection = view.camera.projection(aspect) * view.camera.view_rotation();
    u.view_projection = rotation_projection;
    // The infinite projection has no inverse at depth 0 that floats can hold; a finite one has the same rays.
    const double half_height = std::tan(view.camera.fov_y_rad / 2);
    const glm::mat4 back = glm::transpose(view.camera.view_rotation());
    glm::mat4 unproject(0.0f);
    unproject[0][0] = static_cast<float>(half_height * aspect);
    unproject[1][1] = static_cast<float>(half_height);
    unproject[3][2] = -1.0f;
    u.inverse_view_rotation_projection = back * unproject;
    u.sun_direction = glm::vec4(glm::vec3(view.sun_direction), view.style.shadows ? 1.0f : 0.0f);
    light_the_frame(view.sun, u);
    u.camera_height_and_haze = {static_cast<float>(view.camera.position.z_m), view.style.haze ? 3.2e-5f : 0.0f, 1.0f,
                                static_cast<float>(view.camera.near_m)};
    if (view.terrain && !view.terrain->empty()) {
        const float z = rim_height_m(*view.terrain) - 1.0f - static_cast<float>(view.camera.position.z_m);
        u.beyond = {std::min(z, -1.0f), 0, 0, view.style.haze ? 1.0f : 0.0f};
    }
    u.selection = {view.selected, view.hovered, 0, 0};
    for (int i = 0; i < data::material_count; ++i) {
        const std::uint32_t rgb = data::material_infos[i].rgb;
        u.palette[i] = {linear_of(rgb >> 16 & 255), linear_of(rgb >> 8 & 255), linear_of(rgb & 255), 1.0f};
    }
    return u;
}

}  // namespace twin::renderer
