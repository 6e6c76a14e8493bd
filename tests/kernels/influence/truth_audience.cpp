// Is what is estimated for an audience what it is worth? Against all worlds of random graphs of at most 14 arcs
// (weights, hop limits, worth by hop, quality, and all at once), and chosen seeds against the best of all.

#include "kernels/reference/exact_seeds.hpp"
#include "tests/support/audiences.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

/// f of the seeds, over all worlds.
double exact_worth(const reference::Graph& graph, Model model, const std::vector<VertexId>& seeds, const Wish& wish) {
    double sum = 0;
    std::vector<double> before(graph.vertices);
    for (unsigned d = 0; d < graph.vertices; ++d) {
        const auto now = reference::exact_spread(graph, model, seeds, d).activation;
        for (VertexId v = 0; v < graph.vertices; ++v)
            sum += wish.weight(v) * wish.phi(d) * (now[v] - before[v]);
        before = now;
    }
    return sum;
}

SmallGraph small_graph(std::uint64_t i) {
    return testing::random_directed(4 + i % 4, 7 + i % 5, 500 + i, true);
}

void expect_exact(const Wish& wish, Model model) {
    const std::vector<VertexId> seeds = {0, 1};
    double sum = 0;
    int count = 0, above = 0, covered = 0;
    for (std::uint64_t i = 0; i < 40; ++i) {
        const SmallGraph shape = small_graph(i);
        const auto graph = model == Model::ic ? testing::with_weights(shape) : testing::with_in_degrees(shape);
        const DiffusionOptions diffusion{model, parse_probability(model == Model::ic ? "weights" : "wc"), 0, false};
        const double exact = exact_worth(graph, model, seeds, wish);
        const SpreadInterval answer = testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& here) {
            return measured(context, here, diffusion, wish, seeds, 1 + i, 0.01);
        });
        if (answer.half_width() == 0) {
            EXPECT_NEAR(answer.spread, exact, 1e-6);
            continue;
        }
        const double z = (answer.spread - exact) / (answer.half_width() / kZ95);
        EXPECT_LT(std::abs(z), 4) << wish.name << " on graph " << i << ", exact " << exact;
        sum += z;
        ++count;
        above += z > 0;
        covered += answer.low <= exact && exact <= answer.high;
    }
    if (world().is_root())
        fmt::print("{}, {}: {} graphs, sum {:+.2f}, {} above, {} of the intervals hold\n", wish.name, spelling(model),
                   count, sum / std::sqrt(count), above, covered);
    EXPECT_GT(count, 20) << wish.name;
    EXPECT_LT(std::abs(sum) / std::sqrt(count), 4) << wish.name << " leans to one side";
    EXPECT_LT(std::abs(above - count / 2.0) / std::sqrt(count / 4.0), 4) << wish.name;
    EXPECT_GE(covered, 0.95 * count - 4 * std::sqrt(0.95 * 0.05 * count)) << wish.name;
}

TEST(Audience, WorthIsThatOfAllWorlds) {
    for (const Wish& wish : wishes())
        for (const Model model : {Model::ic, Model::lt})
            expect_exact(wish, model);
}

TEST(Audience, TheMachineDoesNotShow) {
    const SmallGraph shape = testing::random_directed(30, 110, 9, true);
    const DiffusionOptions diffusion{Model::ic, parse_probability("constant:0.3"), 0, false};
    for (const Wish& wish : wishes()) {
        const SpreadInterval here = testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
            return measured(context, graph, diffusion, wish, {1, 5}, 1, 0.05);
        });
        testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            const SpreadInterval there = measured(context, graph, diffusion, wish, {1, 5}, 1, 0.05);
            EXPECT_TRUE(there.spread == here.spread && there.low == here.low && there.high == here.high) << wish.name;
        });
    }
}

/// Karate, the value of the club's head by hops.
TEST(Audience, HopsOfTheKarateClub) {
    const std::vector<double> exact = {2.7, 3.14313, 3.38874, 3.46805};
    const DiffusionOptions diffusion{Model::ic, parse_probability("constant:0.1"), 0, false};
    for (std::uint32_t h = 1; h <= exact.size(); ++h) {
        const Wish wish = within_hops("hops of karate", h);
        const SpreadInterval answer =
            testing::on_one_rank(testing::karate(), [&](Context& context, const PartitionedGraph& graph) {
                return measured(context, graph, diffusion, wish, {33}, 1, 0.005);
            });
        EXPECT_LE(std::abs(answer.spread - exact[h - 1]), 4 * answer.half_width() / kZ95 + (h == 1 ? 0 : 0.003)) << h;
    }
}

