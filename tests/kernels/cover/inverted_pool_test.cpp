#include "kernels/cover/inverted_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace cascade {
namespace {

using Lists = std::vector<std::vector<std::uint32_t>>;

void expect_lists(const InvertedPool& pool, Lists expected) {
    ASSERT_EQ(pool.vertices(), expected.size());
    for (LocalVertex v = 0; v < pool.vertices(); ++v) {
        const auto samples = pool.samples_of(v);
        std::vector<std::uint32_t> list(samples.begin(), samples.end());
        std::sort(list.begin(), list.end());
        std::sort(expected[v].begin(), expected[v].end());
        EXPECT_TRUE(list == expected[v]) << "vertex " << v << ": " << list.size() << " samples, " << expected[v].size()
                                         << " expected";
    }
}

/// Appends `count` random memberships in portions of at most `largest`, settling after some of them.
void grow(InvertedPool& pool, Lists& lists, std::size_t count, std::size_t largest, std::mt19937_64& words) {
    const std::uint64_t before = pool.memberships();
    for (std::size_t left = count; left > 0;) {
        std::vector<Membership> portion(std::min<std::size_t>(left, 1 + words() % largest));
        for (Membership& item : portion) {
            item = {static_cast<std::uint32_t>(words()), static_cast<LocalVertex>(words() % lists.size())};
            lists[item.vertex].push_back(item.sample);
        }
        pool.append(portion);
        left -= portion.size();
        if (words() % 3 == 0)
            pool.settle();
    }
    EXPECT_EQ(pool.memberships(), before + count);
}

TEST(InvertedPool, EqualsAPlainMapWhateverThePortions) {
    std::mt19937_64 words(1);
    for (const std::size_t vertices : {1, 3, 100})
        for (const std::size_t largest : {1, 7, 1000}) {
            InvertedPool pool(static_cast<LocalVertex>(vertices));
            Lists lists(vertices);
            for (int round = 0; round < 3; ++round) {
                grow(pool, lists, 2000, largest, words);
                pool.settle();
                expect_lists(pool, lists);
            }
        }
}

TEST(InvertedPool, MergesByItselfWhenMuchWaits) {
    std::mt19937_64 words(2);
    InvertedPool pool(50);
    Lists lists(50);
    std::size_t merged = 0;
    for (int i = 0; i < 5; ++i) {
        std::vector<Membership> portion(1 << 20);
        for (Membership& item : portion) {
            item = {static_cast<std::uint32_t>(words()), static_cast<LocalVertex>(words() % 50)};
            lists[item.vertex].push_back(item.sample);
        }
        pool.append(portion);
        merged += !pool.samples_of(0).empty();
    }
    EXPECT_EQ(merged, 2U); // from the fourth on
    pool.settle();
    expect_lists(pool, lists);
    EXPECT_GE(pool.bytes(), std::size_t{5} << 22);
}

TEST(InvertedPool, ThereMayBeNothing) {
    InvertedPool none(0);
    none.settle();
    EXPECT_EQ(none.vertices(), 0U);
    EXPECT_EQ(none.memberships(), 0U);
    InvertedPool pool(2);
    pool.append({});
    pool.settle();
    expect_lists(pool, {{}, {}});
}

} // namespace
} // namespace cascade
