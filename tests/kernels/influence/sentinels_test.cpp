#include "kernels/influence/sentinels.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/pools.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cascade {
namespace {

using Samples = std::vector<std::vector<VertexId>>;

/// A pool of the samples that no vertex of `sentinels` is in, and how many the others are.
std::uint64_t fill(InvertedPool& pool, const PartitionedGraph& graph, const Samples& samples,
                   const std::vector<VertexId>& sentinels) {
    std::vector<bool> truncated;
    for (const std::vector<VertexId>& sample : samples)
        truncated.push_back(std::any_of(sample.begin(), sample.end(), [&](VertexId v) {
            return std::find(sentinels.begin(), sentinels.end(), v) != sentinels.end();
        }));
    testing::fill_pool(pool, 1, graph, samples, truncated);
    return static_cast<std::uint64_t>(std::count(truncated.begin(), truncated.end(), true));
}

CoverResult choose(Context& context, const PartitionedGraph& graph, const Samples& samples, std::uint32_t k,
                   const std::vector<VertexId>& sentinels) {
    InvertedPool pool(graph.selection_count());
    CoverTask task;
    task.k = k;
    task.candidates = Bitmap(graph.selection_count());
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        task.candidates.set(v);
    task.first = sentinels;
    task.truncated = fill(pool, graph, samples, sentinels);
    return greedy_cover(context, graph, pool, samples.size(), task);
}

/// {s1, w1} x 50, {s2, w1} x 50, {w2} x 10 with s1 = 0, s2 = 1, w1 = 2, w2 = 3: the optimum of two covers 110.
Samples counter_example() {
    Samples samples;
    for (int i = 0; i < 50; ++i) {
        samples.push_back({0, 2});
        samples.push_back({1, 2});
    }
    samples.resize(110, {3});
    return samples;
}

TEST(Sentinels, TheBoundHoldsOnTruncatedSamples) {
    testing::on_every_machine(testing::directed(4, {}), [](Context& context, const PartitionedGraph& graph) {
        const CoverResult cover = choose(context, graph, counter_example(), 2, {0, 1});
        EXPECT_EQ(cover.covered, 100U);
        ASSERT_FALSE(cover.bounds.empty());
        for (const PrefixBound& bound : cover.bounds) {
            EXPECT_EQ(bound.prefix, 2U); // none that lacks a sentinel
            EXPECT_EQ(bound.covered + bound.largest_marginals, 110U);
        }
    });
}

TEST(Sentinels, AreTheLeadingSeedsThatManySamplesCarry) {
    CoverResult cover;
    cover.gains = {5000, 2000, 900, 300, 200, 5};
    cover.covered = 8405;
    cover.bounds = {{0, 0, 9000}, {1, 5000, 3500}, {2, 7000, 1450}, {4, 8200, 300}, {6, 8405, 30}};
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 0.005, 1.05}), 4U); // the fifth is carried by 200
    EXPECT_EQ(settled_seeds({cover, {5000, 7000, 7900, 8200, 8400, 8405}, 0, 0, 0.005, 1.05}),
              6U); // but the ones before cover as much, and of 8,405 the 5 of the sixth are few
    EXPECT_EQ(settled_seeds({cover, {5000, 7000, 7900, 8200, 8400, 8383}, 0, 0, 0.005, 1.05}),
              4U); // 22 fewer are more than a fourth of a percent, and at 5 no bound is known
    EXPECT_EQ(settled_seeds({cover, {5000, 7000, 7000, 7100, 7200, 7200}, 0, 0, 0.001, 1.05}),
              2U);                                                 // 1,280 a seed now
    EXPECT_EQ(settled_seeds({cover, {}, 2, 0, 0.0001, 1.05}), 2U); // never fewer than there are
    cover.bounds[4].largest_marginals = 400;                       // at 4 8,500 may be possible, at 2 8,450
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 0.005, 1.01}), 4U);
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 0.005, 1.005}), 2U);
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 0.005, 1.005, 0.988}), 4U); // 8,405 of 8,500 is enough
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 0.005, 1.005, 0.989}), 2U);
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 0.005, 1, 0.989}), 2U); // the bound stays what it is
    cover.bounds[3].largest_marginals = 3000;
    cover.bounds[4].largest_marginals = 3000;
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 0.005, 1.05}), 2U); // beyond, the bound on the optimum would grow
    cover.gains = {5000, 2000, 900, 300, 200, 5};
    cover.bounds = {{4, 8200, 300}, {6, 8405, 100}}; // shorter prefixes leave the bound what it is
    EXPECT_EQ(settled_seeds({cover, {5000, 7000, 7000, 7100, 7200, 7200}, 0, 0, 0.001, 1.05}), 2U);
    cover.bounds = {{1, 5000, 3500}, {2, 7000, 1450}}; // longer ones that were given none are not known to
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 0.005, 1.05}), 2U);
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 0.005, 1.05, 0}), 4U); // whatever becomes of it
    cover.gains = {31, 5};
    cover.bounds = {{0, 0, 36}, {1, 31, 5}, {2, 36, 0}};
    EXPECT_EQ(settled_seeds({cover, {31, 36}, 0, 0, 0.005, 1.05}), 0U);
}

