// Are seeds within a budget as good as promised? Against the best affordable set of random graphs (all worlds, all sets)
// and of the karate club, where the budget buys three at most: all 6,579 sets, within one hop exactly, and without a limit
// of hops on one large sample of worlds.
//
// What is best on a sample is partly lucky there (the winner's curse). So one sample says which affordable set is the best
// and another, which had no part in it, what that one and the purchase reach; their difference is taken world by world and
// its standard error printed. No purchase may be 4 of these below what is promised: half of the best from many samples,
// epsilon less from certified ones, and the ratio of its certificate.
//
// The short version takes 6 purses a model and 20,000 worlds, the long one 200 and 200,000.

#include "kernels/cover/count_bits.hpp"
#include "kernels/cover/knapsack.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/influence/selection.hpp"
#include "kernels/reference/spread_table.hpp"
#include "tests/support/common_worlds.hpp"
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

/// take(a, b, c) for all sets of one, two or three of n vertices; the smaller ones repeat a vertex.
template <class Take>
void for_all_trios(VertexId n, Take&& take) {
    for (VertexId a = 0; a < n; ++a)
        for (VertexId b = a; b < n; ++b)
            for (VertexId c = b; c < n; ++c)
                take(a, b, c);
}

std::vector<VertexId> trio(VertexId a, VertexId b, VertexId c) {
    std::vector<VertexId> seeds = {a};
    for (const VertexId v : {b, c})
        if (v != seeds.back())
            seeds.push_back(v);
    return seeds;
}

/// The set of at most three that is worth most of those that the purse buys; `worth` in the order of `for_all_trios`.
std::vector<VertexId> best_trio(const Purse& purse, const std::vector<double>& worth) {
    std::vector<VertexId> best;
    double most = 0;
    std::size_t at = 0;
    for_all_trios(purse.costs.size(), [&](VertexId a, VertexId b, VertexId c) {
        const double here = worth[at++];
        if (here <= most)
            return;
        if (std::vector<VertexId> seeds = trio(a, b, c); cost_of(purse, seeds) <= purse.budget) {
            most = here;
            best = std::move(seeds);
        }
    });
    return best;
}

void expect_near_best_within_one_hop(std::uint64_t purses) {
    const SmallGraph shape = testing::karate();
    std::vector<double> worth;
    for_all_trios(shape.vertices,
                  [&](VertexId a, VertexId b, VertexId c) { worth.push_back(within_one_hop(shape, trio(a, b, c))); });
    int near = 0;
    double worst = 1;
    for (std::uint64_t i = 0; i < purses; ++i) {
        const Purse purse{random_costs(34, i, 26, 80), 100, 0, 200000, 1 + i, 1}; // three at most
        const SelectionResult result =
            testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
                return bought(context, graph, {Model::ic, parse_probability("constant:0.1"), 0, false}, purse);
            });
        const double reached = within_one_hop(shape, result.seeds);
        const double best = within_one_hop(shape, best_trio(purse, worth));
        EXPECT_LE(cost_of(purse, result.seeds), purse.budget) << i;
        EXPECT_LE(result.seeds.size(), 3U);
        EXPECT_GE(reached, 0.5 * best) << i;
        EXPECT_GE(result.certificate.upper, best) << i;
        EXPECT_LE(result.certificate.lower, reached) << i;
        worst = std::min(worst, reached / best);
        near += reached >= 0.99 * best;
    }
    fmt::print("{} of {} purchases reach 99 % of the best; the worst {:.4f}\n", near, purses, worst);
    EXPECT_GE(near, 0.95 * static_cast<double>(purses));
}

TEST(Budget, PairsAndTriplesOfTheKarateClubWithinOneHopShort) {
    expect_near_best_within_one_hop(10);
}

TEST(Budget, PairsAndTriplesOfTheKarateClubWithinOneHopLong) {
    expect_near_best_within_one_hop(200);
}

/// What all sets of at most three reach in the mean, in the order of `for_all_trios`; worlds in pieces that stay in cache.
std::vector<double> worth_of_trios(const testing::CommonWorlds& common, VertexId n) {
    constexpr std::size_t kPiece = 512;
    std::vector<std::uint64_t> sums(n * (n + 1) * (n + 2) / 6);
    for (std::size_t from = 0; from < common.worlds(); from += kPiece) {
        const std::size_t count = std::min(kPiece, common.worlds() - from);
        const auto reach = [&](VertexId v) { return common.reach(v).subspan(from, count); };
        std::vector<std::uint64_t> pair(count);
        std::uint64_t of_pair = 0;
        std::size_t at = 0;
        for_all_trios(n, [&](VertexId a, VertexId b, VertexId c) {
            if (c == b) {
                for (std::size_t w = 0; w < count; ++w)
                    pair[w] = reach(a)[w] | reach(b)[w];
                of_pair = count_outside(pair, std::vector<std::uint64_t>(count));
            }
            sums[at++] += of_pair + count_outside(reach(c), pair);
        });
    }
    std::vector<double> worth;
    for (const std::uint64_t sum : sums)
        worth.push_back(static_cast<double>(sum) / static_cast<double>(common.worlds()));
    return worth;
}

