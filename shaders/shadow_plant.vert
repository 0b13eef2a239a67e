#version 450 core
layout(location = 0) in vec3 position;
layout(location = 3) in vec3 foot;
layout(location = 4) in vec2 size;
layout(location = 0) uniform vec3 tile_offset;
layout(location = 3) uniform mat4 light_matrix;

void main() {
    vec3 local = vec3(position.xy * size.y * 0.5, position.z * size.x);
    gl_Position = light_matrix * vec4(local + foot + tile_offset, 1.0);
}
