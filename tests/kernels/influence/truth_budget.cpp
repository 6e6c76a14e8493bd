// Are seeds within a budget as good as promised? Against the best affordable set of random graphs (all worlds, all sets)
// and, within one hop, of the karate club (all sets of at most three).

#include "kernels/influence/bounds.hpp"
#include "kernels/influence/selection.hpp"
#include "kernels/reference/spread_table.hpp"
#include "tests/support/machines.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace cascade {
namespace {

using testing::SmallGraph;
using testing::world;
using Costs = std::vector<std::uint64_t>;

struct Purse {
    Costs costs;
    std::uint64_t budget = 0;
    std::uint32_t k = 0; ///< 0: as many as can be bought
    std::uint64_t samples = 0;
    std::uint64_t random_seed = 1;
    std::uint32_t hops = kNoHorizon;
};

Costs random_costs(VertexId n, std::uint64_t seed, std::uint64_t low, std::uint64_t high) {
    Costs costs;
    for (VertexId v = 0; v < n; ++v)
        costs.push_back(low + random_block({seed, Domain::testing}, v, 0, 9)[0] % (high - low + 1));
    return costs;
}

SelectionResult bought(Context& context, const PartitionedGraph& graph, const DiffusionOptions& diffusion,
                       const Purse& purse) {
    const LiveArcs arcs(context, graph, diffusion, Direction::in);
    Audience audience(graph.vertex_count());
    audience.hops.limit(purse.hops);
    SelectionOptions options;
    options.audience = &audience;
    options.budget = purse.budget;
    options.delta = 1e-6;
    options.precision = 0.05;
    options.random_seed = purse.random_seed;
    options.candidates = Bitmap(graph.selection_count());
    for (LocalVertex v = 0; v < graph.selection_count(); ++v) {
        options.costs.push_back(purse.costs[graph.selection_first() + v]);
        if (options.costs.back() <= purse.budget)
            options.candidates.set(v);
    }
    Costs ascending = purse.costs;
    std::sort(ascending.begin(), ascending.end());
    std::uint64_t sum = 0;
    const auto most =
        static_cast<std::uint32_t>(std::find_if(ascending.begin(), ascending.end(),
                                                [&](std::uint64_t cost) { return (sum += cost) > purse.budget; }) -
                                   ascending.begin());
    options.capped = purse.k > 0 && purse.k < most;
    options.k = options.capped ? purse.k : most;
    if (purse.samples > 0) {
        options.algorithm = SelectionAlgorithm::fixed;
        options.samples = purse.samples;
    }
    return select_seeds(context, graph, arcs, options);
}

std::uint64_t cost_of(const Purse& purse, const std::vector<VertexId>& seeds) {
    return std::accumulate(seeds.begin(), seeds.end(), std::uint64_t{0},
                           [&](std::uint64_t sum, VertexId v) { return sum + purse.costs[v]; });
}

TEST(Budget, CertificatesOfRandomGraphsHold) {
    int near = 0;
    constexpr int kGraphs = 200;
    for (std::uint64_t i = 0; i < kGraphs; ++i) {
        const VertexId n = 4 + i % 6;
        const SmallGraph shape = testing::random_directed(n, 5 + i % 9, 2000 + i, true);
        const reference::SpreadTable table(testing::with_weights(shape), Model::ic);
        const Purse purse{random_costs(n, i, 2, 20), 20 + i % 20, i % 4 == 3 ? 2U : 0U, 0, 1 + i};
        double best = 0;
        for (std::uint64_t mask = 1; mask < std::uint64_t{1} << n; ++mask) {
            std::vector<VertexId> seeds;
            for (VertexId v = 0; v < n; ++v)
                if ((mask >> v & 1) != 0)
                    seeds.push_back(v);
            if (cost_of(purse, seeds) <= purse.budget && (purse.k == 0 || seeds.size() <= purse.k))
                best = std::max(best, table.spread(seeds));
        }
        const SelectionResult result =
            testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
                return bought(context, graph, {Model::ic, parse_probability("weights"), 0, false}, purse);
            });
        const double reached = table.spread(result.seeds);
        EXPECT_LE(cost_of(purse, result.seeds), purse.budget) << i;
        EXPECT_TRUE(purse.k == 0 || result.seeds.size() <= purse.k) << i;
        EXPECT_LE(result.certificate.lower, reached + 1e-6) << i;
        EXPECT_GE(result.certificate.upper, best - 1e-6) << i;
        EXPECT_GE(reached, 0.4 * best) << i;
        EXPECT_GE(result.certificate.ratio, purse.k == 0 ? 0.4 : 0.0) << i;
        near += reached >= 0.99 * best;
    }
    if (world().is_root())
        fmt::print("{} of {} purchases reach 99 % of the best\n", near, kGraphs);
    EXPECT_GE(near, 0.85 * kGraphs);
}