TEST(Audience, SeedsAreNearlyTheBestAndCertified) {
    const std::vector<Wish> all = wishes();
    int near = 0;
    constexpr int kGraphs = 200;
    for (std::uint64_t i = 0; i < kGraphs; ++i) {
        const Wish& wish = all[i % all.size()];
        const SmallGraph shape = testing::random_directed(4 + i % 3, 5 + i % 4, 900 + i, true);
        const auto graph = testing::with_weights(shape);
        const auto worth = [&](const std::vector<VertexId>& seeds) {
            return exact_worth(graph, Model::ic, seeds, wish);
        };
        const SelectionResult result =
            chosen(shape, {Model::ic, parse_probability("weights"), 0, false}, wish, 1 + i % 2, 1 + i);
        const double reached = worth(result.seeds);
        const double best = best_of(shape.vertices, 1 + i % 2, worth);
        EXPECT_LE(result.certificate.lower, reached + 1e-6) << wish.name << " on graph " << i;
        EXPECT_GE(result.certificate.upper, best - 1e-6) << wish.name << " on graph " << i;
        EXPECT_GE(reached, (kOneMinusInverseE - kChosenEpsilon) * best) << wish.name << " on graph " << i;
        near += reached >= 0.99 * best;
    }
    fmt::print("{} of {} choices reach 99 % of the best\n", near, kGraphs);
    EXPECT_GE(near, 0.95 * kGraphs);
}

/// Within one hop the spread of any set is a sum over its neighbours, so that all pairs and triples can be tried.
TEST(Audience, OneHopSeedsOfTheKarateClubAreTheBest) {
    const SmallGraph shape = testing::karate();
    const auto worth = [&](const std::vector<VertexId>& seeds) {
        std::vector<double> missed(shape.vertices, 1);
        for (const auto& arc : shape.arcs)
            if (std::find(seeds.begin(), seeds.end(), arc.u) != seeds.end())
                missed[arc.v] *= 0.9;
        for (const VertexId v : seeds)
            missed[v] = 0;
        double sum = 0;
        for (const double m : missed)
            sum += 1 - m;
        return sum;
    };
    for (std::uint32_t k = 1; k <= 3; ++k) {
        const SelectionResult result =
            chosen(shape, {Model::ic, parse_probability("constant:0.1"), 0, false}, wishes().front(), k, 1);
        EXPECT_GE(worth(result.seeds), 0.99 * best_of(shape.vertices, k, worth)) << k;
        EXPECT_LE(std::abs(result.spread.back().spread - worth(result.seeds)),
                  4 * result.spread.back().half_width() / kZ95);
    }
}

TEST(Audience, ReachIsInVerticesWhateverTheyWeigh) {
    const SmallGraph shape = small_graph(3);
    const Wish weights = wishes()[4];
    const auto graph = testing::with_weights(shape);
    const auto count = [&](bool with_weight) {
        Wish members = weights;
        members.weight = [&, with_weight](VertexId v) { return (some(v) > 0) == with_weight ? 1.0 : 0.0; };
        return exact_worth(graph, Model::ic, {0, 1}, members);
    };
    testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& here) {
        const LiveArcs arcs(context, here, {Model::ic, parse_probability("weights"), 0, false}, Direction::in);
        const Audience audience = audience_of(here, weights);
        SpreadOptions options;
        options.explore.key = {1, Domain::estimation};
        options.audience = &audience;
        const std::vector<std::vector<VertexId>> classes = {{0}, {1}};
        const ReachMeasurement reach = measure_spread_and_reach(context, here, arcs, options, classes).reach;
        EXPECT_LE(std::abs(reach.on_target.spread - count(true)), 4 * reach.on_target.half_width() / kZ95 + 1e-6);
        EXPECT_LE(std::abs(reach.off_target.spread - count(false)), 4 * reach.off_target.half_width() / kZ95 + 1e-6);
        EXPECT_NEAR(reach.waste(), count(false) / (count(true) + count(false)), 0.02);
    });
}

TEST(Audience, SeedsThatCannotReachItAreMeasuredInTime) {
    Wish wish = wishes()[4];
    wish.weight = [](VertexId v) { return v == 0 ? 1.0 : 0.0; };
    const SpreadInterval none =
        testing::on_one_rank(testing::path(50), [&](Context& context, const PartitionedGraph& graph) {
            return measured(context, graph, {Model::ic, parse_probability("wc"), 0, false}, wish, {49}, 1, 0.01);
        });
    EXPECT_EQ(none.spread, 0);
    EXPECT_GT(none.high, 0);
}

} // namespace
} // namespace cascade
