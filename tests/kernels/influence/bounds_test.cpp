#include "engine/core/error.hpp"
#include "kernels/influence/bounds.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cascade {
namespace {

// Expected values were computed with 40 digits from the formulas of the papers.

struct PlanCase {
    double n, k, epsilon, delta;
    double theta_max;
    std::uint64_t theta_0;
    std::uint32_t i_max;
    double delta_each;
};
constexpr PlanCase kPlans[] = {
    {1000, 10, 0.1, 0.001, 1330519.6943003788, 134, 15, 2.2222222222222222e-5},
    {15233, 50, 0.1, 0.01, 16081943.160697614, 528, 16, 0.00020833333333333333},
    {34, 1, 0.2, 0.01, 28623.131673040114, 34, 11, 0.00030303030303030303},
    {2, 2, 0.5, 0.01, 104.23641433632375, 27, 3, 0.0011111111111111111},
    {164, 1, 0.1, 0.01, 604942.20373149622, 37, 16, 0.00020833333333333333},
};

TEST(OpimcPlan, HasTheNumbersOfTheFormulas) {
    for (const PlanCase& known : kPlans) {
        const OpimcPlan plan = opimc_plan(known.n, known.k, known.epsilon, known.delta);
        EXPECT_NEAR(plan.theta_max / known.theta_max, 1, 1e-12) << known.n;
        EXPECT_EQ(plan.theta_0, known.theta_0);
        EXPECT_EQ(plan.i_max, known.i_max);
        EXPECT_NEAR(plan.delta_each / known.delta_each, 1, 1e-12);
    }
}

TEST(OpimcPlan, RoundsDoubleAndEndAtTheGuarantee) {
    const OpimcPlan plan = opimc_plan(1000, 10, 0.1, 0.001);
    EXPECT_EQ(plan.samples_of_round(1), 134U);
    EXPECT_EQ(plan.samples_of_round(2), 268U);
    EXPECT_EQ(plan.samples_of_round(14), 134U << 13);
    EXPECT_EQ(plan.samples_of_round(15), 1330520U);
}

TEST(OpimcPlan, RoundsGoOnWhereMoreSamplesAreWanted) {
    const OpimcPlan plan = opimc_plan(34, 2, 0.5, 0.01);
    OpimcPlan more = plan;
    more.go_on_to(plan.theta_max);
    EXPECT_EQ(more.i_max, plan.i_max) << "it has as many";
    more.go_on_to(5 * plan.theta_max);
    EXPECT_EQ(more.i_max, plan.i_max + 3) << "twice, four times, five times as many";
    EXPECT_EQ(more.theta_max, 5 * plan.theta_max);
    EXPECT_EQ(more.theta_0, plan.theta_0);
    EXPECT_NEAR(more.delta_each * more.i_max * 3 / 0.01, 1, 1e-12) << "shared among all rounds";
    const auto most = static_cast<std::uint64_t>(std::ceil(5 * plan.theta_max));
    for (std::uint32_t i = 2; i < more.i_max; ++i)
        EXPECT_EQ(more.samples_of_round(i), std::min(2 * more.samples_of_round(i - 1), most));
    EXPECT_EQ(more.samples_of_round(more.i_max), most);
}

TEST(OpimcPlan, NoRoundIsSmallerThanTheOneBefore) {
    for (double n = 1; n < 3000; n = std::ceil(n * 1.07))
        for (const double k : {1.0, 2.0, 7.0, 50.0})
            for (const double delta : {0.9, 0.01, 1e-6}) {
                if (k > n)
                    continue;
                const OpimcPlan plan = opimc_plan(n, k, 0.1, delta);
                for (std::uint32_t i = 2; i <= plan.i_max; ++i)
                    ASSERT_LE(plan.samples_of_round(i - 1), plan.samples_of_round(i))
                        << "n " << n << ", k " << k << ", round " << i;
            }
    // Here 37 x 2^14 samples would exceed the 604,943 of the last round.
    EXPECT_EQ(opimc_plan(164, 1, 0.1, 0.01).samples_of_round(15), 604943U);
}

TEST(OpimcPlan, OneVertexIsPlannedToo) {
    const OpimcPlan plan = opimc_plan(1, 1, 0.1, 0.01);
    EXPECT_GE(plan.i_max, 1U);
    EXPECT_GE(plan.theta_0, 1U);
    EXPECT_GE(plan.samples_of_round(plan.i_max), plan.theta_0);
}

TEST(OpimcPlan, NonsenseIsOurBug) {
    EXPECT_THROW(opimc_plan(0, 1, 0.1, 0.01), InternalError);
    EXPECT_THROW(opimc_plan(5, 6, 0.1, 0.01), InternalError);
    EXPECT_THROW(opimc_plan(5, 0, 0.1, 0.01), InternalError);
    EXPECT_THROW(opimc_plan(5, 1, 0, 0.01), InternalError);
    EXPECT_THROW(opimc_plan(5, 1, 0.1, 1), InternalError);
}

struct ImmCase {
    double n, k, epsilon, delta;
    double lambda_search, lambda_final, epsilon_search;
    std::uint32_t rounds;
};
constexpr ImmCase kImmPlans[] = {
    {15233, 50, 0.5, 0.00006564694413444496, 26048540.241119485, 34578482.156520851, 0.70710678118654757, 8},
    {1000, 10, 0.1, 0.001, 6683694.0621400811, 13096023.335691446, 0.1414213562373095, 6},
    {34, 1, 0.2, 0.01, 9721.3054717070117, 27201.479959490308, 0.28284271247461901, 5},
    {2, 2, 0.5, 0.01, 52.377141969089806, 195.25891784803116, 0.70710678118654757, 1},
};

TEST(ImmPlan, HasTheNumbersOfTheFormulas) {
    for (const ImmCase& known : kImmPlans) {
        const ImmPlan plan = imm_plan(known.n, known.k, known.epsilon, known.delta, known.n, known.k);
        EXPECT_NEAR(plan.lambda_search / known.lambda_search, 1, 1e-12) << known.n;
        EXPECT_NEAR(plan.lambda_final / known.lambda_final, 1, 1e-12) << known.n;
        EXPECT_NEAR(plan.epsilon_search, known.epsilon_search, 1e-15);
        EXPECT_EQ(plan.rounds, known.rounds);
    }
}

TEST(ImmPlan, SearchesByHalvesAndTakesTheBoundThatCoverageSpeaksFor) {
    const ImmPlan plan = imm_plan(1000, 10, 0.1, 0.001, 1000, 10);
    EXPECT_EQ(plan.samples_of_round(1), 13368U); // lambda' / 500 = 13,367.4
    EXPECT_EQ(plan.samples_of_round(6), 427757U);
    const double more = 1 + plan.epsilon_search;
    EXPECT_EQ(plan.lower_bound(3, 0.125), 0) << "x is 125, and 125 are not (1 + epsilon') x";
    EXPECT_NEAR(plan.lower_bound(3, 0.15), 150 / more, 1e-12);
    EXPECT_EQ(plan.samples_for(100), 130961U); // lambda* / 100 = 130,960.2
    EXPECT_EQ(plan.samples_for(0), plan.samples_for(10)) << "ten vertices count ten";
}

TEST(ImmPlan, NonsenseIsOurBug) {
    EXPECT_THROW(imm_plan(0, 1, 0.1, 0.01, 1, 1), InternalError);
    EXPECT_THROW(imm_plan(5, 6, 0.1, 0.01, 5, 6), InternalError);
    EXPECT_THROW(imm_plan(5, 1, 0.1, 0.01, 5, 0), InternalError);
    EXPECT_THROW(imm_plan(5, 1, 0.1, 0.01, 5, 6), InternalError);
}

TEST(InfluenceBounds, HaveTheNumbersOfTheFormulas) {
    EXPECT_NEAR(influence_lower_bound(500, 1000, 2000, 0.001), 842.72955623850268, 1e-9);
    EXPECT_NEAR(influence_upper_bound(500, 1000, 2000, 0.001), 1180.6144597390241, 1e-9);
    EXPECT_NEAR(influence_lower_bound(90000, 100000, 34, 1e-6), 30.066957150355592, 1e-11);
    EXPECT_NEAR(influence_upper_bound(90000, 100000, 34, 1e-6), 31.140883069810847, 1e-11);
    EXPECT_NEAR(influence_lower_bound(3, 10, 7, 0.3), 0.69834692562266236, 1e-12);
    EXPECT_NEAR(influence_upper_bound(3, 10, 7, 0.3), 5.0043240249991916, 1e-12);
}

TEST(InfluenceBounds, StayBetweenNothingAndEverything) {
    EXPECT_EQ(influence_lower_bound(0, 1000, 2000, 0.001), 0); // the square would come back up
    EXPECT_EQ(influence_lower_bound(1, 1000, 2000, 0.001), 0);
    EXPECT_EQ(influence_upper_bound(1000, 1000, 2000, 0.001), 2000);
}

TEST(InfluenceBounds, AreMonotoneAndEncloseTheShare) {
    for (const double delta : {0.3, 0.01, 1e-6}) {
        double low = 0;
        double high = 0;
        for (double hits = 0; hits <= 10000; hits += 50) {
            const double next_low = influence_lower_bound(hits, 10000, 100, delta);
            const double next_high = influence_upper_bound(hits, 10000, 100, delta);
            EXPECT_GE(next_low, low);
            EXPECT_GE(next_high, high);
            EXPECT_LE(next_low, hits / 100);
            EXPECT_GE(next_high, hits / 100);
            low = next_low;
            high = next_high;
        }
        EXPECT_GT(influence_lower_bound(500, 1000, 100, delta), influence_lower_bound(500, 1000, 100, delta / 10));
        EXPECT_LT(influence_upper_bound(500, 1000, 100, delta), influence_upper_bound(500, 1000, 100, delta / 10));
        EXPECT_LT(influence_lower_bound(500, 1000, 100, delta), influence_lower_bound(5000, 10000, 100, delta));
        EXPECT_GT(influence_upper_bound(500, 1000, 100, delta), influence_upper_bound(5000, 10000, 100, delta));
    }
}

TEST(WilsonInterval, HasKnownValues) {
    const ShareInterval eight = wilson_interval(8, 10, kZ95);
    EXPECT_EQ(eight.share, 0.8);
    EXPECT_NEAR(eight.low, 0.49016247153664174, 1e-14);
    EXPECT_NEAR(eight.high, 0.94331784854562474, 1e-14);
    const ShareInterval one = wilson_interval(1, 20, kZ95);
    EXPECT_NEAR(one.low, 0.0088814488007953916, 1e-14);
    EXPECT_NEAR(one.high, 0.23613119344674203, 1e-14);
    const ShareInterval half = wilson_interval(500, 1000, kZ95);
    EXPECT_NEAR(half.low, 0.46906960036810418, 1e-14);
    EXPECT_NEAR(half.high, 0.53093039963189582, 1e-14);
}

TEST(WilsonInterval, EndsAreExact) {
    const ShareInterval none = wilson_interval(0, 10, kZ95);
    EXPECT_EQ(none.low, 0);
    EXPECT_NEAR(none.high, 0.2775327998628892, 1e-14);
    const ShareInterval all = wilson_interval(10, 10, kZ95);
    EXPECT_EQ(all.high, 1);
    EXPECT_NEAR(all.low, 0.7224672001371108, 1e-14);
    const ShareInterval unknown = wilson_interval(0, 0, kZ95);
    EXPECT_EQ(unknown.low, 0);
    EXPECT_EQ(unknown.high, 1);
}

} // namespace
} // namespace cascade
