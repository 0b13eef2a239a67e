#version 450 core
in vec2 page_place;
flat in uint surface_page;
layout(binding = 2) uniform sampler2DArray pages;

void main() {
    if (texture(pages, vec3(page_place, surface_page)).a < 0.5) discard;
}
