#version 450 core
#include "include/lit.glsl"
#include "include/ground.glsl"
#include "include/chosen.glsl"

in vec3 relative;
in vec3 surface_normal;
flat in vec3 albedo;
flat in uint surface_material;
flat in uint surface_object;
layout(location = 1) uniform vec4 layer;
layout(location = 0) out vec4 pixel;

void main() {
    if (screened_out(layer.x)) discard;
    vec3 normal = normalize(surface_normal);
    vec3 light = albedo;
    if (layer.w > 0.5) light = lit_surface(albedo, normal, relative, 1.0);
    if (surface_material == material_water && layer.z > 0.5) light = water_light(light, relative);
    light = as_chosen(light, surface_object);
    pixel = vec4(finished(in_haze(light, relative)), 1.0);
}
