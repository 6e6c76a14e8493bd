#include "kernels/diffusion/producer_law.hpp"
#include "kernels/reference/exact_producers.hpp"
#include "kernels/reference/step_models.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

#include <set>

namespace cascade {
namespace {

using namespace testing;

ForwardOptions again(double respread, std::string_view probability, std::uint64_t worlds) {
    ForwardOptions options = options_of(ForwardModel::ic, probability, worlds);
    options.respread = respread;
    return options;
}

/// Final number of active vertices of each world.
std::vector<std::int64_t> active_by_world(const ForwardResult& result) {
    std::vector<std::int64_t> active(result.worlds);
    for (std::size_t row = 0; row < result.replicates[0].size(); ++row)
        active[static_cast<std::size_t>(result.replicates[0][row])] = result.replicates[3][row]; // the last hop is last
    return active;
}

TEST(ProducerLaw, AnArcCarriesOverAllTries) {
    // The first try fails with 1 - p, and another comes with rho: in all p / (1 - rho (1 - p)).
    for (const auto& [p, rho] : {std::pair(0.1, 0.5), {0.3, 0.2}, {0.05, 0.9}, {1.0, 0.5}}) {
        const ForwardOptions options = again(rho, fmt::format("constant:{}", p), 50000);
        const double carried = p / (1 - rho * (1 - p));
        EXPECT_LT(std::abs(distance(alone(path(2), options, {0}).active, 1000, 1 + carried)), 4) << p << " " << rho;
        const double along = 1 + carried + carried * carried + carried * carried * carried;
        EXPECT_LT(std::abs(distance(alone(path(4), options, {0}).active, 1000, along)), 4) << p << " " << rho;
    }
}

TEST(ProducerLaw, LeavesShareTheTriesOfTheirCentre) {
    // The centre tries a times with (1 - rho) rho^(a-1); then each of ten leaves is reached with 1 - (1 - p)^a.
    constexpr double p = 0.2, rho = 0.6;
    constexpr std::uint64_t kWorlds = 50000;
    SmallGraph spokes = directed(11, {});
    for (VertexId leaf = 1; leaf < 11; ++leaf)
        spokes.arcs.push_back({0, leaf});
    const ForwardResult result = alone(spokes, again(rho, "constant:0.2", kWorlds), {0});
    std::vector<double> expected(12);
    double of_tries = 1 - rho, missed = 1 - p;
    for (unsigned tries = 1; tries < 200; ++tries, of_tries *= rho, missed *= 1 - p) {
        double ways = 1;
        for (unsigned k = 0; k <= 10; ++k, ways = ways * (11.0 - k) / k)
            expected[k + 1] +=
                static_cast<double>(kWorlds) * of_tries * ways * std::pow(1 - missed, k) * std::pow(missed, 10 - k);
    }
    std::vector<std::uint64_t> counts(12);
    for (const Distribution::Entry& entry : result.active.back().values())
        counts[static_cast<std::size_t>(entry.value)] = entry.worlds;
    EXPECT_LT(chi_square_distance(counts, expected), 4);
}

TEST(ProducerLaw, IsSirThatRecoversWithTheRest) {
    // In distribution: the chain binomial of the complete graph with recovery 1 - rho.
    constexpr unsigned kVertices = 15;
    constexpr std::uint64_t kWorlds = 40000;
    ForwardOptions options = again(0.75, "constant:0.04", kWorlds);
    for (const unsigned step : {1U, 2U, 5U, 25U}) {
        options.max_hops = step;
        const ForwardResult result = alone(complete(kVertices), options, {5});
        const auto exact = reference::complete_graph_sir(kVertices, 0.04, 0.25, step);
        std::vector<double> active(kVertices + 1), trying(kVertices + 1);
        for (unsigned i = 0; i <= kVertices; ++i)
            for (unsigned r = 0; i + r <= kVertices; ++r) {
                active[i + r] += exact[i][r] * static_cast<double>(kWorlds);
                trying[i] += exact[i][r] * static_cast<double>(kWorlds);
            }
        const auto far = [&](const Distribution& distribution, const std::vector<double>& expected) {
            std::vector<std::uint64_t> counts(kVertices + 1);
            for (const Distribution::Entry& entry : distribution.values())
                counts[static_cast<std::size_t>(entry.value)] = entry.worlds;
            return chi_square_distance(counts, expected);
        };
        EXPECT_LT(far(result.active.back(), active), 4) << step;
        EXPECT_LT(far(result.producers->trying.back(), trying), 4) << step << ", infectious are those who try";
    }
}

TEST(ProducerLaw, NoSecondTryIsThePlainCascade) {
    const SmallGraph shape = random_directed(60, 300, 12);
    for (const std::string_view probability : {"wc", "trivalency"}) {
        ForwardOptions options = options_of(ForwardModel::ic, probability, 3000);
        options.replicates = true;
        const ForwardResult plain = alone(shape, options, {4, 5});
        options.respread = 0;
        for (const bool trace : {false, true}) {
            options.trace = trace;
            const ForwardResult once = alone(shape, options, {4, 5});
            EXPECT_EQ(once.active, plain.active);
            EXPECT_EQ(once.newly_active, plain.newly_active);
            EXPECT_EQ(once.replicates, plain.replicates);
            EXPECT_TRUE(std::equal(once.activations.begin(), once.activations.end(), plain.activations.begin()));
            EXPECT_EQ(once.producers->adopters, plain.newly_active) << "generations are hops";
            EXPECT_EQ(once.producers->producers.back().mean(), 0);
            EXPECT_EQ(once.producers->tries.back(), plain.active.back()) << "everybody tried once";
        }
    }
}

TEST(ProducerLaw, EveryWorldGrowsWithRho) {
    const SmallGraph shape = random_directed(80, 320, 3);
    std::vector<std::int64_t> less(500);
    double means = 0;
    for (const double rho : {0.0, 0.2, 0.5, 0.9}) {
        ForwardOptions options = again(rho, "constant:0.1", 500);
        options.replicates = true;
        const ForwardResult result = alone(shape, options, {4, 5});
        const std::vector<std::int64_t> active = active_by_world(result);
        for (std::size_t world = 0; world < active.size(); ++world)
            EXPECT_LE(less[world], active[world]) << rho << ", world " << world;
        less = active;
        EXPECT_GT(result.active.back().mean(), means);
        means = result.active.back().mean();
    }
}

TEST(ProducerLaw, AWorldIsTheSameForAllSeeds) {
    // Who is reached from both seeds is who is reached from either: arcs do not know who asks, or when.
    const SmallGraph shape = random_directed(70, 200, 5);
    std::size_t differed = 0;
    for (std::uint64_t random_seed = 1; random_seed <= 150; ++random_seed) {
        const auto reached = [&](const std::vector<VertexId>& seeds) {
            ForwardOptions options = again(0.5, "constant:0.15", 1);
            options.random_seed = random_seed;
            const ForwardResult result = alone(shape, options, seeds);
            std::set<VertexId> active;
            for (VertexId v = 0; v < shape.vertices; ++v)
                if (result.activations[v] != 0)
                    active.insert(v);
            return active;
        };
        std::set<VertexId> either = reached({3});
        const std::set<VertexId> second = reached({40});
        differed += either != second;
        either.insert(second.begin(), second.end());
        EXPECT_EQ(reached({3, 40}), either) << random_seed;
    }
    EXPECT_GT(differed, 100U);
}

TEST(ProducerLaw, FactorsAreThoseOfTheStepOfATry) {
    ForwardOptions options = again(1, "constant:0.4", 100000);
    options.hop_factors = {1, 0.5, 0.1};
    for (const auto& [hops, missed] : {std::pair(1U, 0.6), {2U, 0.6 * 0.8}, {3U, 0.6 * 0.8 * 0.96}}) {
        options.max_hops = hops;
        EXPECT_LT(std::abs(distance(alone(path(2), options, {0}).active, hops, 2 - missed)), 4) << hops;
    }
}

TEST(ProducerLaw, WhoIsClosedStaysSoHoweverOftenTried) {
    on_one_rank(path(3), [](Context& context, const PartitionedGraph& graph) {
        const Admission admission(graph, {}, std::vector<Admission::Acceptance>{{1, 0.5}});
        ForwardOptions options = again(0.5, "constant:0.5", 100000);
        options.admission = &admission;
        const double carried = 0.5 / (1 - 0.25);
        const ForwardResult result = run_forward(context, graph, options, std::vector<VertexId>{0});
        EXPECT_LT(std::abs(distance(result.active, 100, 1 + 0.5 * carried + 0.5 * carried * carried)), 4);
    });
}

TEST(ProducerLaw, GenerationsOfAnyDepth) {
    // On a certain path the generation is the place; where tries fail, it still is: only steps are lost.
    for (const std::string_view probability : {"constant:1", "constant:0.7"}) {
        const ForwardResult result = alone(path(60), again(0.9, probability, 300), {0});
        ASSERT_GT(result.producers->adopters.size(), 17U);
        for (std::size_t g = 0; g < result.producers->adopters.size(); ++g)
            EXPECT_EQ(result.producers->adopters[g].mean(),
                      static_cast<double>(result.activations[g]) / static_cast<double>(result.worlds));
        EXPECT_GE(result.active.size(), result.producers->adopters.size());
    }
}

/// How far a run is from the chain, in standard errors: active by hop, generations, tries and producers.
std::vector<double> deviations(const SmallGraph& shape, double rho, std::uint32_t max_hops, std::uint64_t number) {
    const reference::Graph weighted = with_weights(shape);
    const std::vector<VertexId> seeds = {0, 1};
    ForwardOptions options = again(rho, "weights", 10000);
    options.max_hops = max_hops;
    options.random_seed = number;
    const ForwardResult result = alone(shape, options, seeds);
    const ProducerResult& producers = *result.producers;
    const unsigned limit = max_hops == kNoHopLimit ? reference::kAnyHops : max_hops;
    const reference::ExactProducers exact = reference::exact_producers(weighted, rho, seeds, limit);
    std::vector<double> far;
    for (std::size_t hop = 0; hop < std::min<std::size_t>(result.active.size(), 6); ++hop)
        far.push_back(distance(result.active, hop, exact.active[std::min(hop, exact.active.size() - 1)]));
    far.push_back(distance(result.active, result.active.size() - 1, exact.active.back()));
    for (std::size_t g = 0; g < producers.adopters.size(); ++g)
        far.push_back(distance(producers.adopters, g, exact.generations[g]));
    far.push_back(distance(producers.tries, producers.tries.size() - 1, exact.tries));
    far.push_back(distance(producers.producers, producers.producers.size() - 1, exact.producers));
    Distribution ended;
    for (const Distribution::Entry& entry : producers.trying.back().values())
        ended.add(entry.value == 0, entry.worlds);
    far.push_back(distance({ended}, 0, exact.died_out));
    return far;
}

TEST(ProducerLaw, MeansAreThoseOfItsMarkovChain) {
    double sum = 0, count = 0, farthest = 0;
    for (std::uint64_t i = 0; i < 50; ++i) {
        const SmallGraph shape = random_directed(4 + i % 2, 7 + i % 5, 300 + i, true);
        for (const std::uint32_t max_hops : {kNoHopLimit, 3U})
            for (const double z : deviations(shape, i % 3 == 0 ? 0.6 : 0.3, max_hops, 1 + i)) {
                sum += z;
                count += z != 0;
                farthest = std::max(farthest, std::abs(z));
            }
    }
    EXPECT_GT(count, 500);
    EXPECT_LT(farthest, 4.5) << "of " << count << " numbers";
    EXPECT_LT(std::abs(sum / count), 0.3) << "numbers of a graph go together, those of graphs do not";
}

} // namespace
} // namespace cascade
