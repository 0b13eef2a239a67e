#version 450 core
#include "include/lit.glsl"
#include "include/chosen.glsl"

in vec3 relative;
in vec3 surface_normal;
in vec2 page_place;
flat in uint surface_page;
flat in uint surface_object;
layout(location = 1) uniform vec4 layer;
layout(binding = 2) uniform sampler2DArray pages;  // sRGB: arrives linear
layout(location = 0) out vec4 pixel;

void main() {
    if (screened_out(layer.x)) discard;
    vec4 texel = texture(pages, vec3(page_place, surface_page));
    if (texel.a < 0.5) discard;
    vec3 albedo = texel.rgb / texel.a;  // holes are black
    if (layer.y > 0.5) albedo = mix(albedo, vec3(luminance(albedo)), 0.10);
    vec3 light = albedo;
    if (layer.w > 0.5) light = lit_surface(albedo, normalize(surface_normal), relative, 1.0);
    light = as_chosen(light, surface_object);
    pixel = vec4(finished(in_haze(light, relative)), 1.0);
}
