#include "engine/core/error.hpp"
#include "engine/random/subset.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace cascade {
namespace {

using Way = EqualCoins::Way;

/// The heads of one place as a bit set; fails when a position comes twice or is out of range. At most 64 coins.
std::uint64_t heads_of(const EqualCoins& coins, const RandomKey& key, std::uint64_t sample, std::uint64_t vertex) {
    DrawStream words(key, sample, vertex);
    std::uint64_t heads = 0;
    draw_heads(coins, words, [&](std::uint32_t position) {
        EXPECT_LT(position, coins.coins);
        EXPECT_EQ(heads >> position & 1, 0U);
        heads |= std::uint64_t{1} << position;
    });
    return heads;
}

/// Draws subsets of d <= 10 coins and compares the frequency of each of the 2^d with independent coins.
double law_distance(const EqualCoins& coins, double p, std::uint64_t random_seed) {
    constexpr std::uint64_t kDraws = 1 << 19;
    const RandomKey key{random_seed, Domain::testing};
    std::vector<std::uint64_t> counts(std::size_t{1} << coins.coins);
    for (std::uint64_t s = 0; s < kDraws; ++s)
        ++counts[heads_of(coins, key, s, coins.coins)];
    std::vector<double> expected(counts.size());
    for (std::size_t subset = 0; subset < counts.size(); ++subset) {
        const int heads = std::popcount(subset);
        expected[subset] = kDraws * std::pow(p, heads) * std::pow(1 - p, static_cast<int>(coins.coins) - heads);
    }
    return testing::chi_square_distance(counts, expected);
}

TEST(DrawHeads, SmallListsFollowTheLawOfIndependentCoins) {
    CoinTables tables;
    for (const std::uint32_t d : {1U, 2U, 3U, 5U, 8U, 10U})
        for (const double p : {0.02, 1.0 / d, 0.3, 0.5, 0.9})
            if (p < 1) {
                EXPECT_LT(std::abs(law_distance(*tables.coins(d, p), p, 11)), 4.0) << d << " coins of " << p;
            }
}

TEST(DrawHeads, EveryWayFollowsTheSameLaw) {
    // Ways set up by hand, so that lists short enough to enumerate go through all of them.
    const double p = 0.3;
    const BinomialTable whole(10, p);
    const BinomialTable four(4, p);
    const BinomialTable two(2, p);
    const LongCoins in_fours{.piece = 4, .last = &two};
    const LongCoins by_lanes{.threshold = Threshold::of(p).value};
    const EqualCoins few{.one_word = {}, .way = Way::few, .coins = 10, .table = &whole};
    const EqualCoins pieces{.one_word = {}, .way = Way::pieces, .coins = 10, .table = &four, .long_coins = &in_fours};
    const EqualCoins lanes{.one_word = {}, .way = Way::lanes, .coins = 10, .long_coins = &by_lanes};
    EXPECT_LT(std::abs(law_distance(few, p, 12)), 4.0);
    EXPECT_LT(std::abs(law_distance(pieces, p, 13)), 4.0);
    EXPECT_LT(std::abs(law_distance(lanes, p, 14)), 4.0);
}

TEST(DrawHeads, LanesMatchAThresholdPerCoin) {
    // Coin l's uniform is made of bit l of every word, the first word on top.
    const RandomKey key{15, Domain::testing};
    for (const double p : {0.125, 1.0 / 3, 0.5, 0.75, 0.999})
        for (std::uint64_t s = 0; s < 200; ++s) {
            const std::uint64_t threshold = Threshold::of(p).value;
            DrawStream words(key, s, 0);
            std::array<std::uint64_t, 64> uniform{};
            for (int i = 0; i < 64; ++i) {
                const std::uint64_t word = words.next();
                for (std::size_t lane = 0; lane < 64; ++lane)
                    uniform[lane] = uniform[lane] << 1 | (word >> lane & 1);
            }
            std::uint64_t expected = 0;
            for (std::size_t lane = 0; lane < 50; ++lane)
                expected |= std::uint64_t{uniform[lane] < threshold} << lane;
            DrawStream again(key, s, 0);
            ASSERT_EQ(draw_lanes(threshold, (std::uint64_t{1} << 50) - 1, again), expected);
        }
}

TEST(DrawHeads, MeanAndVarianceHoldFromOneCoinToAHundredThousand) {
    CoinTables tables;
    const RandomKey key{16, Domain::testing};
    for (const std::uint32_t d : {1U, 2U, 5U, 33U, 63U, 64U, 65U, 100U, 128U, 3956U, 10'000U, 100'000U})
        for (const double p : {1e-6, 1e-3, 0.01, 0.06, 0.1249, 0.125, 0.2, 0.5}) {
            const double mean = d * p;
            // At least 50 heads in all, or the variance has no normal law; at most some 10^7 heads.
            const auto draws =
                static_cast<std::uint64_t>(std::clamp(std::max(50 / mean, 2e6 / (mean + 20)), 400.0, 5e7));
            const EqualCoins& coins = *tables.coins(d, p);
            testing::Moments drawn;
            for (std::uint64_t s = 0; s < draws; ++s) {
                DrawStream words(key, s, d);
                std::uint32_t heads = 0;
                draw_heads(coins, words, [&](std::uint32_t) { ++heads; });
                drawn.add(heads);
            }
            EXPECT_LT(std::abs(testing::mean_distance(drawn, d, p)), 4.0) << d << " coins of " << p;
            EXPECT_LT(std::abs(testing::variance_distance(drawn, d, p)), 4.0) << d << " coins of " << p;
        }
}

TEST(DrawHeads, PositionsAreUniformAndComeOnce) {
    struct Case {
        std::uint32_t d;
        double p;
        Way way;
    };
    CoinTables tables;
    const RandomKey key{17, Domain::testing};
    for (const auto& [d, p, way] :
         {Case{100, 0.01, Way::few}, Case{40, 0.09, Way::few}, Case{1000, 0.02, Way::pieces},
          Case{100, 0.12, Way::pieces}, Case{200, 0.3, Way::lanes}, Case{64, 0.125, Way::lanes}}) {
        const EqualCoins& coins = *tables.coins(d, p);
        ASSERT_EQ(coins.way, way) << d << " coins of " << p;
        std::vector<std::uint64_t> hits(d);
        constexpr std::uint64_t kDraws = 100'000;
        for (std::uint64_t s = 0; s < kDraws; ++s) {
            DrawStream words(key, s, d);
            std::vector<std::uint32_t> heads;
            draw_heads(coins, words, [&](std::uint32_t position) { heads.push_back(position); });
            for (const std::uint32_t position : heads) {
                ASSERT_LT(position, d);
                ++hits[position];
            }
            std::sort(heads.begin(), heads.end());
            ASSERT_EQ(std::adjacent_find(heads.begin(), heads.end()), heads.end());
        }
        // Each position is its own Binomial(kDraws, p): scale Pearson's cells to variance one.
        double statistic = 0;
        for (const std::uint64_t count : hits)
            statistic += std::pow(static_cast<double>(count) - kDraws * p, 2) / (kDraws * p * (1 - p));
        EXPECT_LT(std::abs(statistic - d) / std::sqrt(2.0 * d), 4.0) << d << " coins of " << p;
    }
}

TEST(DrawHeads, PairsOfCoinsAreIndependentInEveryWay) {
    // Far and near pairs inside one list, across the borders of pieces and lanes too.
    CoinTables tables;
    const RandomKey key{18, Domain::testing};
    for (const auto& [d, p] : {std::pair{40U, 0.09}, {500U, 0.1}, {150U, 0.3}}) {
        const EqualCoins& coins = *tables.coins(d, p);
        for (const auto& [a, b] :
             {std::pair{0U, 1U}, {31U, 32U}, {0U, d - 1}, {std::min(63U, d - 2), std::min(64U, d - 1)}}) {
            constexpr std::uint64_t kDraws = 200'000;
            std::vector<std::uint64_t> joint(4);
            for (std::uint64_t s = 0; s < kDraws; ++s) {
                DrawStream words(key, s, d);
                std::size_t cell = 0;
                draw_heads(coins, words, [&, a = a, b = b](std::uint32_t position) {
                    cell |= position == a ? 1 : position == b ? 2 : 0;
                });
                ++joint[cell];
            }
            const std::vector<double> expected = {kDraws * (1 - p) * (1 - p), kDraws * p * (1 - p),
                                                  kDraws * p * (1 - p), kDraws * p * p};
            EXPECT_LT(testing::chi_square_distance(joint, expected), 4.0) << d << " coins, " << a << " and " << b;
        }
    }
}

TEST(DrawHeads, NeighbouringPlacesAreIndependent) {
    CoinTables tables;
    const RandomKey key{19, Domain::testing};
    for (const double p : {1.0 / 3, 0.125, 0.5}) {
        const EqualCoins& coins = *tables.coins(3, p);
        constexpr std::uint64_t kDraws = 300'000;
        std::vector<std::uint64_t> by_vertex(64);
        std::vector<std::uint64_t> by_sample(64);
        for (std::uint64_t s = 0; s < kDraws; ++s) {
            const std::uint64_t here = heads_of(coins, key, 2 * s, 5);
            ++by_vertex[here << 3 | heads_of(coins, key, 2 * s, 6)];
            ++by_sample[here << 3 | heads_of(coins, key, 2 * s + 1, 5)];
        }
        std::vector<double> expected(64);
        for (std::size_t pair = 0; pair < 64; ++pair)
            expected[pair] = kDraws * std::pow(p, std::popcount(pair)) * std::pow(1 - p, 6 - std::popcount(pair));
        EXPECT_LT(std::abs(testing::chi_square_distance(by_vertex, expected)), 4.0) << p;
        EXPECT_LT(std::abs(testing::chi_square_distance(by_sample, expected)), 4.0) << p;
    }
}

TEST(DrawHeads, CertainCoinsAllFallInOrder) {
    CoinTables tables;
    const RandomKey key{20, Domain::testing};
    for (const std::uint32_t d : {1U, 64U, 65U, 1000U}) {
        const EqualCoins& coins = *tables.coins(d, 1.0);
        EXPECT_EQ(coins.way, Way::all);
        DrawStream words(key, 0, 0);
        std::uint32_t next = 0;
        draw_heads(coins, words, [&](std::uint32_t position) { EXPECT_EQ(position, next++); });
        EXPECT_EQ(next, d);
    }
}

TEST(DrawHeads, IsAFunctionOfThePlace) {
    CoinTables tables;
    CoinTables others;
    const RandomKey key{21, Domain::testing};
    for (const auto& [d, p] : {std::pair{60U, 0.05}, {60U, 0.1}, {60U, 0.4}})
        for (std::uint64_t s = 0; s < 100; ++s)
            EXPECT_EQ(heads_of(*tables.coins(d, p), key, s, 1), heads_of(*others.coins(d, p), key, s, 1));
}

TEST(CoinTables, WayDependsOnLengthAndChanceAlone) {
    CoinTables tables;
    EXPECT_EQ(tables.coins(40, 0.1)->way, Way::few); // d p = 4
    EXPECT_EQ(tables.coins(41, 0.1)->way, Way::pieces);
    EXPECT_EQ(tables.coins(32, 0.125)->way, Way::few);
    EXPECT_EQ(tables.coins(33, 0.125)->way, Way::lanes);
    EXPECT_EQ(tables.coins(100'000, 1e-5)->way, Way::few);
    EXPECT_EQ(tables.coins(3, 1.0)->way, Way::all);
}

TEST(CoinTables, PiecesAreShortAndCoverTheList) {
    CoinTables tables;
    for (const auto& [d, p] : {std::pair{41U, 0.1},
                               {64U, 0.12},
                               {65U, 0.12},
                               {128U, 0.1},
                               {1000U, 0.005},
                               {100'000U, 1e-3},
                               {1U << 31, 1e-3}}) {
        const EqualCoins& coins = *tables.coins(d, p);
        ASSERT_EQ(coins.way, Way::pieces);
        const LongCoins& pieces = *coins.long_coins;
        EXPECT_LE(pieces.piece * p, 8.0) << d << " coins of " << p;
        EXPECT_EQ((d - pieces.last->coins()) % pieces.piece, 0U) << d << " coins of " << p;
        EXPECT_LE(pieces.last->coins(), pieces.piece);
        if (d > pieces.piece) {
            EXPECT_EQ(coins.table->coins(), pieces.piece);
        }
    }
}

TEST(CoinTables, PointersStayGoodAndEqualAskingCostsNothing) {
    CoinTables tables;
    const EqualCoins* first = tables.coins(10, 0.1);
    for (std::uint32_t d = 1; d < 500; ++d)
        tables.coins(d, 1.0 / d);
    const std::size_t bytes = tables.bytes();
    EXPECT_EQ(tables.coins(10, 0.1), first);
    EXPECT_EQ(tables.bytes(), bytes);
    const CoinTables moved = std::move(tables);
    EXPECT_EQ(first->coins, 10U);
    EXPECT_EQ(first->table->coins(), 10U);
    EXPECT_EQ(moved.bytes(), bytes);
}

TEST(CoinTables, RefusesNoCoinsAndNoChance) {
    CoinTables tables;
    EXPECT_THROW(tables.coins(0, 0.5), InternalError);
    EXPECT_THROW(tables.coins(5, 0.0), InternalError);
    EXPECT_THROW(tables.coins(5, 1.01), InternalError);
}

} // namespace
} // namespace cascade
