#include "app/gamepad.h"

#include <algorithm>
#include <cmath>

namespace twin::app {

namespace {

constexpr float dead_zone = 0.15f, trigger_threshold = 0.2f;

// The standard layout of SDL's controller database, which GLFW numbers so.
enum Axis { left_x, left_y, right_x, right_y, left_trigger, right_trigger };
enum Button { a, b, x, y, left_bumper, right_bumper, back, start };

float beyond_rest(float value) {
    if (!std::isfinite(value)) return 0;
    const float beyond = std::max(0.0f, std::min(1.0f, std::fabs(value)) - dead_zone) / (1 - dead_zone);
    return std::copysign(beyond * beyond, value);
}

}  // namespace

GamepadState gamepad_of(std::span<const float, 6> axes, std::span<const unsigned char, 15> buttons) {
    GamepadState pad;
    pad.present = true;
    pad.left_x = beyond_rest(axes[left_x]);
    pad.left_y = beyond_rest(axes[left_y]);
    pad.right_x = beyond_rest(axes[right_x]);
    pad.right_y = beyond_rest(axes[right_y]);
    pad.rise = buttons[right_bumper] ? 1.0f : 0.0f;
    pad.sink = buttons[left_bumper] ? 1.0f : 0.0f;
    pad.fast = axes[right_trigger] > trigger_threshold;  // Triggers rest at -1.
    pad.home = buttons[start];
    pad.walk = buttons[y];
    return pad;
}

MoveKeys moves_of(const GamepadState& pad) {
    MoveKeys keys;
    if (!pad.present) return keys;
    keys.forward = 0.0 - pad.left_y;  // Sticks count downwards.
    keys.right = pad.left_x;
    keys.turn = pad.right_x;
    keys.tilt = 0.0 - pad.right_y;
    keys.up = pad.rise - pad.sink;
    keys.fast = pad.fast;
    return keys;
}

MoveKeys together(const MoveKeys& keys, const MoveKeys& pad) {
    const auto sum = [](double one, double other) { return std::clamp(one + other, -1.0, 1.0); };
    return {sum(keys.forward, pad.forward), sum(keys.right, pad.right), sum(keys.up, pad.up), sum(keys.turn, pad.turn),
            sum(keys.tilt, pad.tilt),       sum(keys.zoom, pad.zoom),   keys.fast || pad.fast};
}

}  // namespace twin::app
