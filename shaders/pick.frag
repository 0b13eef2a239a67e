#version 450 core
flat in uint surface_object;
layout(location = 0) out uint picked;

void main() {
    picked = surface_object;
}
