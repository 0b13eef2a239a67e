#version 450 core
#include "include/lit.glsl"

in vec3 direction;
layout(location = 0) out vec4 pixel;

void main() {
    vec3 d = normalize(direction);
    vec3 looked = normalize(vec3(d.xy, max(d.z, 0.02)));
    vec3 light = sky_light(looked, frame.sun_direction.xyz, frame.zenith_colour.rgb, frame.horizon_colour.rgb,
                           frame.sun_colour.rgb);
    if (d.z < -0.0005 && frame.beyond.w > 0.5) {
        // Land goes on beyond the city's rim, ever paler.
        vec3 relative = d * (frame.beyond.x / d.z);
        vec3 ground = lit_surface(frame.palette[material_terrain].rgb, vec3(0.0, 0.0, 1.0), relative, 1.0);
        vec3 land = in_haze(ground, relative);
        light = mix(light, land, smoothstep(0.0, 0.02, -d.z));
    }
    float disc = smoothstep(0.99990, 0.99996, dot(d, frame.sun_direction.xyz));
    light += frame.sun_colour.rgb * disc * 8.0;
    pixel = vec4(finished(light), 1.0);
}
