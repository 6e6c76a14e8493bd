#include "engine/graph/generate/rmat.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace cascade {
namespace {

// On one level the permutation of {0, 1} either keeps the quadrants or turns the matrix round, so the counts are .57,
// .19, .19, .05 of the edges or the same reversed; five standard errors.
TEST(Rmat, OneLevelHasTheQuadrantProbabilities) {
    constexpr std::uint64_t kEdges = 100000;
    const RmatSource source(7, 1);
    std::array<double, 4> count{};
    for (std::uint64_t i = 0; i < kEdges; ++i)
        ++count[2 * source(i).u + source(i).v];
    if (count[0] < count[3])
        std::swap(count[0], count[3]);
    const std::array<double, 4> probability{.57, .19, .19, .05};
    for (std::size_t q = 0; q < 4; ++q)
        EXPECT_NEAR(count[q], kEdges * probability[q], 5 * std::sqrt(kEdges * probability[q] * (1 - probability[q])))
            << q;
}

// A tail is a given number with probability .76 for each zero bit: the busiest of 2^10 tails has .76^10 of the edges,
// also where an edge needs a second block of words.
TEST(Rmat, BusiestTailHasTheProductOfTheLevels) {
    constexpr std::uint64_t kEdges = 200000;
    for (unsigned scale : {10u, 18u}) {
        const RmatSource source(3, scale);
        std::vector<double> count(std::size_t{1} << scale);
        for (std::uint64_t i = 0; i < kEdges; ++i)
            ++count[source(i).u];
        const double expected = kEdges * std::pow(.76, scale);
        EXPECT_NEAR(*std::max_element(count.begin(), count.end()), expected, 5 * std::sqrt(expected)) << scale;
    }
}

TEST(Rmat, StaysInRangeAndDependsOnSeed) {
    EXPECT_EQ(RmatSource(1, 0)(5).u, 0u);
    const RmatSource wide(1, 40);
    std::set<VertexId> tails;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        EXPECT_LT(wide(i).u, VertexId{1} << 40);
        EXPECT_LT(wide(i).v, VertexId{1} << 40);
        tails.insert(wide(i).u);
    }
    EXPECT_GT(tails.size(), 900u);
    EXPECT_NE(RmatSource(1, 20)(0).u, RmatSource(2, 20)(0).u);
}

} // namespace
} // namespace cascade
