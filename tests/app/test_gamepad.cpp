#include "app/gamepad.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace {

using namespace twin::app;

/// Axes and buttons as a driver gives them: sticks at rest, triggers let go.
struct Pad {
    float axes[6] = {0, 0, 0, 0, -1, -1};
    unsigned char buttons[15] = {};
    GamepadState state() const { return gamepad_of(axes, buttons); }
};

TEST(Gamepad, SticksThatRestALittleOffTheMiddleMoveNothing) {
    Pad pad;
    for (int axis = 0; axis < 4; ++axis) pad.axes[axis] = axis % 2 ? -0.14f : 0.14f;
    EXPECT_FALSE(moves_of(pad.state()).any());
    EXPECT_TRUE(pad.state().present);
}

TEST(Gamepad, AFullPushIsAKeyAndASmallOneIsSlow) {
    Pad pad;
    pad.axes[1] = -1;  // Sticks count downwards: this is up.
    EXPECT_DOUBLE_EQ(moves_of(pad.state()).forward, 1);
    pad.axes[1] = -0.3f;
    const double slow = moves_of(pad.state()).forward;
    EXPECT_GT(slow, 0);
    EXPECT_LT(slow, 0.1);
    pad.axes[1] = 0;
    pad.axes[0] = -1;
    EXPECT_DOUBLE_EQ(moves_of(pad.state()).right, -1);
    pad.axes[2] = 1;
    EXPECT_DOUBLE_EQ(moves_of(pad.state()).turn, 1);
    pad.axes[3] = -1;
    EXPECT_DOUBLE_EQ(moves_of(pad.state()).tilt, 1) << "pushed away: look up";
}

TEST(Gamepad, ShouldersRiseAndSinkAndTheTriggerHurries) {
    Pad pad;
    pad.buttons[5] = 1;
    EXPECT_DOUBLE_EQ(moves_of(pad.state()).up, 1);
    pad.buttons[4] = 1;
    EXPECT_DOUBLE_EQ(moves_of(pad.state()).up, 0) << "both at once";
    EXPECT_FALSE(pad.state().fast);
    pad.axes[5] = 0.9f;
    EXPECT_TRUE(pad.state().fast);
}

TEST(Gamepad, WithoutOneNothingMoves) {
    GamepadState none;
    none.left_x = 1;
    EXPECT_FALSE(moves_of(none).any());
    MoveKeys keys;
    keys.forward = 1;
    EXPECT_DOUBLE_EQ(together(keys, moves_of(none)).forward, 1);
}

TEST(Gamepad, KeysAndSticksTogetherAreNoFasterThanOneOfThem) {
    Pad pad;
    pad.axes[1] = -1;
    MoveKeys keys;
    keys.forward = 1;
    EXPECT_DOUBLE_EQ(together(keys, moves_of(pad.state())).forward, 1);
    keys.forward = -1;
    EXPECT_DOUBLE_EQ(together(keys, moves_of(pad.state())).forward, 0);
}

TEST(Gamepad, ADriverThatSendsNonsenseMovesNothing) {
    Pad pad;
    pad.axes[0] = std::numeric_limits<float>::quiet_NaN();
    pad.axes[1] = std::numeric_limits<float>::infinity();
    pad.axes[2] = -40;
    const MoveKeys keys = moves_of(pad.state());
    EXPECT_DOUBLE_EQ(keys.right, 0);
    EXPECT_DOUBLE_EQ(keys.forward, 0);
    EXPECT_DOUBLE_EQ(keys.turn, -1);
}

}  // namespace
