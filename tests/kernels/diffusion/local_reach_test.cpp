// Reach nearby on every machine, against sums over all arcs.

#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/local_reach.hpp"
#include "tests/support/arc_probabilities.hpp"
#include "tests/support/machines.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace cascade {
namespace {

using testing::arc_probability;
using testing::SmallGraph;
using testing::world;

struct ReachLaw {
    Model model;
    std::string_view probability;
    bool normalise = false;

    DiffusionOptions options() const { return {model, parse_probability(probability), 3, normalise}; }
};

const std::vector<ReachLaw> kReachLaws = {
    {Model::ic, "constant:0.1"}, {Model::ic, "constant:1"},   {Model::ic, "constant:0"},  {Model::ic, "wc"},
    {Model::ic, "weights"},      {Model::ic, "trivalency"},   {Model::ic, "uniform:0,1"}, {Model::lt, "wc"},
    {Model::lt, "weights"},      {Model::lt, "weights", true}};

struct PlainReach {
    double one = 0, two = 0;
    double arcs = 0, far_arcs = 0; ///< each is rounded down to a multiple of 2^-24
};

std::vector<PlainReach> plain_reach(const SmallGraph& shape, const ReachLaw& law) {
    std::vector<PlainReach> reach(shape.vertices);
    std::vector<double> chances;
    for (const testing::Arc& arc : shape.arcs) {
        chances.push_back(arc_probability(shape, law.options(), arc));
        reach[arc.u].one += chances.back();
        ++reach[arc.u].arcs;
    }
    for (std::size_t e = 0; e < chances.size(); ++e) {
        const testing::Arc& arc = shape.arcs[e];
        reach[arc.u].two += chances[e] * (1 + 0.5 * reach[arc.v].one);
        reach[arc.u].far_arcs += 1 + 0.5 * chances[e] * reach[arc.v].arcs;
    }
    return reach;
}

/// The reach of all vertices, on every rank. Collective.
std::vector<float> gathered_reach(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options,
                                  int steps) {
    const LiveArcs arcs(context, graph, options, Direction::in);
    const BigArray<float> mine = local_reach(context, graph, arcs, steps);
    EXPECT_EQ(mine.size(), graph.selection_count());
    std::vector<float> all(graph.vertex_count());
    std::copy(mine.begin(), mine.end(), all.begin() + static_cast<std::ptrdiff_t>(graph.selection_first()));
    all_reduce(world(), std::span<float>(all), Reduction::sum); // everywhere but on one rank a value is 0
    return all;
}

/// Weights that sum to less than 1 at every vertex, as lt asks; some are 0.
SmallGraph light(SmallGraph shape) {
    std::vector<float> in_degree(shape.vertices);
    for (const testing::Arc& arc : shape.arcs)
        ++in_degree[arc.v];
    for (testing::Arc& arc : shape.arcs)
        arc.weight = (arc.u + arc.v) % 7 == 0 ? 0 : 0.99F * arc.weight / in_degree[arc.v];
    return shape;
}

TEST(LocalReach, OfADrawnGraph) {
    const SmallGraph shape = testing::directed(4, {{0, 1, 0.5F}, {0, 2, 0.25F}, {1, 2, 0.5F}, {2, 3, 1.0F}}, true);
    testing::on_every_machine(shape, [](Context& context, const PartitionedGraph& graph) {
        const DiffusionOptions weights{Model::ic, parse_probability("weights"), 0, false};
        EXPECT_EQ(gathered_reach(context, graph, weights, 1), (std::vector<float>{0.75F, 0.5F, 1, 0}));
        // 0: 0.5 (1 + 0.25) + 0.25 (1 + 0.5); 1: 0.5 (1 + 0.5); 2: 1
        EXPECT_EQ(gathered_reach(context, graph, weights, 2), (std::vector<float>{1, 0.75F, 1, 0}));
    });
}

TEST(LocalReach, IsTheSumOverArcs) {
    for (const SmallGraph& shape :
         {testing::directed(1, {}, true), light(testing::random_directed(12, 40, 1, true)),
          light(testing::random_directed(60, 900, 2, true)), light(testing::random_directed(300, 700, 3, true)),
          light(testing::undirected(5, {{0, 1, 0.5F}, {0, 2, 0.7F}, {3, 0, 0.1F}, {4, 0, 0.9F}}, true))})
        for (const ReachLaw& law : kReachLaws) {
            const std::vector<PlainReach> plain = plain_reach(shape, law);
            const auto near = [&](float reach, double expected, double arcs) {
                return std::abs(static_cast<double>(reach) - expected) <= 1e-5 * expected + 0x1p-24 * arcs;
            };
            testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
                SCOPED_TRACE(fmt::format("{} {}", spelling(law.model), law.probability));
                const std::vector<float> one = gathered_reach(context, graph, law.options(), 1);
                const std::vector<float> two = gathered_reach(context, graph, law.options(), 2);
                for (VertexId v = 0; v < shape.vertices; ++v) {
                    EXPECT_TRUE(near(one[v], plain[v].one, plain[v].arcs))
                        << v << ": " << one[v] << ' ' << plain[v].one;
                    EXPECT_TRUE(near(two[v], plain[v].two, plain[v].far_arcs))
                        << v << ": " << two[v] << ' ' << plain[v].two;
                }
            });
        }
}

/// To the last bit: classes hang on it, and on them the seeds.
TEST(LocalReach, IsTheSameOnEveryMachine) {
    const SmallGraph shape = light(testing::random_directed(120, 3000, 4, true));
    for (const ReachLaw& law : kReachLaws)
        for (const int steps : {1, 2}) {
            const std::vector<float> alone =
                testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
                    const LiveArcs arcs(context, graph, law.options(), Direction::in);
                    const BigArray<float> reach = local_reach(context, graph, arcs, steps);
                    return std::vector<float>(reach.begin(), reach.end());
                });
            testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
                EXPECT_EQ(gathered_reach(context, graph, law.options(), steps), alone)
                    << spelling(law.model) << ' ' << law.probability << ", " << steps << " steps";
            });
        }
}

TEST(LocalReach, AddsUpLayers) {
    const SmallGraph shape = light(testing::random_directed(50, 400, 5, true));
    const ReachLaw first{Model::ic, "weights"}, second{Model::ic, "constant:0.2"};
    const std::vector<PlainReach> weights = plain_reach(shape, first), equal = plain_reach(shape, second);
    std::vector<double> two(shape.vertices);
    for (const testing::Arc& arc : shape.arcs)
        two[arc.u] +=
            (arc_probability(shape, first.options(), arc) + 0.2) * (1 + 0.5 * (weights[arc.v].one + equal[arc.v].one));
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
        LiveArcs arcs(context, graph, first.options(), Direction::in);
        arcs.add_layer(std::make_unique<const LiveArcs>(context, graph, second.options(), Direction::in));
        const BigArray<float> mine = local_reach(context, graph, arcs, 2);
        for (LocalVertex v = 0; v < mine.size(); ++v) {
            const double expected = two[graph.selection_first() + v];
            EXPECT_NEAR(static_cast<double>(mine[v]), expected, 1e-5 * expected + 1e-6);
        }
    });
}

} // namespace
} // namespace cascade
