// The prior against its formulas, worked out by hand on classes made up for it.

#include "kernels/cover/gain_prior.hpp"
#include "tests/support/machines.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace cascade {
namespace {

using testing::world;

struct Seen {
    float reach;
    std::uint32_t count;
};

/// Of candidates that are dealt over the ranks in turn. Collective.
GainPrior fitted(const std::vector<Seen>& candidates) {
    GainPrior::Moments mine;
    for (std::size_t i = 0; i < candidates.size(); ++i)
        if (static_cast<int>(i % static_cast<std::size_t>(world().size())) == world().rank()) {
            ++mine.candidates[ReachClasses::of(candidates[i].reach)];
            mine.add(candidates[i].reach, candidates[i].count);
        }
    GainPrior prior;
    prior.fit(world(), mine);
    return prior;
}

/// A class by its counts, all of one reach.
std::vector<Seen> alike(float reach, const std::vector<std::uint32_t>& counts) {
    std::vector<Seen> seen;
    for (const std::uint32_t count : counts)
        seen.push_back({reach, count});
    return seen;
}

std::vector<Seen> operator+(std::vector<Seen> some, const std::vector<Seen>& more) {
    some.insert(some.end(), more.begin(), more.end());
    return some;
}

/// `times` times these.
std::vector<std::uint32_t> repeated(std::size_t times, const std::vector<std::uint32_t>& counts) {
    std::vector<std::uint32_t> all;
    for (std::size_t i = 0; i < times; ++i)
        all.insert(all.end(), counts.begin(), counts.end());
    return all;
}

double by_formula(double mean, double weight, double count) {
    return (count + weight * mean) / (1 + weight);
}

TEST(GainPrior, CountsDecideWhereNoClassTellsAnything) {
    const std::vector<Seen> nineteen = alike(1.25F, repeated(19, {7}));
    const std::vector<Seen> never = alike(5.0F, repeated(100, {0}));
    for (const auto& candidates :
         {std::vector<Seen>(), nineteen, never, nineteen + never + alike(0, repeated(19, {3}))}) {
        const GainPrior prior = fitted(candidates);
        for (const float reach : {0.0F, 1.25F, 1.4F, 5.0F, 1e9F})
            for (const std::uint32_t gain : {0U, 1U, 7U, 4000000000U}) {
                EXPECT_EQ(prior.expected(reach, gain), gain);
                EXPECT_EQ(prior.most_of_none(ReachClasses::of(reach)), 0);
            }
    }
    EXPECT_LT(fitted(nineteen + alike(1.3F, {7})).expected(1.25F, 4000000000U), 4e9); // the twentieth
}

TEST(GainPrior, IsThatOfTheMomentsOfAClass) {
    const auto wide = repeated(6, {0, 3, 6, 11}); // mean 5, variance 166 / 4 - 25 = 16.5, of which 11.5 beyond chance
    const GainPrior prior = fitted(alike(1.25F, wide));
    const double weight = 5 / 11.5;
    for (const std::uint32_t gain : {0U, 1U, 5U, 11U, 1000U})
        for (const float reach : {0.0F, 0.001F, 1.25F, 1.26F, 80.0F}) // there is no other class
            EXPECT_NEAR(prior.expected(reach, gain), by_formula(5, weight, gain), 1e-9) << gain;
}

TEST(GainPrior, OneThatVariesNoMoreThanByChanceIsHeldForSpreadByATenth) {
    for (const auto& counts : {repeated(20, {8}), repeated(20, {7, 9}), repeated(20, {6, 10})}) {
        const GainPrior prior = fitted(alike(3.5F, counts));
        for (const std::uint32_t gain : {0U, 8U, 30U})
            EXPECT_NEAR(prior.expected(3.5F, gain), by_formula(8, 8 / 0.64, gain), 1e-9) << gain;
    }
}

TEST(GainPrior, LargeCountsAreNotCutOff) {
    constexpr std::uint32_t kLarge = 4000000000U; // its square takes 64 bits, the sum of squares more
    const GainPrior prior = fitted(alike(1.25F, repeated(20, {0, kLarge})));
    const double mean = 2e9;
    const double weight = mean / (mean * mean - mean);
    EXPECT_NEAR(prior.expected(1.25F, 0) / by_formula(mean, weight, 0), 1, 1e-9);
    EXPECT_NEAR(prior.expected(1.25F, kLarge) / kLarge, 1, 1e-8);
}

TEST(GainPrior, IsInterpolatedBetweenMiddlesAndConstantBeyond) {
    // Middles 0 (all reaches below 2^-16), 1.25 and, with classes in between that tell nothing, 7.
    const std::vector<Seen> low = alike(0x1p-20F, repeated(5, {0, 0, 0, 2}));
    const std::vector<Seen> middle = alike(1.1F, repeated(10, {2, 8}));
    const std::vector<Seen> high = alike(7.9F, repeated(10, {10, 40}));
    const GainPrior prior = fitted(low + middle + high + alike(3.5F, repeated(19, {100})));
    struct Law {
        double mean, weight;
    };
    const Law laws[] = {{0.5, 0.5 / 0.25}, {5, 5 / 4.0}, {25, 25 / 200.0}};
    const auto expect_between = [&](float reach, const Law& a, const Law& b, double share) {
        for (const std::uint32_t gain : {0U, 3U, 60U})
            EXPECT_NEAR(prior.expected(reach, gain),
                        by_formula(a.mean + share * (b.mean - a.mean), a.weight + share * (b.weight - a.weight), gain),
                        1e-6)
                << "reach " << reach << ", gain " << gain;
    };
    expect_between(0, laws[0], laws[0], 0);
    for (const float reach : {0x1p-20F, 0x1p-16F, 0.3F, 0.9F, 1.0F, 1.2F, 1.25F})
        expect_between(reach, laws[0], laws[1], reach / 1.25);
    for (const float reach : {1.25F, 1.3F, 1.49F, 1.5F, 2.1F, 3.5F, 5.9F, 6.5F, 7.0F})
        expect_between(reach, laws[1], laws[2], (reach - 1.25) / 5.75);
    for (const float reach : {7.0F, 7.1F, 8.0F, 1e6F, 1e30F})
        expect_between(reach, laws[2], laws[2], 0);
    const GainPrior upper = fitted(middle + high);
    for (const float reach : {0.0F, 0x1p-16F, 0.9F, 1.0F, 1.25F}) // nothing lies below
        EXPECT_EQ(upper.expected(reach, 3), upper.expected(1.25F, 3));
    EXPECT_GT(upper.expected(1.26F, 3), upper.expected(1.25F, 3));
}

/// Candidates of many classes; some of these are too small, or have no samples.
std::vector<Seen> many_classes(std::uint64_t random_seed) {
    std::mt19937_64 words(random_seed);
    std::vector<Seen> candidates;
    for (int i = 0; i < 3000; ++i) {
        const double octave = static_cast<double>(words() % 4000) / 4000 * 24 - 18 - (words() % 2 == 0 ? 6 : 0);
        const auto reach = static_cast<float>(std::exp2(octave));
        const auto rate = static_cast<std::uint64_t>(3 * reach) + words() % 3;
        candidates.push_back({reach, static_cast<std::uint32_t>(words() % (2 * rate + 1))});
    }
    return candidates;
}

TEST(GainPrior, GrowsWithTheCount) {
    const GainPrior prior = fitted(many_classes(1));
    for (int half_octave = -60; half_octave < 60; ++half_octave) {
        const auto reach = static_cast<float>(std::exp2(0.5 * half_octave + 0.1));
        for (std::uint32_t gain = 0; gain < 300; ++gain)
            ASSERT_LT(prior.expected(reach, gain), prior.expected(reach, gain + 1)) << reach << ' ' << gain;
    }
}

TEST(GainPrior, NoCandidateWithoutSamplesIsExpectedToAddMoreThanTheMostOfItsClass) {
    constexpr double kRounding = 1 + 0x1p-50; // that of the last digits differs
    for (std::uint64_t round = 0; round < 20; ++round) {
        std::vector<Seen> candidates = many_classes(round);
        std::erase_if(candidates, [&](const Seen& seen) { // some classes and their neighbours tell nothing
            return (ReachClasses::of(seen.reach) / 2 + round) % 5 == 0;
        });
        const GainPrior prior = fitted(candidates);
        bool tight = false;
        for (std::uint32_t c = 0; c < ReachClasses::kCount; ++c)
            for (std::uint32_t step = 0; step < 256; ++step) {
                // From the least of the class to nearly the largest: 22 bits lie below those that tell it.
                const std::uint32_t low = c == 0 ? 0 : (c + 221) << 22;
                const std::uint32_t bits = c == 0 ? step * (222U << 14) : low + step * 16448;
                const auto reach = std::bit_cast<float>(bits);
                ASSERT_EQ(ReachClasses::of(reach), c);
                ASSERT_LE(prior.expected(reach, 0), kRounding * prior.most_of_none(c))
                    << "class " << c << ", reach " << reach;
                tight |= prior.expected(reach, 0) > 0.99 * prior.most_of_none(c);
            }
        EXPECT_TRUE(tight);
    }
}

TEST(GainPrior, IsTheSameHoweverCandidatesAreDealt) {
    const std::vector<Seen> candidates = many_classes(2);
    const GainPrior dealt = fitted(candidates);
    GainPrior::Moments all, none;
    for (const Seen& seen : candidates) {
        ++all.candidates[ReachClasses::of(seen.reach)];
        all.add(seen.reach, seen.count);
    }
    GainPrior alone, last;
    alone.fit(world().split(world().rank()), all);
    last.fit(world(), world().rank() + 1 == world().size() ? all : none);
    for (const Seen& seen : candidates)
        for (const std::uint32_t gain : {0U, seen.count, 77U}) {
            ASSERT_EQ(dealt.expected(seen.reach, gain), alone.expected(seen.reach, gain));
            ASSERT_EQ(last.expected(seen.reach, gain), alone.expected(seen.reach, gain));
        }
    for (std::uint32_t c = 0; c < ReachClasses::kCount; ++c)
        EXPECT_EQ(dealt.most_of_none(c), alone.most_of_none(c));
}

TEST(GainPrior, AFitTakesThePlaceOfTheOneBefore) {
    GainPrior prior = fitted(many_classes(4));
    ASSERT_NE(prior.expected(1.25F, 3), 3);
    prior.fit(world(), {});
    EXPECT_EQ(prior.expected(1.25F, 3), 3);
    EXPECT_EQ(prior.most_of_none(ReachClasses::of(1.25F)), 0);
}

} // namespace
} // namespace cascade
