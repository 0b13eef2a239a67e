#version 450 core
#include "include/colour.glsl"
#include "include/frame.glsl"

layout(location = 0) in vec3 position;     // crown radii across, heights up
layout(location = 1) in vec3 normal;
layout(location = 2) in float leaf;        // 0 trunk, 1 leaf, between: in the crown's own shade
layout(location = 3) in vec3 foot;
layout(location = 4) in vec2 size;         // height m, crown diameter m
layout(location = 5) in uvec2 kind;        // kind, variety
layout(location = 6) in uint object;

layout(location = 0) uniform vec3 tile_offset;
layout(location = 2) uniform float crown_scale;

out vec3 relative;
out vec3 surface_normal;
out vec3 leaf_colour;
out float openness;
flat out uint surface_object;

const vec3 leaves[6] = vec3[6](vec3(0.105, 0.190, 0.040), vec3(0.130, 0.215, 0.045), vec3(0.085, 0.165, 0.045),
                               vec3(0.155, 0.215, 0.050), vec3(0.115, 0.175, 0.035), vec3(0.095, 0.185, 0.055));
const vec3 needles = vec3(0.045, 0.095, 0.045);

void main() {
    float turn = float(kind.y) * 0.41;
    mat2 turned = mat2(cos(turn), sin(turn), -sin(turn), cos(turn));
    vec2 across = turned * position.xy * size.y * 0.5 * crown_scale;
    relative = vec3(across, position.z * size.x) + foot + tile_offset;
    surface_normal = normalize(vec3(turned * normal.xy, normal.z));
    float shade = 0.82 + 0.36 * float(kind.y & 15u) / 15.0;
    vec3 green = kind.x == 1u ? needles * shade : leaves[int(kind.y) % 6] * shade;
    leaf_colour = leaf < 0.01 ? vec3(0.09, 0.065, 0.045) : green;
    openness = leaf < 0.01 ? 0.6 : mix(0.45, 1.0, leaf);
    surface_object = object;
    gl_Position = frame.view_projection * vec4(relative, 1.0);
}
