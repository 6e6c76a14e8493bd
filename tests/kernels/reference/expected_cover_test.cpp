// Choices by expectation that can be worked out by hand.

#include "engine/core/error.hpp"
#include "kernels/reference/expected_cover.hpp"

#include <gtest/gtest.h>

namespace cascade::reference {
namespace {

/// Vertices of a reach, each in so many samples of its own.
void add(ExpectedCoverTask& task, float reach, const std::vector<std::size_t>& counts) {
    for (const std::size_t count : counts) {
        task.samples.insert(task.samples.end(), count, {task.vertices++});
        task.reach.push_back(reach);
    }
}

std::vector<std::size_t> times(std::size_t times, std::size_t count) {
    return std::vector<std::size_t>(times, count);
}

TEST(ExpectedCover, APoolThatIsInManySamplesThroughoutBeatsALargerCount) {
    ExpectedCoverTask even, uneven;
    add(even, 0, times(19, 13));
    add(even, 0, {23}); // M = 13.5, off it are 0.5 and 9.5: c = 0.01; expected 13.5 x 1.23 / 1.135 = 14.63
    add(uneven, 0, times(10, 4));
    add(uneven, 0, times(10, 23)); // M = 13.5, off by 9.5: c = 76.75 / 182.25; expected 21.58
    for (ExpectedCoverTask* task : {&even, &uneven})
        add(*task, 7, times(20, 16)); // M = 16, as counts are
    EXPECT_EQ(expected_cover(even).seeds, std::vector<VertexId>{20});
    EXPECT_EQ(expected_cover(uneven).seeds, std::vector<VertexId>{10});
}

TEST(ExpectedCover, InAPoolMoreIsExpectedOfALargerReach) {
    ExpectedCoverTask task;
    add(task, 0, times(9, 3));
    add(task, 0, {25});
    add(task, 7, times(10, 24)); // rho = 292 / 90, A = 3.2 and 26, t = 13.3 / 58.7, m = 4.97 and 24.03, c = 0.024
    EXPECT_EQ(expected_cover(task).seeds, std::vector<VertexId>{10}); // 24.0 is expected of 24, and 7.1 of 25
    add(task, 0, times(5, 25));                                       // m = 11.7, c = 0.17: 20.6 of 25
    EXPECT_EQ(expected_cover(task).seeds, std::vector<VertexId>{10});
    add(task, 0, times(5, 25)); // in a pool of 20 by themselves: m = 15.1, c = 0.46, and 23.8
    EXPECT_EQ(expected_cover(task).seeds, std::vector<VertexId>{10});
}

TEST(ExpectedCover, WhereClassesDoNotGrowWithReachEachGoesByItself) {
    ExpectedCoverTask task;
    add(task, 0, times(20, 10)); // A = 2.54, m = 9.98: as much is expected of 10
    add(task, 7, times(9, 5));   // A = 20.3, t = 547.7 / 82.3, m = 5.41
    add(task, 7, {9});           // c = 0.01, and 5.6 is expected; by m = A it would be 9.7 and the most
    EXPECT_EQ(expected_cover(task).seeds, std::vector<VertexId>{0});
}

TEST(ExpectedCover, WithoutSamplesThePoolDecides) {
    ExpectedCoverTask task;
    add(task, 0, times(21, 13)); // expected 13, and after the first 13 still
    add(task, 7, times(20, 0));  // in 30 samples together, but for 25: M = 28.5, c = (42.75 - 28.5) / 812.25 = 0.0175
    std::vector<VertexId> all;
    for (VertexId v = 21; v < 41; ++v)
        if (v != 25)
            all.push_back(v);
    task.samples.insert(task.samples.end(), 30, all);
    task.first = {20}; // so that there is a fit behind it, and none until there are 16
    task.k = 16;
    const GreedyCover cover = expected_cover(task);
    for (std::size_t i = 1; i < 16; ++i)
        EXPECT_EQ(cover.seeds[i], 20 + i); // 28.5 / 1.5 = 19 is expected of all behind the first
    EXPECT_EQ(cover.gains[1], 30U);
    EXPECT_EQ(std::vector<std::uint64_t>(cover.gains.begin() + 2, cover.gains.end()), std::vector<std::uint64_t>(14));
    EXPECT_EQ(cover.covered.back(), 13U + 30);
    EXPECT_EQ(cover.largest_marginals.front(), 16U * 30);
    EXPECT_EQ(cover.largest_marginals.back(), 16U * 13);
    task.k = 17; // nothing is left of the upper pool: its five, in which there is nothing, join the lower
    EXPECT_EQ(expected_cover(task).seeds.back(), 0U);
}

TEST(ExpectedCover, BetweenMiddlesLawsAreInterpolated) {
    // Three of one class, in as many samples each: 6 lies between the middles 0 and 7, 7.9 beyond.
    const auto order = [](std::size_t lower, std::size_t count) {
        ExpectedCoverTask task;
        add(task, 0, times(lower, count));
        add(task, 7, times(18, 30)); // with the others m = 30 and c = 0.01
        add(task, 6, {30});
        add(task, 7.9F, {30});
        task.first = {0};
        task.k = 4;
        const auto seeds = expected_cover(task).seeds;
        return std::vector<VertexId>(seeds.begin() + 1, seeds.end());
    };
    // 13 at 0 and 5.07 per reach and one more at 6: M = 35.5 there, 33.4 at 7.9, 30 at 7.
    EXPECT_EQ(order(21, 13), (std::vector<VertexId>{39, 40, 21}));
    // 3 at 0 and 3.64 at 6: M = 25.5.
    EXPECT_EQ(order(101, 3), (std::vector<VertexId>{120, 101, 102}));
}

TEST(ExpectedCover, PoolsAreFilledFromTheLargestReachDown) {
    const auto first = [](std::vector<std::size_t> upper, std::size_t highest, std::size_t lower_high) {
        ExpectedCoverTask task;
        upper.push_back(highest);
        add(task, 7, upper);
        add(task, 0, times(10, 4)); // these vary by themselves: c = 0.42, and 21.6 is expected of 23
        add(task, 0, times(lower_high, 23));
        return expected_cover(task).seeds.front();
    };
    // 20 that count 256 are full: m = 12.8, c = 0.01, and 14.5 is expected of 28. One less of them or of their counts, and they
    // are one pool with the others, which vary: c = 0.2, and more than 23 is expected.
    EXPECT_EQ(first(times(19, 12), 28, 10), 30U);
    EXPECT_EQ(first(times(19, 12), 27, 10), 19U);
    EXPECT_EQ(first(times(18, 13), 27, 10), 18U);
    // Left over below: they join, and it is the same.
    EXPECT_EQ(first(times(19, 13), 28, 10), 30U);
    EXPECT_EQ(first(times(19, 13), 28, 9), 19U);
}

TEST(ExpectedCover, WhatASeedAddedByLuckIsGivenBackToItsClass) {
    ExpectedCoverTask task;
    add(task, 7, {60});           // m = 13.23, c = 0.01: 18.7 is expected, and 41 are luck
    add(task, 7, times(200, 13)); // with them m = 13.21, and 13.18 is expected; without, 13
    add(task, 0, times(19, 13));
    add(task, 0, {14}); // m = 13.05, c = 0.01, and 13.16 is expected
    task.k = 2;
    EXPECT_EQ(expected_cover(task).seeds, (std::vector<VertexId>{0, 1}));
    task.first = {0}; // nothing was expected of it
    EXPECT_EQ(expected_cover(task).seeds, (std::vector<VertexId>{0, 220}));
    task.first = {200, 0}; // nor behind another that is prescribed
    task.k = 3;
    EXPECT_EQ(expected_cover(task).seeds, (std::vector<VertexId>{200, 0, 220}));
}

TEST(ExpectedCover, OfEqualReachTheyAreThoseOfThePlainGreedy) {
    const std::vector<std::vector<VertexId>> samples = {{0, 1}, {0, 2}, {0}, {1, 3}, {3}, {2}, {}};
    const std::vector<OriginalId> ids = {70, 5, -3, 9};
    const std::vector<std::uint32_t> degrees = {1, 4, 4, 9};
    const GreedyCover plain = greedy_cover(4, samples, 4, ids, degrees);
    const GreedyCover cover = expected_cover({4, samples, 4, {1, 1, 1, 1}, {}, {}, {}, ids, degrees});
    EXPECT_EQ(cover.seeds, plain.seeds);
    EXPECT_EQ(cover.gains, plain.gains);
    EXPECT_EQ(cover.covered, plain.covered);
    EXPECT_EQ(cover.largest_marginals, plain.largest_marginals);
    const std::vector<std::vector<VertexId>> none(5); // then counts decide, all 0, and degrees and ids
    EXPECT_EQ(expected_cover({4, none, 4, {1, 1, 9, 0}, {}, {}, {}, ids, degrees}).seeds,
              greedy_cover(4, none, 4, ids, degrees).seeds);
    const GreedyCover rest =
        expected_cover({4, samples, 4, {1, 1, 9, 0}, {false, false, true, false}, {0}, {1}, {}, {}});
    EXPECT_EQ(rest.seeds, (std::vector<VertexId>{1, 3})); // no more candidates
    EXPECT_EQ(rest.gains, (std::vector<std::uint64_t>{1, 1}));
    EXPECT_EQ(rest.covered, (std::vector<std::uint64_t>{3, 4, 5}));
    EXPECT_THROW(expected_cover({4, samples, 4, {1}, {}, {}, {}, {}, {}}), InternalError);
}

} // namespace
} // namespace cascade::reference
