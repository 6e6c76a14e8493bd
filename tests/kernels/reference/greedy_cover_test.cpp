#include "engine/core/error.hpp"
#include "kernels/reference/greedy_cover.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace cascade::reference {
namespace {

using Samples = std::vector<std::vector<VertexId>>;
using Seeds = std::vector<VertexId>;
using Counts = std::vector<std::uint64_t>;

std::uint64_t coverage(const Samples& samples, const std::set<VertexId>& seeds) {
    std::uint64_t hit = 0;
    for (const auto& sample : samples) {
        bool covered = false;
        for (const VertexId v : sample)
            covered |= seeds.count(v) > 0;
        hit += covered;
    }
    return hit;
}

TEST(GreedyCover, DrawnExampleInFull) {
    const Samples samples = {{0, 1}, {0, 2}, {0}, {1, 3}, {3}, {2}, {}};
    const GreedyCover cover = greedy_cover(4, samples, 3);
    EXPECT_EQ(cover.seeds, (Seeds{0, 3, 2}));
    EXPECT_EQ(cover.gains, (Counts{3, 2, 1}));
    EXPECT_EQ(cover.covered, (Counts{0, 3, 5, 6}));
    // Gains 3 2 2 2, then 0 1 1 2, then 0 0 1 0, then nothing.
    EXPECT_EQ(cover.largest_marginals, (Counts{7, 4, 1, 0}));
}

TEST(GreedyCover, TiesGoToTheSmallestOriginalId) {
    const Samples samples = {{0, 1, 2}, {0, 1, 2}, {3}};
    EXPECT_EQ(greedy_cover(4, samples, 2).seeds, (Seeds{0, 3}));
    const std::vector<OriginalId> ids = {70, 5, -3, 9};
    EXPECT_EQ(greedy_cover(4, samples, 2, ids).seeds, (Seeds{2, 3}));
    EXPECT_EQ(greedy_cover(4, {}, 4, ids).seeds, (Seeds{2, 1, 3, 0}));
}

TEST(GreedyCover, OutArcsComeBeforeIdsAmongEquals) {
    const Samples samples = {{0, 1, 2}, {0, 1, 2}, {3}};
    const std::vector<OriginalId> ids = {70, 5, -3, 9};
    const std::vector<std::uint32_t> degrees = {1, 4, 4, 9};
    EXPECT_EQ(greedy_cover(4, samples, 4, ids, degrees).seeds, (Seeds{2, 3, 1, 0}));
    EXPECT_THROW(greedy_cover(2, {}, 1, {}, degrees), InternalError);
}

TEST(GreedyCover, GoesOnWithZeroGains) {
    const GreedyCover cover = greedy_cover(3, {{1}}, 3);
    EXPECT_EQ(cover.seeds, (Seeds{1, 0, 2}));
    EXPECT_EQ(cover.gains, (Counts{1, 0, 0}));
    EXPECT_EQ(cover.covered, (Counts{0, 1, 1, 1}));
}

TEST(GreedyCover, RepeatedVerticesInASampleCountOnce) {
    const GreedyCover cover = greedy_cover(2, {{1, 1, 1}, {0}, {0}}, 1);
    EXPECT_EQ(cover.seeds, Seeds{0});
    EXPECT_EQ(cover.largest_marginals, (Counts{2, 1}));
}

TEST(GreedyCover, EmptyGraphNoSamplesNoSeeds) {
    EXPECT_TRUE(greedy_cover(0, {}, 5).seeds.empty());
    EXPECT_EQ(greedy_cover(0, {{}}, 5).covered, Counts{0});
    EXPECT_EQ(greedy_cover(1, {}, 5).seeds, Seeds{0});
    EXPECT_EQ(greedy_cover(3, {{0}, {1}}, 0).largest_marginals, Counts{0});
}

TEST(GreedyCover, BoundsHoldAgainstEverySubset) {
    std::mt19937_64 words(1);
    for (int round = 0; round < 20; ++round) {
        Samples samples(30);
        for (auto& sample : samples)
            for (VertexId v = 0; v < 8; ++v)
                if (words() % 4 == 0)
                    sample.push_back(v);
        const GreedyCover cover = greedy_cover(8, samples, 3);
        std::uint64_t best = 0;
        for (VertexId a = 0; a < 8; ++a)
            for (VertexId b = 0; b < a; ++b)
                for (VertexId c = 0; c < b; ++c)
                    best = std::max(best, coverage(samples, {a, b, c}));
        for (std::size_t i = 0; i <= 3; ++i) {
            EXPECT_EQ(cover.covered[i],
                      coverage(samples, {cover.seeds.begin(), cover.seeds.begin() + static_cast<std::ptrdiff_t>(i)}));
            EXPECT_GE(cover.covered[i] + cover.largest_marginals[i], best);
        }
        EXPECT_LE(cover.covered[3], best);
        EXPECT_GE(static_cast<double>(cover.covered[3]), (1 - 1 / 2.718281828) * static_cast<double>(best));
    }
}

TEST(GreedyCover, RefusesUnknownVertices) {
    EXPECT_THROW(greedy_cover(2, {{2}}, 1), InternalError);
    const std::vector<OriginalId> ids = {1};
    EXPECT_THROW(greedy_cover(2, {}, 1, ids), InternalError);
}

} // namespace
} // namespace cascade::reference
