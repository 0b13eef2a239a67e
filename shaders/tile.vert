#version 450 core
#include "include/colour.glsl"
#include "include/frame.glsl"

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in uint material;
layout(location = 3) in vec4 colour;
layout(location = 4) in uint object;

layout(location = 0) uniform vec3 tile_offset;
layout(location = 1) uniform vec4 layer;  // opacity, invented, draped content, lit

out vec3 relative;
out vec3 surface_normal;
flat out vec3 albedo;
flat out uint surface_material;
flat out uint surface_object;
flat out float surface_covered;  // 1: gives way to pictures of the ground

const vec3 plasters[8] = vec3[8](vec3(0.80, 0.76, 0.68), vec3(0.86, 0.84, 0.80), vec3(0.82, 0.72, 0.55),
                                 vec3(0.72, 0.68, 0.62), vec3(0.88, 0.82, 0.70), vec3(0.74, 0.60, 0.50),
                                 vec3(0.66, 0.66, 0.66), vec3(0.84, 0.80, 0.74));
const vec3 tiles[8] = vec3[8](vec3(0.50, 0.17, 0.10), vec3(0.56, 0.20, 0.11), vec3(0.42, 0.15, 0.10),
                              vec3(0.60, 0.24, 0.14), vec3(0.33, 0.17, 0.13), vec3(0.47, 0.19, 0.12),
                              vec3(0.22, 0.21, 0.22), vec3(0.54, 0.22, 0.15));

vec3 own_colour() {
    if (colour.a > 0.0) return from_display(colour.rgb);
    float dice = random_of(object * 3u + 1u);
    float shade = 0.90 + 0.20 * random_of(object * 7u + 5u);
    if (material == material_wall && object != 0u) return plasters[int(dice * 7.99)] * shade * 0.86;
    if (material == material_roof && object != 0u) return tiles[int(dice * 7.99)] * shade;
    if (material == material_roof_flat && object != 0u) return frame.palette[material].rgb * (0.75 + 0.5 * dice);
    return frame.palette[material].rgb;
}

void main() {
    relative = position + tile_offset;
    surface_normal = normal;
    surface_material = material;
    surface_object = object;
    albedo = own_colour();
    if (layer.y > 0.5) albedo = mix(albedo, vec3(luminance(albedo)), 0.10);
    gl_Position = frame.view_projection * vec4(relative, 1.0);
    // Draped content lies exactly in the terrain; it is brought nearer by a share of its distance, never by metres,
    // so that it wins at any distance and no higher thing loses.
    surface_covered = under_pictures[material];
    if (layer.z > 0.5) gl_Position.z *= 1.0 + 5.0e-5 * drape_levels[material];
}
