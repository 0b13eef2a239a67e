// Sky and haze; plain functions, also compiled by the C++ tests. Directions are unit vectors, z up.

// Light from the sky in one direction: horizon to zenith, brighter around the sun.
vec3 sky_light(vec3 direction, vec3 to_sun, vec3 zenith, vec3 horizon, vec3 sun) {
    float up = clamp(direction.z, 0.0f, 1.0f);
    vec3 base = mix(horizon, zenith, pow(up, 0.42f));
    float towards = max(dot(direction, to_sun), 0.0f);
    float glow = pow(towards, 6.0f) * 0.10f + pow(towards, 48.0f) * 0.16f;
    return base + sun * glow * (1.0f - 0.6f * up);
}

// Share of the light that arrives through haze over a distance, thinner with height. Metres.
float haze_left(float distance_m, float height_m, float haze_per_m) {
    float thin = exp(-max(height_m - 250.0f, 0.0f) / 1600.0f);
    float t = distance_m * haze_per_m * thin;
    return exp(-t);
}

// Light from all around onto a surface with this normal.
vec3 ambient_light(vec3 normal, vec3 zenith, vec3 horizon, vec3 bounce) {
    float up = normal.z * 0.5f + 0.5f;
    vec3 sky = mix(horizon, zenith, 0.45f) * vec3(1.04f, 1.0f, 0.90f);
    return mix(bounce, sky, up);
}
