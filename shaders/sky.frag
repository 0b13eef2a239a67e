#version 450 core
#include "include/lit.glsl"

in vec3 direction;
layout(location = 0) out vec4 pixel;

void main() {
    vec3 d = normalize(direction);
    vec3 looked = normalize(vec3(d.xy, max(d.z, 0.02)));
    vec3 light = sky_light(looked, frame.sun_direction.xyz, frame.zenith_colour.rgb, frame.horizon_colour.rgb,
                           frame.sun_colour.rgb);
    float disc = smoothstep(0.99990, 0.99996, dot(d, frame.sun_direction.xyz));
    light += frame.sun_colour.rgb * disc * 8.0;
    pixel = vec4(finished(light), 1.0);
}
