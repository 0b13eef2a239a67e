// Colour mathematics; plain functions, also compiled by the C++ tests. Linear light in, display values out.

// Filmic curve. Source: Narkowicz 2015, "ACES filmic tone mapping curve", fitted rational function.
vec3 tone_map(vec3 light) {
    vec3 x = max(light, vec3(0.0f));
    return clamp((x * (x * 2.51f + 0.03f)) / (x * (x * 2.43f + 0.59f) + 0.14f), vec3(0.0f), vec3(1.0f));
}

// sRGB transfer function, approximated by its square-root neighbour. Error below 0.01 (IEC 61966-2-1).
vec3 to_display(vec3 linear) {
    vec3 c = clamp(linear, vec3(0.0f), vec3(1.0f));
    vec3 s1 = sqrt(c);
    vec3 s2 = sqrt(s1);
    vec3 s3 = sqrt(s2);
    return max(s1 * 0.662002687f + s2 * 0.684122060f - s3 * 0.323583601f - c * 0.0225411470f, vec3(0.0f));
}

vec3 from_display(vec3 srgb) {
    return srgb * (srgb * (srgb * 0.305306011f + 0.682171111f) + 0.012522878f);
}

float luminance(vec3 linear) {
    return dot(linear, vec3(0.2126f, 0.7152f, 0.0722f));
}
