#include "data/toml_text.h"

#include <gtest/gtest.h>

namespace twin::data {
namespace {

TEST(TomlText, UmlautsInQuotesAndCommentsAreWelcome) {
    EXPECT_FALSE(stray_letter("name = \"Köln\" # größer\n'ä b' = 'ö'\n"));
    EXPECT_FALSE(stray_letter("\xEF\xBB\xBFname = \"a \\\" ü\"\n"));
    EXPECT_FALSE(stray_letter("text = \"\"\"\nerste \" Zeile ä\n\"\" ö\"\"\"\"\nnext = '''\nü ' '' é'''\n"));
    EXPECT_FALSE(stray_letter(""));
}

TEST(TomlText, AnUmlautWithoutQuotesIsToldWithItsLine) {
    const auto stray = stray_letter("[city]\nname = Köln\n");
    ASSERT_TRUE(stray);
    EXPECT_EQ(stray->line, 2u);
    EXPECT_EQ(stray->letter, "ö");
    EXPECT_TRUE(stray_letter("name = \"a\"ß"));
    EXPECT_TRUE(stray_letter("größe = 1"));
    EXPECT_TRUE(stray_letter("text = \"\"\"a\"\"\" ä"));
    EXPECT_TRUE(stray_letter("key = 1 \x95\n"));
}

TEST(TomlText, AnOpenStringIsLeftToTheParser) {
    EXPECT_FALSE(stray_letter("name = \"a\nö = 1"));
    EXPECT_FALSE(stray_letter("name = '''a\nö = 1"));
    EXPECT_FALSE(stray_letter("name = \"a\\"));
}

}  // namespace
}  // namespace twin::data
