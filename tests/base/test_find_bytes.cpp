#include "base/find_bytes.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace {

using twin::base::find_bytes;

TEST(FindBytes, AWordIsFoundWhereverItStands) {
    const std::string word = "appearanceMember";
    for (std::size_t length = word.size(); length < 180; ++length)
        for (std::size_t place = 0; place + word.size() <= length; ++place) {
            std::string text(length, 'a');
            text.replace(place, word.size(), word);
            ASSERT_EQ(find_bytes(text, word), place) << length;
            ASSERT_EQ(find_bytes(text, word, place), place);
            ASSERT_EQ(find_bytes(text, word, place + 1), std::string::npos);
        }
}

TEST(FindBytes, AgreesWithThePlainSearchOnRandomText) {
    std::mt19937 random(7);
    for (int round = 0; round < 3000; ++round) {
        std::string text(random() % 400, ' ');
        for (char& c : text) c = static_cast<char>('a' + random() % 3);
        std::string word(1 + random() % 5, ' ');
        for (char& c : word) c = static_cast<char>('a' + random() % 3);
        const std::size_t at = random() % 410;
        ASSERT_EQ(find_bytes(text, word, at), text.find(word, at)) << text << ' ' << word << ' ' << at;
    }
}

TEST(FindBytes, NothingIsFoundInNothing) {
    EXPECT_EQ(find_bytes("", "a"), std::string::npos);
    EXPECT_EQ(find_bytes("a", ""), std::string::npos);
    EXPECT_EQ(find_bytes("abc", "c", 9), std::string::npos);
    EXPECT_EQ(find_bytes(std::string_view("a\0b", 3), std::string_view("\0b", 2)), 1u);
}

}  // namespace
