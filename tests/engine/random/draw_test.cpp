#include "engine/random/draw.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace cascade {
namespace {

constexpr std::uint64_t kLargest = ~std::uint64_t{0};

TEST(Below, CoversItsRangeAndNothingElse) {
    for (const std::uint64_t n : {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{3}, std::uint64_t{1000},
                                  std::uint64_t{1} << 40, kLargest}) {
        EXPECT_EQ(below(0, n), 0U);
        EXPECT_EQ(below(kLargest, n), n - 1);
    }
    EXPECT_EQ(below(kLargest / 2, 2), 0U);
    EXPECT_EQ(below(kLargest / 2 + 1, 2), 1U);
}

TEST(Below, CutsTheWordsIntoEqualIntervals) {
    // The words giving i are an interval; its ends show that no value has a word more than another plus one.
    const auto first_word_of = [](std::uint64_t i, std::uint64_t n) {
        return static_cast<std::uint64_t>(((static_cast<uint128>(i) << 64) + n - 1) / n);
    };
    const std::uint64_t n = 1'000'003;
    for (std::uint64_t i = 1; i < n; i += 997) {
        const std::uint64_t word = first_word_of(i, n);
        ASSERT_EQ(below(word, n), i);
        ASSERT_EQ(below(word - 1, n), i - 1);
    }
}

TEST(Below, IsUniformOverPhiloxWords) {
    const RandomKey key{1, Domain::testing};
    std::vector<std::uint64_t> counts(37);
    constexpr std::uint64_t kDraws = 400'000;
    for (std::uint64_t s = 0; s < kDraws / 4; ++s)
        for (const std::uint64_t word : random_block(key, s, 0, 0))
            ++counts[below(word, counts.size())];
    const std::vector<double> expected(counts.size(), static_cast<double>(kDraws) / 37);
    EXPECT_LT(std::abs(testing::chi_square_distance(counts, expected)), 4.0);
}

TEST(Threshold, CertainAndImpossibleAreExact) {
    for (const std::uint64_t word : {std::uint64_t{0}, std::uint64_t{1}, kLargest / 2, kLargest}) {
        EXPECT_TRUE(Threshold::of(1.0).fires(word));
        EXPECT_FALSE(Threshold::of(0.0).fires(word));
    }
}

TEST(Threshold, IsExactForEveryDouble) {
    EXPECT_EQ(Threshold::of(0.5).value, std::uint64_t{1} << 63);
    EXPECT_EQ(Threshold::of(0x1p-64).value, 1U);
    EXPECT_EQ(Threshold::of(0.1).value, 0x1999999999999A00U);
    EXPECT_EQ(Threshold::of(1.0 - 0x1p-53).value, kLargest - 2047);
    EXPECT_FALSE(Threshold::of(1.0 - 0x1p-53).always);
    EXPECT_TRUE(Threshold::of(0.5).fires((std::uint64_t{1} << 63) - 1));
    EXPECT_FALSE(Threshold::of(0.5).fires(std::uint64_t{1} << 63));
}

TEST(DrawStream, HandsOutTheWordsOfAPlaceInOrder) {
    const RandomKey key{5, Domain::testing};
    DrawStream words(key, 11, 22);
    for (std::uint64_t draw = 0; draw < 5; ++draw)
        for (const std::uint64_t word : random_block(key, 11, 22, draw))
            ASSERT_EQ(words.next(), word);
}

} // namespace
} // namespace cascade
