// Water as a mirror of the sky.
vec3 water_light(vec3 base, vec3 relative) {
    vec3 towards = normalize(relative);
    vec3 mirrored = reflect(towards, vec3(0.0, 0.0, 1.0));
    float fresnel = 0.04 + 0.96 * pow(1.0 - max(-towards.z, 0.0), 5.0);
    vec3 sky = sky_light(mirrored, frame.sun_direction.xyz, frame.zenith_colour.rgb, frame.horizon_colour.rgb,
                         frame.sun_colour.rgb);
    return mix(base, sky, clamp(fresnel, 0.0, 1.0));
}
