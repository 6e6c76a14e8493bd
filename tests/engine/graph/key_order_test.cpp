// Keys that ranks share get one place in the sorted union.

#include "engine/graph/key_order.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cascade {
namespace {

using testing::world;

/// Every rank's keys: multiples of its number plus one, so that ranks share many.
std::vector<std::int64_t> keys_of(int rank, int count) {
    std::vector<std::int64_t> keys;
    for (int i = 0; i < count; ++i)
        keys.push_back(static_cast<std::int64_t>(i - count / 2) * (rank + 1));
    return keys;
}

void expect_order(int count) {
    std::set<std::int64_t> all;
    for (int rank = 0; rank < world().size(); ++rank)
        for (std::int64_t key : keys_of(rank, count))
            all.insert(key);
    const std::vector<std::int64_t> sorted(all.begin(), all.end());
    const std::vector<std::int64_t> mine = keys_of(world().rank(), count);
    const KeyOrder<std::int64_t> order = order_keys(world(), mine);
    EXPECT_EQ(order.total, sorted.size());
    for (std::size_t i = 0; i < order.owned.size(); ++i)
        EXPECT_EQ(order.owned[i], sorted.at(order.first + i));
    EXPECT_EQ(all_reduce_sum(world(), std::uint64_t{order.owned.size()}), sorted.size());
    for (std::size_t i = 0; i < mine.size(); ++i)
        EXPECT_EQ(sorted.at(world().size() == 1 ? i : order.positions.at(i)), mine[i]);
}

TEST(KeyOrder, GivesEveryKeyItsPlaceInTheUnion) {
    for (int count : {0, 1, 2, 1000})
        expect_order(count);
}

TEST(KeyOrder, KeysOfOneRankAloneAreSharedOut) {
    const bool last = world().rank() == world().size() - 1;
    const KeyOrder<std::int64_t> order = order_keys(world(), last ? keys_of(0, 500) : std::vector<std::int64_t>{});
    EXPECT_EQ(order.total, 500u);
    EXPECT_EQ(order.positions.size(), last && world().size() > 1 ? 500u : 0u);
}

} // namespace
} // namespace cascade
