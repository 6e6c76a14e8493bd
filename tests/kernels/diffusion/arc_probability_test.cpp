#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/arc_probability.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/statistics.hpp"

#include <gtest/gtest.h>

#include <map>

namespace cascade {
namespace {

using testing::SmallGraph;
using testing::world;

/// Every arc of this rank's lists with its probability.
using ArcValues = std::map<std::pair<VertexId, VertexId>, float>;

ArcValues values_of(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options,
                    Direction direction) {
    const BigArray<float> p = arc_probabilities(context, graph, options, direction);
    const AdjacencyLists& lists = direction == Direction::in ? graph.in() : graph.out();
    EXPECT_EQ(p.size(), lists.arcs());
    ArcValues values;
    for (LocalVertex v = 0; v < lists.count(); ++v)
        for (EdgeId e = lists.begin_of(v); e < lists.end_of(v); ++e) {
            const VertexId row = graph.to_global(v);
            const VertexId other = lists.neighbours[e];
            values[direction == Direction::in ? std::pair(other, row) : std::pair(row, other)] = p[e];
        }
    return values;
}

/// What each arc of `shape` should have.
ArcValues expected_values(const SmallGraph& shape, const DiffusionOptions& options) {
    std::vector<double> in_degree(shape.vertices);
    for (const auto& arc : shape.arcs)
        ++in_degree[arc.v];
    ArcValues values;
    for (const auto& arc : shape.arcs) {
        float& p = values[{arc.u, arc.v}];
        switch (options.probability.kind) {
        case ProbabilityKind::wc:
            p = static_cast<float>(1 / in_degree[arc.v]);
            break;
        case ProbabilityKind::constant:
            p = static_cast<float>(options.probability.low);
            break;
        case ProbabilityKind::weights:
            p = arc.weight;
            break;
        case ProbabilityKind::trivalency:
        case ProbabilityKind::uniform:
            p = drawn_probability(options.probability, options.probability_seed, arc.u, arc.v);
        }
    }
    return values;
}

TEST(ArcProbabilities, AreTheSameInEveryLayoutAndDirection) {
    for (const SmallGraph& shape :
         {testing::directed(0, {}, true), testing::directed(1, {}, true), testing::random_directed(5, 9, 1, true),
          testing::random_directed(60, 400, 2, true)})
        for (const std::string_view text : {"wc", "constant:0.3", "trivalency", "uniform:0.2,0.9", "weights"}) {
            const DiffusionOptions options{Model::ic, parse_probability(text), 5, false};
            const ArcValues expected = expected_values(shape, options);
            testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
                for (const Direction direction : {Direction::in, Direction::out}) {
                    const ArcValues mine = values_of(context, graph, options, direction);
                    EXPECT_EQ(all_reduce_sum(graph.group_comm, std::uint64_t{mine.size()}), shape.arcs.size());
                    for (const auto& [arc, p] : mine)
                        EXPECT_EQ(p, expected.at(arc)) << text << " of " << arc.first << " -> " << arc.second;
                }
            });
        }
}

TEST(DrawnProbability, IsAPropertyOfTheArcAndItsSeed) {
    const ProbabilityLaw law = parse_probability("uniform:0,1");
    EXPECT_EQ(drawn_probability(law, 0, 3, 7), drawn_probability(law, 0, 3, 7));
    EXPECT_NE(drawn_probability(law, 0, 3, 7), drawn_probability(law, 0, 7, 3));
    EXPECT_NE(drawn_probability(law, 0, 3, 7), drawn_probability(law, 1, 3, 7));
    EXPECT_EQ(drawn_probability(parse_probability("uniform:0.25,0.25"), 0, 3, 7), 0.25F);
    EXPECT_THROW(drawn_probability(parse_probability("wc"), 0, 3, 7), InternalError);
}

TEST(DrawnProbability, FollowsItsLaw) {
    std::map<float, std::uint64_t> levels;
    testing::Moments uniform;
    constexpr std::uint64_t kArcs = 30000;
    for (VertexId u = 0; u < kArcs; ++u) {
        ++levels[drawn_probability(parse_probability("trivalency"), 0, u, u / 3)];
        const float p = drawn_probability(parse_probability("uniform:0.2,0.6"), 0, u, u / 3);
        ASSERT_GE(p, 0.2F);
        ASSERT_LE(p, 0.6F);
        uniform.add(static_cast<double>(p));
    }
    ASSERT_EQ(levels.size(), 3U);
    const std::vector<std::uint64_t> counts = {levels.at(0.1F), levels.at(0.01F), levels.at(0.001F)};
    EXPECT_LT(testing::chi_square_distance(counts, std::vector<double>(3, kArcs / 3.0)), 4);
    EXPECT_LT(std::abs(uniform.mean() - 0.4), 4 * uniform.standard_error());
    EXPECT_NEAR(uniform.variance(), 0.4 * 0.4 / 12, 0.0004);
}

/// Gives vertex v the id 100 v - 150.
void rename(PartitionedGraph& graph) {
    graph.info.identity_ids = false;
    for (LocalVertex v = 0; v < graph.owned_count(); ++v)
        graph.original_ids.push_back(100 * static_cast<OriginalId>(graph.to_global(v)) - 150);
}

/// Runs `work` on every layout with renamed vertices; every rank must hear `message`, agreed.
template <class Work>
void expect_refusal(const SmallGraph& shape, const std::string& message, Work&& work) {
    for (const Layout& layout : testing::layouts_of(world())) {
        PartitionedGraph graph = testing::distribute(world(), shape, layout);
        rename(graph);
        Context context = testing::on_threads(2);
        try {
            work(context, graph);
            ADD_FAILURE() << "accepted in layout " << layout.text();
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::bad_input);
            EXPECT_TRUE(error.agreed());
            EXPECT_EQ(error.what(), message) << layout.text();
        }
    }
}

