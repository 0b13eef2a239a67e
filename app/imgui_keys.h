#pragma once

#include <imgui.h>

namespace twin::app {

/// Keys as ImGui knows them, through the doors of either version: up to 1.86 a table of the backend's own numbers, from
/// 1.87 on events.  Thread: main.
inline bool key_pressed(ImGuiKey key) {
#if IMGUI_VERSION_NUM < 18700
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
#else
    return ImGui::IsKeyPressed(key);
#endif
}

/// As if the key went down or up now; before NewFrame.
inline void send_key(ImGuiKey key, bool down) {
    ImGuiIO& io = ImGui::GetIO();
#if IMGUI_VERSION_NUM < 18700
    if (const int index = io.KeyMap[key]; index >= 0) io.KeysDown[index] = down;
#else
    io.AddKeyEvent(key, down);
#endif
}

/// Whether a key that was just pressed is up again before ImGui could see it: up to 1.86 it looks once a frame.
inline bool missed_key(ImGuiKey key) {
#if IMGUI_VERSION_NUM < 18700
    const ImGuiIO& io = ImGui::GetIO();
    const int index = io.KeyMap[key];
    return index >= 0 && !io.KeysDown[index];
#else
    (void)key;
    return false;
#endif
}

}  // namespace twin::app
