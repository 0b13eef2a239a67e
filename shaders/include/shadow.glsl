// Sunlight that arrives: 1 lit, 0 in shadow. The smallest cascade that holds the point decides.
layout(binding = 1) uniform sampler2DArrayShadow shadow_maps;

float shadow_tap(vec3 coordinates, int cascade, float texel) {
    float lit = texture(shadow_maps, vec4(coordinates.xy + vec2(-0.35, -0.85) * texel, cascade, coordinates.z));
    lit += texture(shadow_maps, vec4(coordinates.xy + vec2(0.85, -0.35) * texel, cascade, coordinates.z));
    lit += texture(shadow_maps, vec4(coordinates.xy + vec2(-0.85, 0.35) * texel, cascade, coordinates.z));
    lit += texture(shadow_maps, vec4(coordinates.xy + vec2(0.35, 0.85) * texel, cascade, coordinates.z));
    return lit * 0.25;
}

float sun_arriving(vec3 relative, vec3 normal) {
    if (frame.sun_direction.w < 0.5) return 1.0;
    for (int i = 0; i < 3; ++i) {
        float texel_m = frame.cascade_widths_m[i] / 2048.0;
        vec3 coordinates = (frame.shadow_matrices[i] * vec4(relative + normal * texel_m * 1.6, 1.0)).xyz;
        vec2 edge = min(coordinates.xy, 1.0 - coordinates.xy);
        if (min(edge.x, edge.y) > 0.004) {
            float lit = shadow_tap(coordinates, i, 1.0 / 2048.0);
            if (i == 2) lit = mix(1.0, lit, smoothstep(0.004, 0.06, min(edge.x, edge.y)));
            return lit;
        }
    }
    return 1.0;
}