const DiffusionOptions kWeights{Model::ic, {ProbabilityKind::weights, 0, 0}, 0, false};

TEST(ArcProbabilities, AWeightThatIsNoneIsNamedOnEveryRank) {
    const SmallGraph shape = testing::directed(
        9, {{0, 8, 0.5F}, {6, 2, 1.5F}, {4, 2, -0.25F}, {1, 7, std::numeric_limits<float>::quiet_NaN()}, {8, 3, 2}},
        true);
    // By head the first is 4 -> 2, by tail 1 -> 7.
    expect_refusal(shape, "--probability weights: arc 250 -> 50 has weight -0.25; a probability from 0 to 1 is needed",
                   [](Context& context, const PartitionedGraph& graph) {
                       arc_probabilities(context, graph, kWeights, Direction::in);
                   });
    expect_refusal(shape, "--probability weights: arc -50 -> 550 has weight nan; a probability from 0 to 1 is needed",
                   [](Context& context, const PartitionedGraph& graph) {
                       arc_probabilities(context, graph, kWeights, Direction::out);
                   });
}

TEST(ArcProbabilities, WeightsNeedAColumn) {
    expect_refusal(testing::path(3),
                   "--probability weights: the graph has no weight column; import it with --weights column",
                   [](Context& context, const PartitionedGraph& graph) {
                       arc_probabilities(context, graph, kWeights, Direction::in);
                   });
}

/// Arcs of these weights from 1, 2, … into vertex 0.
SmallGraph into_zero(const std::vector<float>& weights) {
    SmallGraph shape{weights.size() + 1, {}, false, true};
    for (VertexId u = 0; u < weights.size(); ++u)
        shape.arcs.push_back({u + 1, 0, weights[u]});
    return shape;
}

/// The total and shift of vertex 0, on every rank.
std::pair<std::uint64_t, std::uint8_t> totals_of_zero(const SmallGraph& shape, bool normalise) {
    Context context = testing::on_threads(1);
    const PartitionedGraph graph = testing::partitioned(world(), shape);
    const auto weights = arc_probabilities(context, graph, kWeights, Direction::in);
    const ThresholdTotals totals = threshold_totals(context, graph, weights, normalise);
    EXPECT_EQ(totals.total.size(), graph.owned_count());
    const int owner = graph.owner_of(0);
    const bool mine = graph.shard == owner;
    return {broadcast(world(), mine ? totals.total[0] : 0, owner),
            broadcast(world(), mine ? totals.shift[0] : std::uint8_t{0}, owner)};
}

TEST(ThresholdTotals, EqualSharesOfOneAreAccepted) {
    for (std::size_t d = 1; d <= 300; ++d) {
        const auto share = static_cast<float>(1.0 / static_cast<double>(d));
        const auto [total, shift] = totals_of_zero(into_zero(std::vector<float>(d, share)), false);
        EXPECT_EQ(total, std::max(kWholeWeight, d * integer_weight(share))) << d;
        EXPECT_EQ(shift, 0);
    }
}

TEST(ThresholdTotals, ASumBelowOneLeavesTheRest) {
    EXPECT_EQ(totals_of_zero(into_zero({0.25F, 0.5F}), false).first, kWholeWeight);
    EXPECT_EQ(totals_of_zero(into_zero({0.25F, 0.5F}), true).first, 3 * (kWholeWeight / 4));
    EXPECT_EQ(totals_of_zero(into_zero({0.0F, 0.0F}), true).first, 0U);
    EXPECT_EQ(totals_of_zero(testing::directed(1, {}, true), false).first, kWholeWeight);
}

TEST(ThresholdTotals, NormalisedSumsFitWhateverTheyAre) {
    const auto [total, shift] = totals_of_zero(into_zero(std::vector<float>(5, 1.0F)), true);
    EXPECT_EQ(total, 5 * (kWholeWeight >> shift));
    EXPECT_LT(total, std::uint64_t{1} << 63);
    const auto [large, large_shift] = totals_of_zero(into_zero(std::vector<float>(1000, 1.0F)), true);
    EXPECT_EQ(large, 1000 * (kWholeWeight >> large_shift));
    EXPECT_LT(large, std::uint64_t{1} << 63);
}

TEST(ThresholdTotals, ASumAboveOneIsRefusedNamingTheVertex) {
    const auto work = [](Context& context, const PartitionedGraph& graph) {
        threshold_totals(context, graph, arc_probabilities(context, graph, kWeights, Direction::in), false);
    };
    const SmallGraph shape =
        testing::directed(7, {{0, 5, 1.0F}, {2, 5, 1.0F}, {6, 3, 0.75F}, {4, 3, 0.75F}, {1, 0, 1.0F}}, true);
    expect_refusal(shape,
                   "--model lt: the in-weights of vertex 150 (arc 250 -> 150 is the first) sum to 1.5, more than 1; "
                   "give smaller weights or --normalise",
                   work);
    // Two arcs may exceed 1 by 2 x 2^-23 and not by 2^-20.
    EXPECT_NO_THROW(totals_of_zero(into_zero({1.0F, 0x1p-22F}), false));
    EXPECT_THROW(totals_of_zero(into_zero({1.0F, 0x1p-20F}), false), Error);
}

TEST(IntegerWeight, IsExact) {
    EXPECT_EQ(integer_weight(1.0F), kWholeWeight);
    EXPECT_EQ(integer_weight(0.75F), 3 * (kWholeWeight / 4));
    EXPECT_EQ(integer_weight(0x1p-38F), kWholeWeight >> 38);
    EXPECT_EQ(integer_weight(0.0F), 0U);
}

} // namespace
} // namespace cascade
