#include "engine/comm/collectives.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace cascade {
namespace {

using testing::world;

TEST(Broadcast, ValuesVectorsAndTextsComeFromAnyRoot) {
    struct Pair {
        double a;
        std::uint8_t b;
    };
    for (int root = 0; root < world().size(); ++root) {
        const bool mine = world().rank() == root;
        const Pair pair = broadcast(world(), mine ? Pair{root + 0.5, 7} : Pair{}, root);
        EXPECT_EQ(pair.a, root + 0.5);
        EXPECT_EQ(pair.b, 7);

        std::vector<std::uint64_t> values(static_cast<std::size_t>(world().rank()), 99);
        if (mine)
            values = {1, 2, static_cast<std::uint64_t>(root)};
        broadcast(world(), values, root);
        EXPECT_EQ(values, (std::vector<std::uint64_t>{1, 2, static_cast<std::uint64_t>(root)}));

        std::string text = mine ? "from the root" : std::string(50, '?');
        broadcast(world(), text, root);
        EXPECT_EQ(text, "from the root");
    }
}

TEST(Broadcast, EmptyIsEmptyEverywhere) {
    std::vector<int> values(static_cast<std::size_t>(world().rank()), 5);
    broadcast(world(), values);
    EXPECT_TRUE(values.empty());
    std::string text = world().is_root() ? "" : "x";
    broadcast(world(), text);
    EXPECT_TRUE(text.empty());
}

template <class T>
class AllReduce : public ::testing::Test {};
using Numbers = ::testing::Types<std::uint8_t, std::int32_t, std::uint32_t, std::int64_t, std::uint64_t, float, double>;
TYPED_TEST_SUITE(AllReduce, Numbers);

TYPED_TEST(AllReduce, SumMinMaxOfOneValue) {
    const auto p = static_cast<unsigned>(world().size());
    const auto mine = static_cast<TypeParam>(world().rank() + 1);
    EXPECT_EQ(all_reduce_sum(world(), mine), static_cast<TypeParam>(p * (p + 1) / 2));
    EXPECT_EQ(all_reduce_min(world(), mine), static_cast<TypeParam>(1));
    EXPECT_EQ(all_reduce_max(world(), mine), static_cast<TypeParam>(p));
}

TYPED_TEST(AllReduce, ArraysGoElementByElement) {
    std::vector<TypeParam> values = {static_cast<TypeParam>(1), static_cast<TypeParam>(world().rank()),
                                     static_cast<TypeParam>(3)};
    all_reduce(world(), std::span(values), Reduction::max);
    EXPECT_EQ(values, (std::vector<TypeParam>{1, static_cast<TypeParam>(world().size() - 1), 3}));
    all_reduce(world(), std::span(values), Reduction::sum);
    EXPECT_EQ(values[2], static_cast<TypeParam>(3 * world().size()));
    std::vector<TypeParam> none;
    all_reduce(world(), std::span(none), Reduction::sum);
    EXPECT_TRUE(none.empty());
}

TEST(AllReduce64, LargeNumbersKeepTheirBits) {
    const std::uint64_t huge = (std::uint64_t{1} << 60) + 1;
    EXPECT_EQ(all_reduce_max(world(), world().is_root() ? huge : std::uint64_t{0}), huge);
    EXPECT_EQ(all_reduce_min(world(), ~std::uint64_t{0}), ~std::uint64_t{0});
    EXPECT_EQ(all_reduce_min(world(), -static_cast<std::int64_t>(world().rank())), 1 - world().size());
}

TEST(AllReduceBits, EveryRanksBitsAreKept) {
    const std::uint64_t mine = std::uint64_t{1} << (8 * world().rank());
    std::uint64_t expected = 0;
    for (int r = 0; r < world().size(); ++r)
        expected |= std::uint64_t{1} << (8 * r);
    EXPECT_EQ(all_reduce(world(), mine, Reduction::bit_or), expected);
}

TEST(AllReduceBest, TheHighestScoreWinsAndTakesItsPayload) {
    const auto r = static_cast<std::uint64_t>(world().rank());
    const auto p = static_cast<std::uint64_t>(world().size());
    const Contender last = all_reduce_best(world(), {10 + r, 100 - r, r});
    EXPECT_EQ(last.score, 9 + p);
    EXPECT_EQ(last.payload, p - 1);
    const Contender first = all_reduce_best(world(), {100 - r, 100 - r, r});
    EXPECT_EQ(first.payload, 0U);
}

TEST(AllReduceBest, TheLowestTieBreakerWinsAmongEquals) {
    const auto r = static_cast<std::uint64_t>(world().rank());
    const Contender best = all_reduce_best(world(), {5, 100 - r, r});
    EXPECT_EQ(best.tie, 101 - static_cast<std::uint64_t>(world().size()));
    EXPECT_EQ(best.payload, static_cast<std::uint64_t>(world().size()) - 1);
    const Contender none = all_reduce_best(world(), {});
    EXPECT_EQ(none.score, 0U);
    EXPECT_EQ(none.tie, ~std::uint64_t{0});
}

TEST(AllGather, IsInRankOrder) {
    const std::vector<std::uint64_t> all = all_gather(world(), static_cast<std::uint64_t>(world().rank()) << 40);
    ASSERT_EQ(all.size(), static_cast<std::size_t>(world().size()));
    for (std::size_t r = 0; r < all.size(); ++r)
        EXPECT_EQ(all[r], r << 40);
}

TEST(ExclusiveSum, CountsLowerRanksOnly) {
    const auto r = static_cast<std::uint64_t>(world().rank());
    EXPECT_EQ(exclusive_sum(world(), std::uint64_t{5}), 5 * r);
    EXPECT_EQ(exclusive_sum(world(), r), r * (r - (r > 0)) / 2);
}

TEST(Gather, LaysUnequalPiecesEndToEndAtTheRoot) {
    // Rank r brings r values; rank 0 none.
    const auto r = static_cast<std::uint32_t>(world().rank());
    const std::vector<std::uint32_t> mine(r, r);
    const std::vector<std::uint32_t> all = gather(world(), std::span<const std::uint32_t>(mine));
    if (!world().is_root()) {
        EXPECT_TRUE(all.empty());
        return;
    }
    std::vector<std::uint32_t> expected;
    for (std::uint32_t source = 0; source < static_cast<std::uint32_t>(world().size()); ++source)
        expected.insert(expected.end(), source, source);
    EXPECT_EQ(all, expected);
}

TEST(Gather, NothingFromNobody) {
    EXPECT_TRUE(gather(world(), std::span<const double>()).empty());
}

TEST(Gather, MegabytesArriveWhole) {
    std::vector<std::uint64_t> mine(200'000);
    std::iota(mine.begin(), mine.end(), static_cast<std::uint64_t>(world().rank()) << 32);
    const std::vector<std::uint64_t> all = gather(world(), std::span<const std::uint64_t>(mine));
    for (std::size_t i = 0; i < all.size(); ++i)
        ASSERT_EQ(all[i], (i / mine.size()) << 32 | i % mine.size());
    EXPECT_EQ(all.size(), world().is_root() ? mine.size() * static_cast<std::size_t>(world().size()) : 0);
}

} // namespace
} // namespace cascade
