#include "engine/core/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cascade {
namespace {

TEST(Utf8, WellFormedSequencesOfEveryLength) {
    for (const char* good : {"", "a", "abcdefgh", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                             "\xee\x80\x80", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf", "abcdefg小米·社群😀"})
        EXPECT_TRUE(is_utf8(good)) << good;
}

TEST(Utf8, OverlongSurrogateCutAndStrayBytes) {
    for (const char* bad :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
          "\xf5\x80\x80\x80", "\xff", "caf\xe9", "\xe5\xb0", "abcdefgh\xf0\x9f\x98", "\xc2 "})
        EXPECT_FALSE(is_utf8(bad)) << bad;
    EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
}

} // namespace
} // namespace cascade
