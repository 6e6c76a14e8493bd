#include "engine/random/draw.hpp"
#include "kernels/diffusion/lane_numbers.hpp"

#include <gtest/gtest.h>

#include <map>

namespace cascade {
namespace {

TEST(LaneNumbers, EveryWorldHasItsOwn) {
    const RandomKey key{7, Domain::testing};
    LaneNumbers::High high;
    LaneNumbers numbers{}, small{};
    std::array<std::uint32_t, 64> expected{}, expected_small{};
    for (std::uint64_t turn = 0; turn < 400; ++turn) {
        const RandomBlock words = random_block(key, turn, 0, 0);
        const auto number = static_cast<std::uint32_t>(words[0] >> (turn % 5 == 0 ? 32 : 59)); // mostly below 32
        numbers.set(words[1] & words[2], number, high);
        small.set(words[3], number % 16, high);
        for (std::uint32_t bit = 0; bit < 64; ++bit) {
            if ((words[1] & words[2]) >> bit & 1)
                expected[bit] = number;
            if (words[3] >> bit & 1)
                expected_small[bit] = number % 16;
        }
        for (std::uint32_t bit = 0; bit < 64; ++bit) {
            ASSERT_EQ(numbers.get(bit, high), expected[bit]) << turn << ", world " << bit;
            ASSERT_EQ(small.get(bit, high), expected_small[bit]) << turn << ", world " << bit;
        }
        std::map<std::uint32_t, std::uint64_t> groups, found;
        for (std::uint32_t bit = 0; bit < 64; ++bit)
            if (words[2] >> bit & 1)
                groups[expected[bit]] |= std::uint64_t{1} << bit;
        numbers.for_each(words[2], high, [&](std::uint32_t each, std::uint64_t worlds) {
            EXPECT_TRUE(found.emplace(each, worlds).second) << "each number once";
        });
        ASSERT_EQ(found, groups);
    }
    EXPECT_EQ(high.size(), 1U) << "only who needs high bits has them";
}

} // namespace
} // namespace cascade
