// A photo of the ground brings the light of its own day. In sunshine it is shown as it is; shadows, slopes and the hour
// change it only by a part of what they do to a surface.

// Light that tone_map and finished() turn back into this colour (linear display value).
vec3 before_tone_map(vec3 shown) {
    // A little less than white: the curve reaches white only at a light that would outshine the haze.
    vec3 y = shown * 0.97;
    vec3 a = 2.51 - 2.43 * y, b = 0.03 - 0.59 * y, c = -0.14 * y;
    return (sqrt(b * b - 4.0 * a * c) - b) / (2.0 * a);
}

vec3 photo_light(vec3 shown, vec3 normal, float sun) {
    const vec3 noon = vec3(0.90, 0.88, 0.85);  // arriving_light on flat ground, sun at 35 degrees
    const float shadow_kept = 0.55, slope_kept = 0.4;
    vec3 flatter = normalize(mix(vec3(0.0, 0.0, 1.0), normal, slope_kept));
    vec3 arriving = arriving_light(flatter, mix(1.0, sun, shadow_kept), 1.0) / noon;
    float strength = max(luminance(arriving), 0.001);
    vec3 tint = mix(vec3(1.0), arriving / strength, 0.5);
    return before_tone_map(shown) / (0.86 * frame.camera.z) * tint * min(strength, 1.0);
}
