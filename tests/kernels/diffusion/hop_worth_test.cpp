#include "engine/core/error.hpp"
#include "kernels/diffusion/hop_worth.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace cascade {
namespace {

constexpr RandomKey kKey{7, Domain::testing};
constexpr SampleId kSamples = 200000;

/// The share of samples whose horizon is at least d, in standard errors from phi(d).
void expect_shares(const HopWorth& worth, const std::map<std::uint32_t, double>& phi) {
    for (const auto& [d, share] : phi) {
        std::uint64_t count = 0;
        for (SampleId s = 0; s < kSamples; ++s)
            count += worth.horizon(kKey, s) >= d;
        const double error = std::sqrt(share * (1 - share) / static_cast<double>(kSamples));
        EXPECT_LE(std::abs(static_cast<double>(count) / kSamples - share), 4 * error) << "distance " << d;
    }
}

TEST(HopWorth, HorizonsFollowTheFactors) {
    const std::vector<double> falling = {1, 0.6, 0.3, 0};
    const HopWorth worth = HopWorth::of_factors(falling);
    EXPECT_TRUE(worth.varies());
    expect_shares(worth, {{0, 1}, {1, 1}, {2, 0.6}, {3, 0.3}, {4, 0}, {9, 0}});
    const std::vector<double> holding = {0.5, 0.25};
    expect_shares(HopWorth::of_factors(holding), {{1, 0.5}, {2, 0.25}, {3, 0.25}, {1000000, 0.25}});
}

TEST(HopWorth, PowersGoOnBeyondTheTable) {
    expect_shares(HopWorth::geometric(0.7, 1000), {{0, 1}, {1, 0.7}, {2, 0.49}, {5, std::pow(0.7, 5)}});
    const HopWorth slow = HopWorth::geometric(0.9995, 1U << 20);
    expect_shares(slow, {{1, 0.9995},
                         {1023, std::pow(0.9995, 1023)},
                         {1024, std::pow(0.9995, 1024)},
                         {1025, std::pow(0.9995, 1025)},
                         {5000, std::pow(0.9995, 5000)}});
    for (SampleId s = 0; s < 100; ++s) // where no distance is that far, coins end
        EXPECT_TRUE(HopWorth::geometric(1 - 1e-15, 3000).horizon(kKey, s) == kNoHorizon);
    expect_shares(HopWorth::geometric(1e-12, 100), {{0, 1}, {2, 0}});
}

TEST(HopWorth, WhatIsCertainTakesNoCoin) {
    for (const HopWorth& worth : {HopWorth(), HopWorth::geometric(1, 9), HopWorth::of_factors({}),
                                  HopWorth::of_factors(std::vector<double>{1, 1, 1})}) {
        EXPECT_FALSE(worth.varies());
        EXPECT_EQ(worth.horizon(kKey, 3), kNoHorizon);
    }
    const HopWorth two = HopWorth::of_factors(std::vector<double>{1, 1, 0, 0});
    EXPECT_FALSE(two.varies());
    EXPECT_EQ(two.horizon(kKey, 5), 2U);
    EXPECT_EQ(HopWorth::of_factors(std::vector<double>{0.0}).horizon(kKey, 5), 0U);
}

TEST(HopWorth, ALimitCutsOffWhatIsBeyond) {
    HopWorth worth = HopWorth::geometric(0.8, 100);
    worth.limit(2);
    expect_shares(worth, {{1, 0.8}, {2, 0.64}, {3, 0}});
    worth.limit(5);
    expect_shares(worth, {{2, 0.64}, {3, 0}});
    HopWorth plain;
    plain.limit(0);
    EXPECT_EQ(plain.horizon(kKey, 1), 0U);
}

TEST(HopWorth, KeysAndSamplesHaveHorizonsOfTheirOwn) {
    const HopWorth worth = HopWorth::geometric(0.5, 100);
    std::uint64_t same_sample = 0, same_key = 0;
    for (SampleId s = 0; s < kSamples; ++s) {
        EXPECT_EQ(worth.horizon(kKey, s), worth.horizon(kKey, s));
        same_key += worth.horizon(kKey, s) == worth.horizon(kKey, s + 1);
        same_sample += worth.horizon(kKey, s) == worth.horizon({8, Domain::testing}, s);
    }
    // P(equal) = sum over h of (2^-h-1)^2 = 1/3 where they are independent
    const double error = std::sqrt(2.0 / 9 / kSamples);
    EXPECT_NEAR(static_cast<double>(same_key) / kSamples, 1.0 / 3, 5 * error);
    EXPECT_NEAR(static_cast<double>(same_sample) / kSamples, 1.0 / 3, 4 * error);
}

TEST(HopWorth, MayNotRise) {
    EXPECT_THROW(HopWorth::of_factors(std::vector<double>{0.5, 0.6}), InternalError);
    EXPECT_THROW(HopWorth::geometric(0, 5), InternalError);
}

} // namespace
} // namespace cascade
