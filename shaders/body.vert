#version 450 core
#include "include/colour.glsl"
#include "include/frame.glsl"

layout(location = 0) in vec3 position;  // -0.5..0.5 across and along, 0..1 up
layout(location = 1) in vec3 normal;
layout(location = 2) in float glass;
layout(location = 3) in vec3 foot;      // relative to the camera, m
layout(location = 4) in vec4 size;      // width, length, height m, heading rad
layout(location = 5) in vec4 colour;
layout(location = 6) in uint object;

out vec3 relative;
out vec3 surface_normal;
flat out vec3 albedo;
flat out uint surface_material;
flat out uint surface_object;

void main() {
    float s = sin(size.w), c = cos(size.w);
    vec3 local = position * size.xyz;
    relative = foot + vec3(local.x * c + local.y * s, -local.x * s + local.y * c, local.z);
    surface_normal = vec3(normal.x * c + normal.y * s, -normal.x * s + normal.y * c, normal.z);
    albedo = glass > 0.5 ? vec3(0.03, 0.04, 0.05) : from_display(colour.rgb);
    surface_material = 0u;
    surface_object = object;
    gl_Position = frame.view_projection * vec4(relative, 1.0);
}
