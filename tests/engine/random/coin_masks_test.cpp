#include "engine/random/coin_masks.hpp"
#include "engine/random/draw.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>

namespace cascade {
namespace {

const RandomKey kKey{1, Domain::testing};
using Masks = std::array<std::uint64_t, kTileThings>;

/// Of one tile.
Masks coins(std::uint32_t first, std::uint64_t vertex, std::uint32_t tile, std::uint64_t threshold,
            std::uint64_t samples) {
    CoinMasks masks;
    tile_coins(kKey, first, vertex, tile, 1, threshold, samples, masks);
    Masks one;
    std::copy_n(masks.begin(), one.size(), one.begin());
    return one;
}

/// The uniform of a coin from the words as they are defined, compared as a number.
bool falls_heads(std::uint32_t sample, std::uint64_t vertex, std::uint32_t tile, std::uint32_t thing,
                 std::uint64_t threshold) {
    std::uint64_t uniform = 0;
    for (std::uint32_t bit = 0; bit < 64; ++bit) {
        const std::uint64_t word = random_pair(kKey, sample / 4, vertex, 32 * tile + bit / 2)[bit % 2];
        uniform |= (word >> (4 * thing + sample % 4) & 1) << (63 - bit);
    }
    return uniform < threshold;
}

TEST(CoinMasks, ACoinIsItsUniformBelowTheThreshold) {
    for (const double p : {0.03125, 0.05, 0.3, 0.5, 0.999, 0x1p-20})
        for (const std::uint32_t tile : {0U, 3U}) {
            const std::uint64_t threshold = Threshold::of(p).value;
            const Masks masks = coins(128, 77, tile, threshold, ~std::uint64_t{0});
            for (std::uint32_t thing = 0; thing < kTileThings; ++thing)
                for (std::uint32_t bit = 0; bit < 64; ++bit)
                    ASSERT_EQ(masks[thing] >> bit & 1, falls_heads(128 + bit, 77, tile, thing, threshold))
                        << p << ", thing " << thing << ", sample " << bit;
        }
}

TEST(CoinMasks, ACoinIsTheSameWhicheverOthersAreAskedFor) {
    const std::uint64_t threshold = Threshold::of(0.2).value;
    const Masks all = coins(64, 5, 1, threshold, ~std::uint64_t{0});
    for (const std::uint64_t samples : {std::uint64_t{1}, std::uint64_t{1} << 63, std::uint64_t{0x00f0000000000120},
                                        std::uint64_t{0}, std::uint64_t{0x5555555555555555}}) {
        const Masks some = coins(64, 5, 1, threshold, samples);
        for (std::size_t thing = 0; thing < kTileThings; ++thing)
            EXPECT_EQ(some[thing], all[thing] & samples);
    }
}

TEST(CoinMasks, AListIsItsTilesOnEveryProcessor) {
    const std::uint64_t threshold = Threshold::of(0.05).value;
    for (const std::uint64_t samples : {~std::uint64_t{0}, std::uint64_t{1} << 17, std::uint64_t{0x0000ff0000000003},
                                        std::uint64_t{0x7777777777777707}, std::uint64_t{0xf0f0f0f0f0f0f0f0}})
        for (const std::uint32_t count : {1U, 2U, 5U, kTilesAtOnce}) {
            for (const auto version : versions_of_coins()) {
                CoinMasks masks;
                version.tiles(kKey, 192, 9, 2, count, threshold, samples, masks);
                for (std::uint32_t tile = 0; tile < count; ++tile)
                    for (std::uint32_t thing = 0; thing < kTileThings; ++thing)
                        for (std::uint32_t bit = 0; bit < 64; ++bit)
                            ASSERT_EQ(masks[kTileThings * tile + thing] >> bit & 1,
                                      (samples >> bit & 1) != 0 &&
                                          falls_heads(192 + bit, 9, 2 + tile, thing, threshold));
            }
        }
}

/// The uniform of a coin of a row.
bool row_falls_heads(std::uint32_t sample, std::uint64_t vertex, std::uint32_t thing, float p) {
    std::uint64_t uniform = 0;
    for (std::uint32_t bit = 0; bit < 64; ++bit) {
        const std::uint64_t word =
            random_pair(kKey, sample / 64 | thing >> 27 << 26, vertex, 32 * thing + bit / 2)[bit % 2];
        uniform |= (word >> (sample % 64) & 1) << (63 - bit);
    }
    const Threshold threshold = Threshold::of(p);
    return threshold.always || uniform < threshold.value;
}

TEST(CoinMasks, ARowIsItsUniformsBelowItsThresholdOnEveryProcessor) {
    constexpr std::array<float, 8> kChances = {0.5F, 0.03F, 1.0F, 0.0F, 0x1p-20F, 0.999F, 1 / 3.0F, 0.2F};
    const std::vector<std::vector<std::uint64_t>> asked = {{~std::uint64_t{0}},
                                                           {std::uint64_t{1} << 40},
                                                           {0x0f00000000000001},
                                                           {0},
                                                           {~std::uint64_t{0}, 0x5555, ~std::uint64_t{0}},
                                                           {0, 0, 2, 0, 0, 0, std::uint64_t{3} << 62, 0},
                                                           std::vector<std::uint64_t>(8, ~std::uint64_t{0})};
    for (const auto& [first, count] :
         {std::pair(7U, std::size_t{1}), {7U, 5}, {7U, 23}, {0U, kRowsAtOnce}, {3U << 27, 30}})
        for (const auto& samples : asked) {
            std::vector<float> chances(count);
            for (std::size_t i = 0; i < count; ++i)
                chances[i] = kChances[i % kChances.size()];
            std::vector<std::uint64_t> expected(count * samples.size());
            for (std::uint32_t thing = 0; thing < count; ++thing)
                for (std::size_t bit = 0; bit < 64 * samples.size(); ++bit)
                    if ((samples[bit / 64] >> bit % 64 & 1) != 0 &&
                        row_falls_heads(320 + static_cast<std::uint32_t>(bit), 9, first + thing, chances[thing]))
                        expected[thing * samples.size() + bit / 64] |= std::uint64_t{1} << bit % 64;
            for (const auto version : versions_of_coins()) {
                std::vector<std::uint64_t> masks(expected.size(), 42);
                version.rows(kKey, 320, 9, first, chances, samples, masks.data());
                EXPECT_EQ(masks, expected) << count << " things, " << samples.size() << " groups";
            }
        }
}

/// Every position, neighbours within a tile, and the same thing in neighbouring samples: as often as independent coins.
TEST(CoinMasks, CoinsAreIndependent) {
    constexpr std::uint32_t kVertices = 4000;
    for (const double p : {0.04, 0.4}) {
        const std::uint64_t threshold = Threshold::of(p).value;
        std::array<std::array<std::uint64_t, 64>, kTileThings> heads{}, with_next_thing{}, with_next_sample{};
        for (std::uint32_t vertex = 0; vertex < kVertices; ++vertex) {
            const Masks masks = coins(0, vertex, 0, threshold, ~std::uint64_t{0});
            for (std::size_t thing = 0; thing < kTileThings; ++thing)
                for (unsigned bit = 0; bit < 64; ++bit) {
                    const std::uint64_t here = masks[thing] >> bit & 1;
                    heads[thing][bit] += here;
                    with_next_thing[thing][bit] += here & masks[(thing + 1) % kTileThings] >> bit;
                    with_next_sample[thing][bit] += here & std::rotr(masks[thing], 1) >> bit;
                }
        }
        const auto worst = [&](const auto& counts, double chance) {
            double most = 0;
            for (const auto& row : counts)
                for (const std::uint64_t count : row)
                    most = std::max(most, std::abs(static_cast<double>(count) - kVertices * chance) /
                                              std::sqrt(kVertices * chance * (1 - chance)));
            return most;
        };
        EXPECT_LT(worst(heads, p), 4.5) << p; // of 1,024 each
        EXPECT_LT(worst(with_next_thing, p * p), 5.5) << p;
        EXPECT_LT(worst(with_next_sample, p * p), 5.5) << p;
    }
}

} // namespace
} // namespace cascade
