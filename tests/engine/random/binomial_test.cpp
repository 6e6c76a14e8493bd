#include "engine/core/error.hpp"
#include "engine/random/binomial.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cascade {
namespace {

struct Coins {
    std::uint32_t d;
    double p;
};

/// Every pair of the lists a table is built for in practice, and some far beyond.
std::vector<Coins> table_cases() {
    std::vector<Coins> cases;
    for (const std::uint32_t d : {1U, 2U, 5U, 33U, 100U, 3956U, 10'000U, 100'000U})
        for (const double p : {1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.2, 1.0 / 3, 0.5, 0.9, 0.999})
            if (d * p <= 5000)
                cases.push_back({d, p});
    return cases;
}

/// Mean and variance of the law the thresholds describe, without drawing: E K = sum P(K > j), E K^2 = sum (2j+1) P(K > j).
struct Law {
    long double mean = 0, variance = 0;
};
Law law_of(const BinomialTable& table) {
    Law law;
    long double square = 0;
    for (std::size_t j = 0; j < table.thresholds().size(); ++j) {
        const std::uint64_t threshold = table.thresholds()[j];
        const long double above = threshold == 0 ? 1.0L : static_cast<long double>(0 - threshold) * 0x1p-64L;
        law.mean += above;
        square += static_cast<long double>(2 * j + 1) * above;
    }
    law.variance = square - law.mean * law.mean;
    return law;
}

TEST(BinomialTable, ThresholdsHaveTheMeanAndVarianceOfTheLaw) {
    for (const auto& [d, p] : table_cases()) {
        const BinomialTable table(d, p);
        const Law law = law_of(table);
        const double mean = d * p;
        EXPECT_NEAR(static_cast<double>(law.mean), mean, 1e-11 * mean) << d << " coins of " << p;
        EXPECT_NEAR(static_cast<double>(law.variance), mean * (1 - p), 1e-9 * mean) << d << " coins of " << p;
    }
}

TEST(BinomialTable, DoesNotUnderflow) {
    // (1-p)^d is 0 in double precision; a recurrence from there would give a mean of 407.
    const BinomialTable table(3956, 0.2);
    EXPECT_NEAR(static_cast<double>(law_of(table).mean), 791.2, 1e-8);
    const RandomKey key{1, Domain::testing};
    testing::Moments drawn;
    for (std::uint64_t s = 0; s < 20'000; ++s)
        drawn.add(table.count(random_block(key, s, 0, 0)[0]));
    EXPECT_LT(std::abs(testing::mean_distance(drawn, 3956, 0.2)), 4.0);
    EXPECT_LT(std::abs(testing::variance_distance(drawn, 3956, 0.2)), 4.0);
}

TEST(BinomialTable, ThresholdsAreTheDistributionFunction) {
    // p = 1/4: P(K <= j) = sum C(d, i) 3^(d-i) / 4^d is exact in integers.
    for (std::uint32_t d = 1; d <= 10; ++d) {
        const BinomialTable table(d, 0.25);
        ASSERT_EQ(table.thresholds().size(), d);
        uint128 up_to = 0;
        uint128 choose = 1;
        for (std::uint32_t j = 0; j < d; ++j) {
            uint128 term = choose;
            for (std::uint32_t i = j; i < d; ++i)
                term *= 3;
            up_to += term;
            const auto exact = static_cast<std::uint64_t>(up_to << (64 - 2 * d));
            const auto off = static_cast<std::int64_t>(table.thresholds()[j] - exact);
            EXPECT_LE(std::abs(off), 1 << 14) << "P(K <= " << j << ") of " << d; // 2^-50 of the whole
            choose = choose * (d - j) / (j + 1);
        }
    }
}

TEST(BinomialTable, ThresholdsNeverDecrease) {
    for (const auto& [d, p] : table_cases()) {
        const BinomialTable table(d, p);
        for (std::size_t j = 1; j < table.thresholds().size(); ++j)
            ASSERT_LE(table.thresholds()[j - 1], table.thresholds()[j]) << d << " coins of " << p << ", K = " << j;
        EXPECT_LE(table.count(~std::uint64_t{0}), d);
        EXPECT_EQ(table.coins(), d);
    }
}

TEST(BinomialTable, CountChangesExactlyAtTheThresholds) {
    const BinomialTable table(33, 0.1);
    for (std::uint32_t j = 0; j < table.thresholds().size(); ++j) {
        EXPECT_EQ(table.count(table.thresholds()[j] - 1), j);
        EXPECT_EQ(table.count(table.thresholds()[j]), j + 1);
    }
    EXPECT_EQ(table.count(0), 0U);
}

TEST(BinomialTable, ShortcutsAgreeWithTheCount) {
    const RandomKey key{2, Domain::testing};
    for (const auto& [d, p] : table_cases()) {
        const BinomialTable table(d, p);
        std::vector<std::uint64_t> words = {0, ~std::uint64_t{0}};
        for (std::size_t j = 0; j < std::min<std::size_t>(3, table.thresholds().size()); ++j)
            words.insert(words.end(), {table.thresholds()[j], table.thresholds()[j] - 1});
        for (std::uint64_t s = 0; s < 50; ++s)
            words.push_back(random_block(key, s, d, 0)[0]);
        for (const std::uint64_t word : words) {
            const std::uint32_t count = table.count(word);
            ASSERT_EQ(table.one_word().is_zero(word), count == 0) << d << " coins of " << p << ", word " << word;
            ASSERT_EQ(table.one_word().is_single(word), count == 1) << d << " coins of " << p << ", word " << word;
            if (count == 1) {
                ASSERT_LT(table.one_word().single_position(word), d);
            }
        }
    }
}

TEST(BinomialTable, CountsFollowTheLaw) {
    const RandomKey key{3, Domain::testing};
    constexpr std::uint64_t kDraws = 400'000;
    for (const auto& [d, p] :
         {Coins{1, 0.3}, Coins{5, 0.2}, Coins{10, 0.5}, Coins{33, 0.1}, Coins{100, 0.01}, Coins{3956, 0.001}}) {
        const BinomialTable table(d, p);
        std::vector<std::uint64_t> counts(d + 1);
        testing::Moments drawn;
        for (std::uint64_t s = 0; s < kDraws / 4; ++s)
            for (const std::uint64_t word : random_block(key, s, d, 0)) {
                ++counts[table.count(word)];
                drawn.add(table.count(word));
            }
        std::vector<double> expected(d + 1);
        for (std::uint32_t k = 0; k <= d; ++k)
            expected[k] = kDraws * std::exp(std::lgamma(d + 1.0) - std::lgamma(k + 1.0) - std::lgamma(d - k + 1.0) +
                                            k * std::log(p) + (d - k) * std::log1p(-p));
        EXPECT_LT(std::abs(testing::chi_square_distance(counts, expected)), 4.0) << d << " coins of " << p;
        EXPECT_LT(std::abs(testing::mean_distance(drawn, d, p)), 4.0) << d << " coins of " << p;
        EXPECT_LT(std::abs(testing::variance_distance(drawn, d, p)), 4.0) << d << " coins of " << p;
    }
}

TEST(BinomialTable, SinglePositionCutsItsWordsEvenly) {
    constexpr std::uint64_t kEach = 64;
    for (const auto& [d, p] :
         {Coins{1, 0.5}, Coins{2, 0.5}, Coins{3, 1.0 / 3}, Coins{100, 0.01}, Coins{3956, 1e-6}, Coins{100'000, 4e-5}}) {
        const BinomialTable table(d, p);
        const std::uint64_t first = table.thresholds()[0];
        const std::uint64_t width = (table.thresholds().size() > 1 ? table.thresholds()[1] : 0) - first;
        EXPECT_EQ(table.one_word().single_position(first), 0U);
        EXPECT_EQ(table.one_word().single_position(first + width - 1), d - 1);
        std::vector<std::uint64_t> counts(d);
        for (std::uint64_t i = 0; i < d * kEach; ++i)
            ++counts[table.one_word().single_position(
                first + static_cast<std::uint64_t>(static_cast<uint128>(width) * (2 * i + 1) / (2 * d * kEach)))];
        for (std::uint32_t position = 0; position < d; ++position)
            ASSERT_EQ(counts[position], kEach) << position << " of " << d;
    }
}

TEST(BinomialTable, CertainCoinsAllFall) {
    for (const std::uint32_t d : {1U, 2U, 7U}) {
        const BinomialTable table(d, 1.0);
        for (const std::uint64_t word : {std::uint64_t{0}, std::uint64_t{1} << 63, ~std::uint64_t{0}})
            EXPECT_EQ(table.count(word), d);
    }
}

TEST(BinomialTable, VanishingChanceStaysPossible) {
    const BinomialTable table(3, 1e-25);
    EXPECT_EQ(table.count(~std::uint64_t{0} - 1), 0U);
    EXPECT_EQ(table.count(~std::uint64_t{0}), 1U);
}

TEST(BinomialTable, RefusesNoCoinsAndNoChance) {
    EXPECT_THROW(BinomialTable(0, 0.5), InternalError);
    EXPECT_THROW(BinomialTable(3, 0.0), InternalError);
    EXPECT_THROW(BinomialTable(3, 1.5), InternalError);
}

} // namespace
} // namespace cascade
