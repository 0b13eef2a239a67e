#pragma once

#include <span>

#include "app/camera_control.h"

namespace twin::app {

/// A gamepad's sticks and buttons, -1 to 1.
struct GamepadState {
    bool present = false;
    float left_x = 0, left_y = 0, right_x = 0, right_y = 0, rise = 0, sink = 0;
    bool fast = false;
    bool home = false, walk = false;  ///< Held now.
};

/// From the six axes and fifteen buttons of the standard layout (GLFW_GAMEPAD_AXIS_..., GLFW_GAMEPAD_BUTTON_...).
/// Sticks rest a little off the middle: what is nearer than the dead zone is nothing; beyond it a small push moves
/// slowly. Values that are no numbers count as rest.
GamepadState gamepad_of(std::span<const float, 6> axes, std::span<const unsigned char, 15> buttons);

/// What the sticks ask of the camera; nothing where there is no gamepad.
MoveKeys moves_of(const GamepadState& pad);
/// Keys and sticks together, each no faster than one of them alone.
MoveKeys together(const MoveKeys& keys, const MoveKeys& pad);

}  // namespace twin::app
