#version 450 core
#include "include/lit.glsl"

in vec3 relative;
in vec3 surface_normal;
in vec3 leaf_colour;
in float openness;
flat in uint surface_object;
layout(location = 1) uniform vec4 layer;
layout(location = 0) out vec4 pixel;

void main() {
    if (screened_out(layer.x)) discard;
    vec3 normal = normalize(surface_normal);
    vec3 light = lit_surface(leaf_colour, normal, relative, openness);
    // Leaves let some sun through.
    float through = max(dot(-normal, frame.sun_direction.xyz), 0.0);
    light += leaf_colour * frame.sun_colour.rgb * 0.07 * through;
    if (surface_object != 0u && surface_object == frame.selection.x) light = mix(light, vec3(0.10, 0.45, 1.00), 0.55);
    pixel = vec4(finished(in_haze(light, relative)), 1.0);
}
