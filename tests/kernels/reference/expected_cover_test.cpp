// Choices by expectation that can be worked out by hand.

#include "engine/core/error.hpp"
#include "kernels/reference/expected_cover.hpp"

#include <gtest/gtest.h>

namespace cascade::reference {
namespace {

/// 20 vertices of reach 1.25 and 20 of reach 2.5, middles of classes; each is in so many samples of its own.
ExpectedCoverTask two_classes(const std::vector<int>& counts) {
    ExpectedCoverTask task;
    task.vertices = 40;
    for (VertexId v = 0; v < 40; ++v) {
        task.reach.push_back(v < 20 ? 1.25F : 2.5F);
        task.samples.insert(task.samples.end(), static_cast<std::size_t>(counts[v]), {v});
    }
    return task;
}

TEST(ExpectedCover, AClassThatIsMostlyInManySamplesBeatsALargerCount) {
    std::vector<int> counts(40, 0);
    counts[3] = 5; // mean 0.25, variance 1.1875, b = 0.25 / 0.9375: expected 5.066… / 1.266… = 4
    for (VertexId v = 20; v < 40; ++v)
        counts[v] = 4; // variance 0, b = 4 / 0.16 = 25: expected 4
    counts[30] = 5;    // mean 4.05, variance 0.0475: b = 4.05 / 0.164… = 24.69…; expected 4.087
    ExpectedCoverTask task = two_classes(counts);
    EXPECT_EQ(expected_cover(task).seeds, std::vector<VertexId>{30});
    task.samples.push_back({3});
    task.samples.push_back({3}); // 7 of 7 in the class: mean 0.35, variance 2.3275: expected 5.96
    EXPECT_EQ(expected_cover(task).seeds, std::vector<VertexId>{3});
}

TEST(ExpectedCover, WithoutSamplesTheClassDecides) {
    std::vector<int> counts(40, 1);
    for (VertexId v = 20; v < 40; ++v)
        counts[v] = 6;
    counts[25] = 0; // mean 5.7, variance 1.71, b = 5.7 / 0.3249: expected 5.393 of none
    ExpectedCoverTask task = two_classes(counts);
    task.excluded.assign(40, false);
    for (VertexId v = 20; v < 40; ++v)
        task.excluded[v] = v % 2 == 0;
    EXPECT_EQ(expected_cover(task).seeds, std::vector<VertexId>{21}); // ten candidates tell nothing: counts decide
    task.excluded.assign(40, false);
    for (VertexId v = 20; v < 40; ++v)
        if (v != 25)
            task.first.push_back(v);
    task.k = 20;
    const GreedyCover cover = expected_cover(task);
    EXPECT_EQ(cover.covered.back(), 19U * 6 + 1);
    EXPECT_EQ(cover.seeds.back(), 0U); // alone in its class 25 is judged by the other: 0.96…
    EXPECT_EQ(cover.largest_marginals.front(), 19U * 6 + 1);
    EXPECT_EQ(cover.largest_marginals.back(), 19U);
}

TEST(ExpectedCover, BetweenMiddlesReachDecidesAmongEqualCounts) {
    std::vector<int> counts(40, 1);
    for (VertexId v = 20; v < 40; ++v)
        counts[v] = 9;
    ExpectedCoverTask task = two_classes(counts);
    task.vertices = 44;
    task.reach.insert(task.reach.end(), {1.1F, 1.9F, 2.0F, 1.3F}); // all of the same count, 3
    for (VertexId v = 40; v < 44; ++v)
        task.samples.insert(task.samples.end(), 3, {v});
    task.excluded.assign(44, false);
    for (VertexId v = 20; v < 40; ++v)
        task.excluded[v] = v > 20 && v % 2 == 0; // tells nothing: all are judged by the lower class
    EXPECT_EQ(expected_cover(task).seeds, std::vector<VertexId>{20});
    task.excluded.clear();
    task.first = {};
    for (VertexId v = 20; v < 40; ++v)
        task.first.push_back(v);
    task.k = 21; // none is left in the upper class, and equals go by id
    EXPECT_EQ(expected_cover(task).seeds.back(), 40U);
    for (VertexId v = 44; v < 64; ++v) { // as good as those taken, but for one sample
        task.reach.push_back(2.5F);
        task.samples.insert(task.samples.end(), v == 44 ? 2 : 3, {v});
    }
    task.vertices = 64;
    task.k = 40; // those of the upper class, then who is nearest to them
    const auto seeds = expected_cover(task).seeds;
    EXPECT_EQ(std::vector<VertexId>(seeds.begin() + 20, seeds.begin() + 22), (std::vector<VertexId>{45, 46}));
    EXPECT_EQ(seeds.back(), 44U);
}

TEST(ExpectedCover, WhereNoClassTellsAnythingItIsThePlainGreedy) {
    const std::vector<std::vector<VertexId>> samples = {{0, 1}, {0, 2}, {0}, {1, 3}, {3}, {2}, {}};
    const std::vector<OriginalId> ids = {70, 5, -3, 9};
    const std::vector<std::uint32_t> degrees = {1, 4, 4, 9};
    const GreedyCover plain = greedy_cover(4, samples, 4, ids, degrees);
    const GreedyCover cover = expected_cover({4, samples, 4, {1, 1, 9, 0}, {}, {}, {}, ids, degrees});
    EXPECT_EQ(cover.seeds, plain.seeds);
    EXPECT_EQ(cover.gains, plain.gains);
    EXPECT_EQ(cover.covered, plain.covered);
    EXPECT_EQ(cover.largest_marginals, plain.largest_marginals);
    const GreedyCover rest =
        expected_cover({4, samples, 4, {1, 1, 9, 0}, {false, false, true, false}, {0}, {1}, {}, {}});
    EXPECT_EQ(rest.seeds, (std::vector<VertexId>{1, 3})); // no more candidates
    EXPECT_EQ(rest.gains, (std::vector<std::uint64_t>{1, 1}));
    EXPECT_EQ(rest.covered, (std::vector<std::uint64_t>{3, 4, 5}));
    EXPECT_THROW(expected_cover({4, samples, 4, {1}, {}, {}, {}, {}, {}}), InternalError);
}

} // namespace
} // namespace cascade::reference
