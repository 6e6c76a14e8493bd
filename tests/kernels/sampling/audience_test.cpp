#include "kernels/sampling/audience.hpp"
#include "tests/support/machines.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::world;

RootLaw law_of(const PartitionedGraph& graph) {
    const std::vector<double> weights = {2, 0, 1.5, 0, 3, 0.5};
    std::vector<double> mine;
    for (LocalVertex v = 0; v < graph.owned_count(); ++v)
        mine.push_back(weights[graph.to_global(v)]);
    return {graph, mine};
}

TEST(Audience, CountsTheWeightOfDistinctVertices) {
    testing::on_every_machine(testing::path(6), [](Context&, const PartitionedGraph& graph) {
        const Audience audience(law_of(graph));
        EXPECT_EQ(audience.total(), 7);
        const std::vector<std::vector<VertexId>> classes = {{4, 4}, {1}, {4, 0}, {}, {5, 2}};
        const auto units = cumulative_units(graph, audience.roots, classes);
        const std::vector<double> expected = {3, 3, 5, 5, 7};
        for (std::size_t c = 0; c < classes.size(); ++c)
            EXPECT_EQ(audience.value(units[c]), expected[c]) << c;
        EXPECT_EQ(audience.value(units_of(graph, audience.roots, {2, 2, 3})), 1.5);
        EXPECT_EQ(units_of(graph, RootLaw(6), {2, 2, 3}), 2U);
        EXPECT_EQ(units_of(graph, audience.roots, {}), 0U);
    });
}

TEST(Audience, WhatSeedsAreWorthScalesAll) {
    Audience audience(10);
    EXPECT_EQ(audience.total(), 10);
    audience.at_seed = 0.5;
    EXPECT_EQ(audience.total(), 5);
    EXPECT_EQ(audience.value(3), 1.5);
}

TEST(Audience, LargestWeightsOfCandidates) {
    testing::on_every_machine(testing::path(6), [](Context& context, const PartitionedGraph& graph) {
        const RootLaw law = law_of(graph);
        Bitmap candidates(graph.selection_count());
        for (LocalVertex v = 0; v < graph.selection_count(); ++v)
            if (graph.selection_first() + v != 4)
                candidates.set(v);
        const auto largest = [&](std::uint64_t k) {
            return law.value(largest_units(context.world, graph, law, candidates, k));
        };
        EXPECT_EQ(largest(1), 2);
        EXPECT_EQ(largest(2), 3.5);
        EXPECT_EQ(largest(6), 4);
        EXPECT_EQ(largest_units(context.world, graph, RootLaw(6), candidates, 4), 4U);
    });
}

TEST(Audience, MembersAreThoseWithAWeightOrThoseWithout) {
    testing::on_every_machine(testing::path(6), [](Context&, const PartitionedGraph& graph) {
        const RootLaw with = members_of(graph, law_of(graph), true);
        const RootLaw without = members_of(graph, law_of(graph), false);
        EXPECT_EQ(with.total(), 4U);
        EXPECT_EQ(without.total(), 2U);
        for (LocalVertex v = 0; v < graph.owned_count(); ++v)
            EXPECT_EQ(without.units_of(v), graph.to_global(v) == 1 || graph.to_global(v) == 3 ? 1U : 0U);
        EXPECT_EQ(members_of(graph, RootLaw(6), false).total(), 0U);
        EXPECT_TRUE(members_of(graph, RootLaw(6), true).equal());
    });
}

} // namespace
} // namespace cascade
