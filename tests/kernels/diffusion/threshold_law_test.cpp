#include "kernels/diffusion/threshold_law.hpp"
#include "kernels/reference/step_models.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

#include <bit>

namespace cascade {
namespace {

using namespace testing;

/// Weights into vertex 0 from 1, 2, 3, of which the second counts nothing.
testing::SmallGraph three_into_one() {
    return testing::directed(4, {{1, 0, 0.25F}, {2, 0, 0.0F}, {3, 0, 0.5F}}, true);
}

DiffusionOptions lt(ProbabilityKind kind, bool normalise = false) {
    return {Model::lt, {kind, 0, 0}, 0, normalise};
}

/// Share of worlds in which the crossings from `from` make vertex 0 active.
double share_active(const DiffusionOptions& options, const std::vector<VertexId>& from, std::uint64_t worlds,
                    const ThresholdRule& rule = {}) {
    return testing::on_one_rank(three_into_one(), [&](Context& context, const PartitionedGraph& graph) {
        const ThresholdLaw law(context, graph, options, rule);
        std::uint64_t active = 0;
        NeedMap state;
        for (std::uint64_t first = 0; first < worlds; first += 64) {
            state.clear();
            ThresholdLaw::Record record{};
            const std::uint64_t asked =
                worlds - first >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << (worlds - first)) - 1;
            for (const VertexId u : from)
                law.leave(
                    {1, first, 1, static_cast<LocalVertex>(u), u}, [] {}, state, asked,
                    [&](EdgeId e, std::uint64_t some, const ThresholdLaw::Payload& payload) {
                        const VertexId v = law.target(e);
                        law.receive({1, first, 1, static_cast<LocalVertex>(v), v}, record, state, some, payload);
                    });
            active += static_cast<std::uint64_t>(std::popcount(law.candidates(record)));
        }
        return static_cast<double>(active) / static_cast<double>(worlds);
    });
}

/// Distance of a share from p in standard errors.
double share_distance(double share, double p, std::uint64_t worlds) {
    return (share - p) / std::sqrt(p * (1 - p) / static_cast<double>(worlds));
}

TEST(ThresholdLaw, ActivatesWithTheSumOfTheWeights) {
    constexpr std::uint64_t kWorlds = 100000;
    const auto weights = lt(ProbabilityKind::weights);
    EXPECT_LT(std::abs(share_distance(share_active(weights, {1}, kWorlds), 0.25, kWorlds)), 4);
    EXPECT_LT(std::abs(share_distance(share_active(weights, {3}, kWorlds), 0.5, kWorlds)), 4);
    EXPECT_LT(std::abs(share_distance(share_active(weights, {3, 1, 2}, kWorlds), 0.75, kWorlds)), 4);
    const auto normalised = lt(ProbabilityKind::weights, true);
    EXPECT_LT(std::abs(share_distance(share_active(normalised, {1}, kWorlds), 1.0 / 3, kWorlds)), 4);
    const auto equal = lt(ProbabilityKind::wc);
    EXPECT_LT(std::abs(share_distance(share_active(equal, {2}, kWorlds), 1.0 / 3, kWorlds)), 4);
    EXPECT_LT(std::abs(share_distance(share_active(equal, {2, 3}, kWorlds), 2.0 / 3, kWorlds)), 4);
}

TEST(ThresholdLaw, NothingAndEverythingAreCertain) {
    EXPECT_EQ(share_active(lt(ProbabilityKind::weights), {2}, 1000), 0);
    EXPECT_EQ(share_active(lt(ProbabilityKind::weights, true), {3, 1}, 1000), 1);
    EXPECT_EQ(share_active(lt(ProbabilityKind::wc), {1, 2, 3}, 1000), 1);
}

TEST(ThresholdLaw, AFractionCountsWeightsAndNoMore) {
    const auto share = [&](const char* rule, ProbabilityKind kind, const std::vector<VertexId>& from) {
        return share_active(lt(kind), from, 64, parse_threshold(rule));
    };
    // Equal weights: one of three is a third.
    EXPECT_EQ(share("fraction:0.33", ProbabilityKind::wc, {1}), 1);
    EXPECT_EQ(share("fraction:0.34", ProbabilityKind::wc, {1}), 0);
    EXPECT_EQ(share("fraction:0.34", ProbabilityKind::wc, {1, 2}), 1);
    EXPECT_EQ(share("fraction:1", ProbabilityKind::wc, {1, 2}), 0);
    EXPECT_EQ(share("fraction:1", ProbabilityKind::wc, {1, 2, 3}), 1);
    EXPECT_EQ(share("fraction:0", ProbabilityKind::wc, {1}), 1);
    // Weights 1/4, 0, 1/2: the first is a third of them, the second nothing.
    EXPECT_EQ(share("fraction:0.34", ProbabilityKind::weights, {1}), 0);
    EXPECT_EQ(share("fraction:0.33", ProbabilityKind::weights, {1}), 1);
    EXPECT_EQ(share("fraction:0.5", ProbabilityKind::weights, {3}), 1);
    EXPECT_EQ(share("fraction:0", ProbabilityKind::weights, {2}), 0);
    EXPECT_EQ(share("count:2", ProbabilityKind::weights, {1, 2}), 1);
    EXPECT_EQ(share("count:2", ProbabilityKind::weights, {3}), 0);
    EXPECT_EQ(share("count:4", ProbabilityKind::weights, {1, 2, 3}), 0);
}

TEST(ThresholdModels, ThresholdsAreThoseOfTheReference) {
    for (std::uint64_t i = 0; i < 30; ++i) {
        const SmallGraph shape = testing::random_directed(12, 40, 500 + i, true);
        const std::vector<VertexId> seeds = {0, 1, 2};
        std::vector<double> in_weight(shape.vertices), in_degree(shape.vertices);
        for (const testing::Arc& arc : shape.arcs) {
            in_weight[arc.v] += static_cast<double>(arc.weight);
            ++in_degree[arc.v];
        }
        for (const auto& [rule, weighted] :
             {std::pair("fraction:0.3", true), {"fraction:0.25", false}, {"count:2", false}}) {
            ForwardOptions options = options_of(ForwardModel::threshold, weighted ? "weights" : "wc", 3);
            options.threshold = parse_threshold(rule);
            const bool counts = options.threshold.kind == ThresholdRule::Kind::count;
            std::vector<double> wanted;
            for (VertexId v = 0; v < shape.vertices; ++v)
                wanted.push_back(counts ? 2 : weighted ? 0.3 * in_weight[v] : 0.25 * in_degree[v]);
            const reference::Graph plain = weighted ? testing::with_weights(shape) : testing::with_constant(shape, 1);
            const auto expected = reference::threshold_world(plain, wanted, seeds).active;
            const ForwardResult result = alone(shape, options, seeds);
            ASSERT_EQ(result.active.size(), expected.size()) << rule << " on graph " << i;
            for (std::size_t hop = 0; hop < expected.size(); ++hop)
                EXPECT_EQ(result.active[hop].values(),
                          (std::vector<Distribution::Entry>{{static_cast<std::int64_t>(expected[hop]), 3}}));
        }
    }
}

TEST(ThresholdModels, TwoNeighboursFillARingLatticeAndOneDoesNot) {
    // Everybody knows the two next on either side and wants two of them.
    constexpr VertexId n = 40;
    std::vector<testing::Arc> edges;
    for (VertexId v = 0; v < n; ++v)
        for (const VertexId step : {1U, 2U})
            edges.push_back({v, (v + step) % n});
    ForwardOptions options = options_of(ForwardModel::threshold, "wc", 10);
    options.threshold = parse_threshold("count:2");
    const SmallGraph lattice = testing::undirected(n, edges);
    EXPECT_EQ(alone(lattice, options, {7, 8}).active.back().mean(), n);
    EXPECT_EQ(alone(lattice, options, {7}).active.back().mean(), 1);
    options.threshold = parse_threshold("fraction:0.5");
    EXPECT_EQ(alone(lattice, options, {7, 8}).active.back().mean(), n);
    options.threshold = parse_threshold("fraction:0.51");
    EXPECT_EQ(alone(lattice, options, {7, 8}).active.back().mean(), 2);
}

TEST(ThresholdModels, ADrawnThresholdIsTheLinearThresholdModel) {
    ForwardOptions options = options_of(ForwardModel::threshold, "wc", 3000);
    const ForwardResult drawn = alone(testing::karate(), options, {33, 0});
    options.model = ForwardModel::lt;
    const ForwardResult linear = alone(testing::karate(), options, {33, 0});
    EXPECT_EQ(drawn.active, linear.active);
}

} // namespace
} // namespace cascade
