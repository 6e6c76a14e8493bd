#include "kernels/diffusion/producer_counts.hpp"
#include "tests/support/forward_worlds.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace cascade {
namespace {

using namespace testing;

ForwardResult simulated(const SmallGraph& shape, double rho, std::string_view probability, std::uint64_t worlds,
                        const std::vector<VertexId>& seeds, std::uint32_t max_hops = kNoHopLimit,
                        std::uint64_t random_seed = 1) {
    ForwardOptions options = options_of(ForwardModel::ic, probability, worlds);
    options.respread = rho;
    options.max_hops = max_hops;
    options.random_seed = random_seed;
    return alone(shape, options, seeds);
}

TEST(ProducerCounts, AWorldDiesOutWhereNobodyTriesAnyMore) {
    // A lone seed tries at hop 1, and at each further one with rho: it is silent after hop h with 1 - rho^h.
    constexpr std::uint64_t kWorlds = 20000;
    const ForwardResult result = simulated(directed(1, {}), 0.5, "wc", kWorlds, {0});
    const ProducerResult& producers = *result.producers;
    ASSERT_GT(producers.trying.size(), 5U);
    for (std::size_t hop = 0; hop < 5; ++hop) {
        EXPECT_LT(std::abs(distance(producers.trying, hop, std::pow(0.5, static_cast<double>(hop)))), 4) << hop;
        EXPECT_LT(std::abs(distance(producers.tries, hop, 2 - 2 * std::pow(0.5, static_cast<double>(hop)))), 4) << hop;
        EXPECT_LT(std::abs(distance(producers.producers, hop, hop < 2 ? 0 : 0.5)), 4) << hop;
    }
    EXPECT_EQ(producers.trying.back().mean(), 0);
    EXPECT_EQ(producers.adopters.size(), 1U);
    const std::vector<Quotient> numbers = reproduction_numbers(producers);
    ASSERT_EQ(numbers.size(), 1U);
    EXPECT_EQ(numbers[0].value, 0);
    const Quotient each = tries_per_adopter(producers, result.active.back());
    EXPECT_LE(each.low, 2);
    EXPECT_GE(each.high, 2);
}

TEST(ProducerCounts, WhatALimitOfHopsCutsOffIsNotTried) {
    for (const std::uint32_t hops : {0U, 1U, 4U}) {
        const ForwardResult result = simulated(directed(1, {}), 1, "wc", 100, {0}, hops);
        const ProducerResult& producers = *result.producers;
        ASSERT_EQ(producers.trying.size(), hops + 1);
        for (std::size_t hop = 0; hop <= hops; ++hop) {
            EXPECT_EQ(producers.trying[hop].mean(), 1) << "it would go on";
            EXPECT_EQ(producers.tries[hop].mean(), static_cast<double>(hop));
            EXPECT_EQ(producers.producers[hop].mean(), hop >= 2);
            EXPECT_EQ(producers.tries_with_active[hop].mean(), static_cast<double>(hop + 1));
        }
    }
}

TEST(ProducerCounts, EveryGenerationAndHopKnowsEveryWorld) {
    const ForwardResult result = simulated(path(60), 0.3, "constant:0.5", 5000, {0});
    const ProducerResult& producers = *result.producers;
    double all = 0;
    for (std::size_t g = 0; g < producers.adopters.size(); ++g) {
        EXPECT_EQ(producers.adopters[g].worlds(), 5000U);
        EXPECT_EQ(producers.with_next[g].worlds(), 5000U);
        const double next = g + 1 < producers.adopters.size() ? producers.adopters[g + 1].mean() : 0;
        EXPECT_NEAR(producers.with_next[g].mean(), producers.adopters[g].mean() + next, 1e-12);
        all += producers.adopters[g].mean();
    }
    EXPECT_GT(producers.adopters.back().mean(), 0);
    EXPECT_NEAR(all, result.active.back().mean(), 1e-9);
    for (const auto* hops : {&producers.trying, &producers.tries, &producers.producers, &producers.tries_with_active})
        for (const Distribution& hop : *hops)
            EXPECT_EQ(hop.worlds(), 5000U);
}

TEST(ProducerCounts, ReproductionHasItsIntervalInNineteenOfTwentyRuns) {
    // On a star whose centre has ten leaves and each leaf one more arc, generation 1 has ten times what an arc carries,
    // and each of it brings that much of generation 2.
    const SmallGraph shape = [] {
        SmallGraph spokes = directed(21, {});
        for (VertexId leaf = 1; leaf <= 10; ++leaf) {
            spokes.arcs.push_back({0, leaf});
            spokes.arcs.push_back({leaf, leaf + 10});
        }
        return spokes;
    }();
    const double carried = 0.3 / (1 - 0.5 * 0.7);
    std::array<int, 3> inside{};
    constexpr int kRuns = 400;
    for (int run = 0; run < kRuns; ++run) {
        const ForwardResult result = simulated(shape, 0.5, "constant:0.3", 400, {0}, kNoHopLimit, 1000 + run);
        const std::vector<Quotient> numbers = reproduction_numbers(*result.producers);
        const Quotient tries = tries_per_adopter(*result.producers, result.active.back());
        inside[0] += numbers[0].low <= 10 * carried && 10 * carried <= numbers[0].high;
        inside[1] += numbers[1].low <= carried && carried <= numbers[1].high;
        inside[2] += tries.low <= 2 && 2 <= tries.high;
    }
    for (const int count : inside) // 95 % of 400 with a standard error of 4.4
        EXPECT_NEAR(count, 0.95 * kRuns, 18);
}

TEST(ProducerCounts, NobodyIsAnswered) {
    for (const SmallGraph& shape : {directed(0, {}), path(3)}) {
        const ForwardResult result = simulated(shape, 0.5, "wc", 10, {});
        EXPECT_TRUE(result.producers->adopters.empty());
        EXPECT_TRUE(reproduction_numbers(*result.producers).empty());
        Distribution nobody;
        nobody.add(0, 10);
        EXPECT_EQ(tries_per_adopter(*result.producers, nobody).value, 0);
    }
}

} // namespace
} // namespace cascade
