#version 450 core
#include "include/lit.glsl"
#include "include/ground.glsl"
#include "include/imagery.glsl"
#include "include/photo.glsl"
#include "include/chosen.glsl"

// The ground where pictures lie on it: they cover the natural ground and the colours of land use, not the streets.
in vec3 relative;
in vec3 surface_normal;
flat in vec3 albedo;
flat in uint surface_material;
flat in uint surface_object;
flat in float surface_covered;
layout(location = 1) uniform vec4 layer;
layout(location = 0) out vec4 pixel;

void main() {
    vec4 picture = pictures_at(relative.xy) * surface_covered;
    if (screened_out(layer.x)) discard;
    vec3 normal = normalize(surface_normal);
    float sun = sun_arriving(relative, normal);
    vec3 light = albedo * arriving_light(normal, sun, 1.0);
    if (surface_material == material_water) light = water_light(light, relative);
    vec3 seen = min(picture.rgb / max(picture.a, 0.004), vec3(1.0));
    light = mix(light, photo_light(seen, normal, sun), picture.a);
    light = as_chosen(light, surface_object);
    pixel = vec4(finished(in_haze(light, relative)), 1.0);
}
