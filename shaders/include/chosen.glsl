// The tint of what is selected or under the pointer.
vec3 as_chosen(vec3 light, uint object) {
    if (object == 0u) return light;
    if (object == frame.selection.x) return mix(light, vec3(0.10, 0.45, 1.00), 0.55);
    if (object == frame.selection.y) return mix(light, vec3(0.45, 0.65, 1.00), 0.30);
    return light;
}
