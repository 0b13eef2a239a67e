#version 450 core
layout(location = 0) in vec3 position;
layout(location = 0) uniform vec3 tile_offset;
layout(location = 3) uniform mat4 light_matrix;

void main() {
    gl_Position = light_matrix * vec4(position + tile_offset, 1.0);
}
