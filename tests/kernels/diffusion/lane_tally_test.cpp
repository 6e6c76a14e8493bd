#include "kernels/diffusion/lane_tally.hpp"

#include <gtest/gtest.h>

#include <random>

namespace cascade {
namespace {

TEST(LaneTally, CountsWhatIsAddedWorldByWorld) {
    std::mt19937_64 words(4);
    LaneTally tally;
    std::array<std::int64_t, 64> sums{};
    std::array<std::int64_t, 64> expected{};
    for (const std::int64_t sign : {1, -1, 1}) {
        for (int i = 0; i < 5000; ++i) {
            const std::uint64_t worlds = i % 7 == 0 ? ~std::uint64_t{0} : words() & words();
            tally.add(worlds);
            for (std::size_t world = 0; world < 64; ++world)
                expected[world] += sign * static_cast<std::int64_t>(worlds >> world & 1);
        }
        tally.add(0);
        tally.move_to(sums, sign);
        EXPECT_EQ(sums, expected);
    }
    tally.move_to(sums, 1); // nothing is left to move
    EXPECT_EQ(sums, expected);
}

} // namespace
} // namespace cascade