/// What S reaches of the karate club within one hop at p = 0.1.
double within_one_hop(const SmallGraph& shape, const std::vector<VertexId>& seeds) {
    std::vector<double> missed(shape.vertices, 1);
    for (const auto& arc : shape.arcs)
        if (std::find(seeds.begin(), seeds.end(), arc.u) != seeds.end())
            missed[arc.v] *= 0.9;
    for (const VertexId v : seeds)
        missed[v] = 0;
    return std::accumulate(missed.begin(), missed.end(), 0.0, [](double sum, double m) { return sum + 1 - m; });
}

double best_of_three(const SmallGraph& shape, const Purse& purse) {
    double best = 0;
    for (VertexId a = 0; a < shape.vertices; ++a)
        for (VertexId b = a; b < shape.vertices; ++b)
            for (VertexId c = b; c < shape.vertices; ++c) {
                std::vector<VertexId> seeds = {a, b, c};
                seeds.erase(std::unique(seeds.begin(), seeds.end()), seeds.end());
                if (cost_of(purse, seeds) <= purse.budget)
                    best = std::max(best, within_one_hop(shape, seeds));
            }
    return best;
}

TEST(Budget, PairsAndTriplesOfTheKarateClub) {
    const SmallGraph shape = testing::karate();
    int near = 0;
    constexpr int kPurses = 60;
    double worst = 1;
    for (std::uint64_t i = 0; i < kPurses; ++i) {
        const Purse purse{random_costs(34, i, 26, 80), 100, 0, 200000, 1 + i, 1}; // three at most
        const SelectionResult result =
            testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
                return bought(context, graph, {Model::ic, parse_probability("constant:0.1"), 0, false}, purse);
            });
        const double reached = within_one_hop(shape, result.seeds);
        const double best = best_of_three(shape, purse);
        EXPECT_LE(cost_of(purse, result.seeds), purse.budget) << i;
        EXPECT_LE(result.seeds.size(), 3U);
        EXPECT_GE(reached, 0.5 * best) << i;
        EXPECT_GE(result.certificate.upper, best) << i;
        EXPECT_LE(result.certificate.lower, reached) << i;
        worst = std::min(worst, reached / best);
        near += reached >= 0.99 * best;
    }
    if (world().is_root())
        fmt::print("{} of {} purchases reach 99 % of the best; the worst {:.4f}\n", near, kPurses, worst);
    EXPECT_GE(near, 0.95 * kPurses);
}

TEST(Budget, TheMachineDoesNotShow) {
    const SmallGraph shape = testing::random_directed(50, 200, 4);
    const DiffusionOptions diffusion{Model::ic, parse_probability("wc"), 0, false};
    for (const std::uint32_t k : {0U, 3U}) {
        const Purse purse{random_costs(50, 5, 3, 40), 90, k, 0, 1};
        const SelectionResult here = testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
            return bought(context, graph, diffusion, purse);
        });
        testing::on_every_machine(shape, [&](Context& context, const PartitionedGraph& graph) {
            const SelectionResult there = bought(context, graph, diffusion, purse);
            EXPECT_EQ(there.seeds, here.seeds);
            EXPECT_EQ(there.coverage, here.coverage);
            EXPECT_EQ(there.certificate.upper, here.certificate.upper);
            EXPECT_EQ(there.certificate.lower, here.certificate.lower);
            EXPECT_EQ(there.spread.back().spread, here.spread.back().spread);
        });
    }
}

} // namespace
} // namespace cascade