/// Whoever wants a certificate alone may lose a twentieth, by the first seed and by those that follow with next to nothing.
TEST(Sentinels, ComeSoonerWhereMoreMayBeLost) {
    CoverResult cover;
    cover.gains = {100, 3, 2, 2, 1};
    cover.covered = 108;
    cover.bounds = {{0, 0, 300}, {1, 100, 12}, {2, 103, 9}, {4, 107, 6}, {5, 108, 5}};
    const std::vector<std::uint64_t> before = {96, 99, 101, 103, 104};
    EXPECT_EQ(settled_seeds({cover, before, 0, 0, 0.005, 1.05}), 0U);
    EXPECT_EQ(settled_seeds({cover, before, 0, 0, 0.08, 1.05}), 2U); // 3 of 103 may be lost, 5 of 105 may not
    EXPECT_EQ(settled_seeds({cover, before, 0, 0, 0.1, 1.05}), 2U);  // 7 of 107 neither
    EXPECT_EQ(settled_seeds({cover, before, 0, 0, 1, 1.05}), 2U);    // no more than a twentieth, whatever is asked for
    EXPECT_EQ(settled_seeds({cover, {94, 99, 101, 103, 104}, 0, 0, 1, 1.05}),
              0U); // the first one before had 6 fewer
    EXPECT_EQ(settled_seeds({cover, {}, 0, 0, 1, 1.05}), 0U);
    cover.gains = {100, 0, 0, 0, 0, 0, 0, 0}; // chosen by expectation: none of the last is known to add less than 1
    cover.covered = 100;
    cover.bounds = {{0, 0, 300}, {1, 100, 8}, {2, 100, 8}, {4, 100, 8}, {8, 100, 8}};
    EXPECT_EQ(settled_seeds({cover, std::vector<std::uint64_t>(8, 100), 0, 0, 1, 1.05}), 4U);
    const auto beginning_with = [&](std::uint64_t first, double settle) {
        cover.gains = {first, 1, 1, 1, 1};
        cover.covered = first + 4;
        cover.bounds = {{0, 0, 300}, {1, first, 8}, {2, first + 1, 8}, {4, first + 3, 8}, {5, first + 4, 8}};
        return settled_seeds({cover, {first, first + 1, first + 2, first + 3, first + 4}, 0, 0, settle, 1.05});
    };
    EXPECT_EQ(beginning_with(7, 1), 0U); // nobody begins with so few,
    EXPECT_EQ(beginning_with(8, 1), 1U);
    EXPECT_EQ(beginning_with(15, 0.05), 0U); // or with so few where less may be lost
    EXPECT_EQ(beginning_with(16, 0.05), 1U);
    EXPECT_EQ(beginning_with(31, 0.01), 0U);
    EXPECT_EQ(beginning_with(32, 0.01), 1U);
}

TEST(Sentinels, SpareWorkWhereTheyHoldAFairShareOfTheMemberships) {
    const Samples samples = {{0, 1, 2, 3}, {2}, {3}, {1}, {2}, {1}}; // vertex 0 is in one sample, of 4 of 9 memberships
    testing::on_every_machine(testing::directed(4, {}), [&](Context& context, const PartitionedGraph& graph) {
        InvertedPool pool(graph.selection_count());
        fill(pool, graph, samples, {});
        const std::vector<VertexId> zero = {0};
        EXPECT_EQ(memberships_outside(context, graph, pool, samples.size(), zero), 5U);
        EXPECT_TRUE(spares_work(context, graph, pool, samples.size(), zero));
        EXPECT_FALSE(spares_work(context, graph, pool, samples.size(), {}));
    });
}

} // namespace
} // namespace cascade
