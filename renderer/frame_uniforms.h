#pragma once

#include <glm/mat4x4.hpp>
#include <glm/vec4.hpp>

#include "data/tile.h"
#include "scene/frame_view.h"

namespace twin::renderer {

inline constexpr int cascade_count = 3;

/// What every shader knows of the frame; std140, mirrored in shaders/include/frame.glsl.
/// Frame: metres relative to the camera.
struct FrameUniforms {
    glm::mat4 view_projection{1};
    glm::mat4 inverse_view_rotation_projection{1};  ///< Clip to a direction in the city's axes.
    glm::mat4 shadow_matrices[cascade_count];       ///< Camera-relative metres to shadow texture coordinates.
    glm::vec4 cascade_widths_m{0};
    glm::vec4 sun_direction{0, 0, 1, 0};  ///< w: 1 when shadows are drawn.
    glm::vec4 sun_colour{1};              ///< Linear, above the atmosphere's loss.
    glm::vec4 zenith_colour{0}, horizon_colour{0}, bounce_colour{0};
    glm::vec4 camera_height_and_haze{0};      ///< Height m above sea, haze per metre, exposure, near m.
    glm::vec4 beyond{0};                      ///< Height of the land beyond the rim, relative to the camera; w: drawn.
    glm::uvec4 selection{0};                  ///< Selected, hovered.
    glm::vec4 palette[data::material_count];  ///< Linear material colours.
};

/// Light of the sun and the sky for the sun's height, linear.
/// Source: plain colours tuned by eye against the path-traced reference, not a sky model.  Pure.
void light_the_frame(const scene::SunPosition& sun, FrameUniforms& uniforms);

/// Everything but the shadow matrices.  Pure.
FrameUniforms make_frame_uniforms(const scene::FrameView& view);

}  // namespace twin::renderer
