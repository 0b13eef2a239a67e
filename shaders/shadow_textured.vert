#version 450 core
layout(location = 0) in vec3 position;
layout(location = 2) in uint page;
layout(location = 3) in vec2 place;
layout(location = 0) uniform vec3 tile_offset;
layout(location = 3) uniform mat4 light_matrix;

out vec2 page_place;
flat out uint surface_page;

void main() {
    page_place = place;
    surface_page = page;
    gl_Position = light_matrix * vec4(position + tile_offset, 1.0);
}
