#include "engine/store/text_words.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string_view> words(std::string_view line) {
    std::vector<std::string_view> found;
    split_blanks(line, found);
    return found;
}

TEST(TextWords, AreCutAtBlanksAndTabs) {
    EXPECT_THAT(words(" a\t b,c "), ElementsAre("a", "b,c"));
    EXPECT_THAT(words("a"), ElementsAre("a"));
    EXPECT_THAT(words(" \t"), IsEmpty());
}

TEST(TextWords, CountsAreDigitsBelowTwoToThe63) {
    std::uint64_t count = 0;
    EXPECT_TRUE(parse_count("9223372036854775807", count));
    EXPECT_EQ(count, 9223372036854775807u);
    for (const char* bad : {"", "-1", "+1", "1.0", "1e3", "9223372036854775808", "1 ", " 1"})
        EXPECT_FALSE(parse_count(bad, count)) << bad;
}

TEST(TextWords, AreShownShortAndHarmless) {
    EXPECT_EQ(shown_word(std::string("a\x1b\0b", 4)), "a\\x1b\\x00b");
    EXPECT_EQ(shown_word(std::string(41, 'x')), std::string(40, 'x') + "…");
    EXPECT_EQ(lower_case("ÄbC"), "Äbc");
}

TEST(TextWords, OnlyTheFirstLineHasAByteOrderMark) {
    const std::string line = std::string(kByteOrderMark) + "x";
    EXPECT_EQ(without_mark(line, 0), "x");
    EXPECT_EQ(without_mark(line, 9), line);
}

} // namespace
} // namespace cascade
