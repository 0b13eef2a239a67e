#version 450 core
#include "include/frame.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in uint page;
layout(location = 3) in vec2 place;
layout(location = 4) in uint object;

layout(location = 0) uniform vec3 tile_offset;
layout(location = 1) uniform vec4 layer;  // opacity, invented, draped content, lit

out vec3 relative;
out vec3 surface_normal;
out vec2 page_place;
flat out uint surface_page;
flat out uint surface_object;

void main() {
    relative = position + tile_offset;
    surface_normal = normal;
    page_place = place;
    surface_page = page;
    surface_object = object;
    gl_Position = frame.view_projection * vec4(relative, 1.0);
}