/// Costs by chance, or such that who has more friends costs more; three at most in either case.
Purse purse_for(const SmallGraph& shape, std::uint64_t i) {
    Purse purse{random_costs(shape.vertices, 1000 + i, 26, 80), 100, 0, 0, 1 + i};
    if (i % 2 == 0)
        return purse;
    purse.costs = random_costs(shape.vertices, 1000 + i, 26, 29);
    for (const testing::Arc& arc : shape.arcs)
        purse.costs[arc.u] += 3;
    return purse;
}

struct Club {
    std::string_view name;
    Model model;
    std::string_view probability;
    reference::Graph graph;
};

/// Purchases from many samples or from certified ones against the best trio, on worlds that chose neither.
class Purchases {
public:
    Purchases(const Club& club, const testing::CommonWorlds& judge, double promised)
        : club_(club), judge_(judge), promised_(promised) {}

    void add(const Purse& purse, const std::vector<VertexId>& best, double luckiest) {
        const SelectionResult result =
            testing::on_one_rank(testing::karate(), [&](Context& context, const PartitionedGraph& graph) {
                return bought(context, graph, {club_.model, parse_probability(club_.probability), 0, false}, purse);
            });
        SCOPED_TRACE(fmt::format("{}, random seed {}, {} samples", club_.name, purse.random_seed, purse.samples));
        const double reached = judge_.value(result.seeds), most = judge_.value(best);
        const double error = judge_.difference(result.seeds, {}).standard_error();
        const double apart = judge_.difference(best, result.seeds).standard_error();
        EXPECT_LE(cost_of(purse, result.seeds), purse.budget);
        EXPECT_LE(result.seeds.size(), 3U);
        EXPECT_GE(reached + 4 * apart, promised_ * most);
        EXPECT_GE(reached + 4 * apart, result.certificate.ratio * most);
        EXPECT_GE(reached + 4 * error, result.certificate.lower);
        EXPECT_LE(most - 4 * judge_.difference(best, {}).standard_error(), result.certificate.upper);
        ++count_;
        triples_ += result.seeds.size() == 3;
        the_same_ += reached == most;
        near_ += reached >= 0.99 * most;
        near_luckiest_ += reached >= 0.99 * luckiest;
        worst_ = std::min(worst_, reached / most);
        error_ = std::max(error_, apart / most);
    }
    /// The share of purchases within 1 % of the best.
    double near() const { return near_ / count_; }
    void print(std::string_view samples) const {
        fmt::print(
            "{}, {} samples: of {} purchases ({} of three) {} are as good as the best, {} reach 99 % of it, {} of "
            "the judge's own best; the worst {:.4f}, standard error of a comparison at most {:.4f}\n",
            club_.name, samples, count_, triples_, the_same_, near_, near_luckiest_, worst_, error_);
    }

private:
    const Club& club_;
    const testing::CommonWorlds& judge_;
    double promised_;
    double count_ = 0, triples_ = 0, the_same_ = 0, near_ = 0, near_luckiest_ = 0, worst_ = 1, error_ = 0;
};

void expect_near_best_trios(std::uint64_t purses, std::size_t worlds) {
    constexpr std::uint64_t kMany = 200'000;
    const SmallGraph shape = testing::karate();
    const VertexId n = shape.vertices;
    std::uint64_t random_seed = 1;
    for (const Club& club : {Club{"ic constant:0.1", Model::ic, "constant:0.1", testing::with_constant(shape, 0.1)},
                             Club{"ic wc", Model::ic, "wc", testing::with_in_degrees(shape)},
                             Club{"lt wc", Model::lt, "wc", testing::with_in_degrees(shape)}}) {
        const testing::CommonWorlds choosing(club.graph, club.model, worlds, n, random_seed++);
        const testing::CommonWorlds judge(club.graph, club.model, worlds, n, random_seed++);
        const std::vector<double> worth = worth_of_trios(choosing, n), worth_again = worth_of_trios(judge, n);
        Purchases many(club, judge, kGreedyMaxShare);
        Purchases certified(club, judge, kGreedyMaxShare - SelectionOptions().epsilon);
        testing::Moments curse;
        for (std::uint64_t i = 0; i < purses; ++i) {
            Purse purse = purse_for(shape, i);
            const std::vector<VertexId> best = best_trio(purse, worth);
            const double luckiest = judge.value(best_trio(purse, worth_again));
            curse.add(1 - judge.value(best) / choosing.value(best));
            certified.add(purse, best, luckiest);
            purse.samples = kMany;
            many.add(purse, best, luckiest);
        }
        fmt::print("{}: the best lose {:.5f} of what they reached when they are looked at again\n", club.name,
                   curse.mean());
        many.print("many");
        certified.print("certified");
        EXPECT_GE(many.near(), 0.95) << club.name;
    }
}

TEST(Budget, PairsAndTriplesOfTheKarateClubShort) {
    expect_near_best_trios(6, 20'000);
}

TEST(Budget, PairsAndTriplesOfTheKarateClubLong) {
    expect_near_best_trios(200, 200'000);
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
