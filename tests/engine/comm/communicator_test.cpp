#include "engine/comm/collectives.hpp"
#include "engine/comm/communicator.hpp"
#include "tests/support/world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::world;

TEST(Communicator, RanksAreNumberedOnce) {
    const std::vector<int> ranks = all_gather(world(), world().rank());
    ASSERT_EQ(ranks.size(), static_cast<std::size_t>(world().size()));
    for (int r = 0; r < world().size(); ++r)
        EXPECT_EQ(ranks[static_cast<std::size_t>(r)], r);
    EXPECT_EQ(world().is_root(), world().rank() == 0);
}

TEST(Communicator, SplitKeepsOrderAndSettings) {
    Communicator whole = world();
    whole.exchange = {.backend = ExchangeBackend::sparse, .bytes_per_round = 4096};
    const Communicator part = whole.split(world().rank() % 2);
    EXPECT_EQ(part.rank(), world().rank() / 2);
    EXPECT_EQ(part.size(), (world().size() + 1 - world().rank() % 2) / 2);
    EXPECT_EQ(part.exchange.backend, ExchangeBackend::sparse);
    EXPECT_EQ(part.exchange.bytes_per_round, 4096U);
    std::int32_t expected = 0;
    for (int r = world().rank() % 2; r < world().size(); r += 2)
        expected += r;
    EXPECT_EQ(all_reduce_sum(part, static_cast<std::int32_t>(world().rank())), expected);
}

TEST(Communicator, CopiesOutliveTheOriginal) {
    const Communicator copy = [] {
        const Communicator part = world().split(0);
        return Communicator(part);
    }();
    EXPECT_EQ(all_reduce_sum(copy, std::int32_t{1}), world().size());
}

TEST(Communicator, ManySplitsDoNotUseUpTheLibrary) {
    for (int i = 0; i < 5000; ++i)
        ASSERT_EQ(world().split(0).size(), world().size());
}

TEST(Communicator, RanksOfOneHostFindEachOther) {
    EXPECT_EQ(world().split_by_host().size(), world().size()); // tests run on one host
    EXPECT_EQ(MpiEnvironment::on_one_host(), MpiEnvironment::launched());
}

TEST(MpiEnvironment, KnowsTheRankBeforeAndTheLibrary) {
    EXPECT_EQ(MpiEnvironment::announced_rank(), world().rank());
    EXPECT_THAT(MpiEnvironment::library_version(), ::testing::StrNe(""));
}

} // namespace
} // namespace cascade
