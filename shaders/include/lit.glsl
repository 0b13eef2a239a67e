// Light on a surface and haze in front of it.
#include "include/colour.glsl"
#include "include/sky.glsl"
#include "include/frame.glsl"
#include "include/shadow.glsl"

vec3 in_haze(vec3 light, vec3 relative) {
    float distance_m = length(relative);
    vec3 direction = relative / max(distance_m, 0.001);
    float middle = frame.camera.x + relative.z * 0.5;
    float left = haze_left(distance_m, middle, frame.camera.y);
    vec3 flat_direction = normalize(vec3(direction.xy, max(direction.z, 0.02)));
    vec3 veil = sky_light(flat_direction, frame.sun_direction.xyz, frame.zenith_colour.rgb, frame.horizon_colour.rgb,
                          frame.sun_colour.rgb);
    return mix(veil, light, left);
}

// Light on a surface, where this share of the sun arrives.
vec3 arriving_light(vec3 normal, float sun, float openness) {
    float facing = max(dot(normal, frame.sun_direction.xyz), 0.0);
    vec3 ambient = ambient_light(normal, frame.zenith_colour.rgb, frame.horizon_colour.rgb, frame.bounce_colour.rgb);
    return frame.sun_colour.rgb * (0.318 * facing * sun) + ambient * (openness * 0.66);
}

vec3 lit_surface(vec3 albedo, vec3 normal, vec3 relative, float openness) {
    float facing = dot(normal, frame.sun_direction.xyz);
    float sun = facing > 0.0 ? sun_arriving(relative, normal) : 0.0;
    return albedo * arriving_light(normal, sun, openness);
}

vec3 finished(vec3 light) {
    return to_display(tone_map(light * 0.86 * frame.camera.z));
}

// Screen-door transparency: stays right in any order and under multisampling.
bool screened_out(float opacity) {
    if (opacity >= 0.999) return false;
    ivec2 p = ivec2(gl_FragCoord.xy) & 3;
    const int bayer[16] = int[16](0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5);
    return (float(bayer[p.y * 4 + p.x]) + 0.5) / 16.0 > opacity;
}
