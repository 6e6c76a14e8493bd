#include "engine/comm/receive_in_order.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace cascade {
namespace {

using testing::world;

TEST(ReceiveInOrder, RootSeesEverythingOnceInRankOrderInPieces) {
    const int rank = world().rank();
    std::vector<int> mine(static_cast<std::size_t>(rank % 3 == 1 ? 0 : 5 + rank)); // some ranks have nothing
    std::iota(mine.begin(), mine.end(), 1000 * rank);
    std::vector<int> seen;
    receive_in_order<int>(
        world(), mine,
        [&](std::span<const int> values) {
            EXPECT_GE(values.size(), 1u);
            EXPECT_LE(values.size(), 3u);
            seen.insert(seen.end(), values.begin(), values.end());
        },
        3);
    EXPECT_EQ(seen, gather<int>(world(), mine));
    EXPECT_EQ(seen.empty(), !world().is_root());
}

TEST(ReceiveInOrder, FailureOfTheTakerReachesEveryRank) {
    const std::vector<double> mine(100, 1.0);
    int calls = 0;
    const auto take = [&](std::span<const double>) {
        if (++calls == 2)
            throw IoError("disk full");
    };
    try {
        receive_in_order<double>(world(), mine, take, 10);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::io);
        EXPECT_TRUE(error.agreed());
    }
    EXPECT_EQ(calls, world().is_root() ? 2 : 0);
    EXPECT_EQ(all_reduce_sum(world(), std::uint64_t{1}),
              static_cast<std::uint64_t>(world().size())); // nothing is left over
}

} // namespace
} // namespace cascade
