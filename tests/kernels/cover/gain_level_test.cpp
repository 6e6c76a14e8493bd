#include "kernels/cover/gain_level.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

/// Every boundary between two levels, and the numbers beside it.
TEST(GainLevel, LevelsFollowTheOrderOfGainsAndAreNarrow) {
    for (std::uint32_t gain = 0; gain < gain_level::kSingle; ++gain)
        EXPECT_EQ(gain_level::of(gain), gain);
    std::uint64_t first = gain_level::kSingle; // of the level at hand
    std::uint32_t levels = gain_level::kSingle;
    while (first < std::uint64_t{1} << 32) {
        const std::uint32_t level = gain_level::of(static_cast<std::uint32_t>(first));
        ASSERT_EQ(level, levels++);
        ASSERT_EQ(gain_level::of(static_cast<std::uint32_t>(first - 1)), level - 1);
        std::uint64_t width = 1; // a power of two
        while (first + width < std::uint64_t{1} << 32 &&
               gain_level::of(static_cast<std::uint32_t>(first + width)) == level)
            width *= 2;
        EXPECT_EQ(gain_level::of(static_cast<std::uint32_t>(first + width - 1)), level);
        EXPECT_LE(width * 32, first);
        first += width;
    }
    EXPECT_EQ(levels, gain_level::kCount);
}

} // namespace
} // namespace cascade
