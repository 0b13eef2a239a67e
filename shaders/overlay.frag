#version 450 core
#include "include/lit.glsl"

in vec3 relative;
in vec3 surface_normal;
flat in vec3 albedo;
flat in uint surface_material;
flat in uint surface_object;
layout(location = 1) uniform vec4 layer;
layout(location = 0) out vec4 pixel;

// Overlays keep their colour in any light, so that a legend stays true; only haze dims them.
void main() {
    if (screened_out(layer.x)) discard;
    vec3 light = layer.w > 0.5 ? lit_surface(albedo, normalize(surface_normal), relative, 1.0) : albedo;
    float left = haze_left(length(relative), frame.camera.x, frame.camera.y * 0.4);
    vec3 shown = layer.w > 0.5 ? finished(in_haze(light, relative)) : to_display(mix(frame.horizon_colour.rgb, light, left));
    pixel = vec4(shown, 1.0);
}
