// The frame; mirrored in renderer/frame_uniforms.h. Positions are metres relative to the camera.
#include <materials>
layout(std140, binding = 0) uniform Frame {
    mat4 view_projection;
    mat4 unproject;
    mat4 shadow_matrices[3];
    vec4 cascade_widths_m;
    vec4 sun_direction;   // w: shadows on
    vec4 sun_colour;
    vec4 zenith_colour;
    vec4 horizon_colour;
    vec4 bounce_colour;
    vec4 camera;          // height above sea m, haze per m, exposure, near m
    vec4 beyond;          // z of the land beyond the city's rim, 0, 0, drawn
    uvec4 selection;      // selected, hovered
    vec4 palette[material_count];
} frame;

float random_of(uint n) {
    n = (n ^ 61u) ^ (n >> 16);
    n *= 9u;
    n = n ^ (n >> 4);
    n *= 0x27d4eb2du;
    n = n ^ (n >> 15);
    return float(n & 0xFFFFu) / 65535.0;
}
