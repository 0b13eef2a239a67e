#include "app/typed_ahead.h"

#include <gtest/gtest.h>

namespace {

using twin::app::TypedAhead;

TEST(TypedAhead, WhatIsTypedBeforeTheFieldIsThereReachesIt) {
    TypedAhead ahead;
    ahead.expect(0, false);
    std::string text;
    bool entered = true;
    for (const char32_t letter : std::u32string(U"Mü")) {
        ahead.key();
        ahead.letter(letter);
        EXPECT_FALSE(ahead.take(0.1, false, text, entered)) << "there is no field yet";
    }
    ahead.key();
    ahead.letter(U'x');
    ahead.backspace();
    ASSERT_TRUE(ahead.take(0.4, true, text, entered));
    EXPECT_EQ(text, "Mü");
    EXPECT_FALSE(entered);
    EXPECT_FALSE(ahead.expecting());
}

TEST(TypedAhead, TheKeyThatOpensTheFieldWritesNothingIntoIt) {
    TypedAhead ahead;
    ahead.expect(0, true);
    ahead.letter(U'1');  // Of the key 1 itself.
    ahead.key();
    ahead.letter(U'1');  // Of the house number.
    std::string text;
    bool entered = false;
    ASSERT_TRUE(ahead.take(0, true, text, entered));
    EXPECT_EQ(text, "1");
}

TEST(TypedAhead, EnterComesAfterTheWords) {
    TypedAhead ahead;
    ahead.expect(0, false);
    ahead.letter(U'a');
    ahead.enter();
    std::string text;
    bool entered = false;
    ASSERT_TRUE(ahead.take(0, true, text, entered));
    EXPECT_EQ(text, "a");
    EXPECT_TRUE(entered);
}

TEST(TypedAhead, AFieldThatNeverComesDoesNotKeepTheKeyboard) {
    TypedAhead ahead;
    ahead.expect(10, false);
    ahead.letter(U'a');
    std::string text;
    bool entered = false;
    EXPECT_FALSE(ahead.take(20, false, text, entered));
    EXPECT_FALSE(ahead.expecting());
}

}  // namespace
