#include "kernels/cover/coverage.hpp"
#include "tests/support/machines.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::on_every_machine;

/// Sample j holds the vertices v with bit j of v + 1 set.
InvertedPool pool_of_bits(const PartitionedGraph& graph, std::uint32_t samples) {
    InvertedPool pool(graph.selection_count());
    std::vector<Membership> mine;
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        for (std::uint32_t j = 0; j < samples; ++j)
            if ((graph.selection_first() + v + 1) >> j & 1)
                mine.push_back({j, v});
    const std::span<const Membership> part(mine);
    pool.append(1, std::span(&part, 1));
    pool.settle(1, samples);
    return pool;
}

TEST(CoverageCurve, CountsTheUnionOfEachPrefix) {
    using Curve = std::vector<std::uint64_t>;
    on_every_machine(testing::path(11), [](Context& context, const PartitionedGraph& graph) {
        const InvertedPool pool = pool_of_bits(graph, 4);
        const auto curve = [&](std::vector<VertexId> seeds) { return coverage_curve(context, graph, pool, 4, seeds); };
        EXPECT_EQ(curve({}), Curve{});
        EXPECT_EQ(curve({0}), Curve{1});
        EXPECT_EQ(curve({2}), Curve{2});
        EXPECT_EQ(curve({2, 0, 2}), (Curve{2, 2, 2}));
        EXPECT_EQ(curve({10, 3}), (Curve{3, 4})); // 1011 and 0100
        EXPECT_EQ(curve({7, 8, 9}), (Curve{1, 2, 3}));
    });
}

TEST(Coverage, AddsWhatIsNew) {
    on_every_machine(testing::path(11), [](Context& context, const PartitionedGraph& graph) {
        const InvertedPool pool = pool_of_bits(graph, 4);
        Coverage coverage(context.world, graph, pool, 4);
        EXPECT_EQ(coverage.cover(4), 2U); // 0101
        EXPECT_EQ(coverage.cover(6), 1U); // 0111
        EXPECT_EQ(coverage.cover(6), 0U);
        EXPECT_EQ(coverage.cover(10), 1U); // 1011
        EXPECT_EQ(coverage.count(), 4U);
        EXPECT_EQ(coverage.covered().count(), 4U);
    });
}

} // namespace
} // namespace cascade
