#include "engine/core/error.hpp"
#include "kernels/reference/exact_spread.hpp"
#include "kernels/reference/monte_carlo.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cascade::reference {
namespace {

using testing::with_constant;
using testing::with_in_degrees;

/// Distance of the simulated mean from the truth in standard errors.
double distance(const MonteCarloSpread& simulated, double truth) {
    return std::abs(simulated.mean - truth) / simulated.standard_error;
}

TEST(MonteCarlo, AgreesWithExactSpreadInBothModels) {
    for (const Model model : {Model::ic, Model::lt})
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            const Graph graph = with_in_degrees(testing::random_directed(9, 16, seed));
            const std::vector<VertexId> seeds = {0, 4};
            const ExactSpread exact = exact_spread(graph, model, seeds);
            const MonteCarloSpread simulated = monte_carlo_spread(graph, model, seeds, 40'000, seed);
            EXPECT_NEAR(simulated.mean, exact.total, 4 * simulated.standard_error + 1e-9);
            for (VertexId v = 0; v < graph.vertices; ++v)
                EXPECT_NEAR(simulated.activation[v], exact.activation[v], 4 * 0.5 / std::sqrt(40'000.0))
                    << "vertex " << v;
        }
}

TEST(MonteCarlo, HopsAgreeAndStopAtTheLimit) {
    const Graph graph = with_constant(testing::cycle(6), 0.4);
    const std::vector<VertexId> seeds = {0};
    for (const unsigned limit : {0U, 1U, 2U, kAnyHops}) {
        const ExactSpread exact = exact_spread(graph, Model::ic, seeds, limit);
        const MonteCarloSpread simulated = monte_carlo_spread(graph, Model::ic, seeds, 50'000, 9, limit);
        ASSERT_EQ(simulated.newly_active.size(), exact.newly_active.size());
        for (std::size_t hop = 0; hop < exact.newly_active.size(); ++hop)
            EXPECT_NEAR(simulated.newly_active[hop], exact.newly_active[hop], 0.015) << "hop " << hop; // > 4 s.e.
        EXPECT_NEAR(simulated.mean, exact.total, 4 * simulated.standard_error + 1e-9);
    }
}

TEST(MonteCarlo, KnownValuesOfLargerGraphs) {
    const std::vector<VertexId> first = {0};
    EXPECT_LT(distance(monte_carlo_spread(with_constant(testing::complete(10), 0.1), Model::ic, first, 100'000, 1),
                       3.026928593),
              4);
    EXPECT_LT(distance(monte_carlo_spread(with_constant(testing::complete(10), 0.2), Model::ic, first, 100'000, 2),
                       6.784458345),
              4);
    EXPECT_LT(distance(monte_carlo_spread(with_constant(testing::complete(50), 0.05), Model::ic, first, 20'000, 3),
                       39.901431855),
              4);
}

TEST(MonteCarlo, ZacharysKarateClub) {
    const Graph club = with_constant(testing::karate(), 0.1);
    const auto simulate = [&](std::vector<VertexId> seeds) {
        return monte_carlo_spread(club, Model::ic, seeds, 200'000, 4);
    };
    EXPECT_LT(distance(simulate({33}), 3.501992), 4);
    EXPECT_LT(distance(simulate({16}), 1.317382), 4);
    EXPECT_LT(distance(simulate({0, 33}), 6.424545), 4);
    EXPECT_LT(distance(simulate({0, 1, 32, 33}), 9.492898), 4);
}

TEST(MonteCarlo, StandardErrorIsThatOfTheMean) {
    // Star from its centre: 1 + Binomial(20, .3).
    const std::vector<VertexId> centre = {0};
    const MonteCarloSpread simulated =
        monte_carlo_spread(with_constant(testing::star(21), 0.3), Model::ic, centre, 100'000, 5);
    EXPECT_NEAR(simulated.standard_error / std::sqrt(20 * 0.3 * 0.7 / 100'000), 1.0, 0.01);
}

TEST(MonteCarlo, CertainSpreadHasNoError) {
    const std::vector<VertexId> ends = {0, 0};
    const MonteCarloSpread whole = monte_carlo_spread(with_in_degrees(testing::path(9)), Model::lt, ends, 100, 6);
    EXPECT_EQ(whole.mean, 9.0);
    EXPECT_EQ(whole.standard_error, 0.0);
    EXPECT_EQ(whole.newly_active, std::vector<double>(9, 1.0));
    const MonteCarloSpread nothing = monte_carlo_spread({}, Model::ic, {}, 2, 6);
    EXPECT_EQ(nothing.mean, 0.0);
    EXPECT_TRUE(nothing.newly_active.empty());
}

TEST(MonteCarlo, IsAFunctionOfItsSeed) {
    const Graph graph = with_constant(testing::karate(), 0.2);
    const std::vector<VertexId> seeds = {5};
    EXPECT_EQ(monte_carlo_spread(graph, Model::ic, seeds, 1000, 7).mean,
              monte_carlo_spread(graph, Model::ic, seeds, 1000, 7).mean);
    EXPECT_NE(monte_carlo_spread(graph, Model::ic, seeds, 1000, 7).mean,
              monte_carlo_spread(graph, Model::ic, seeds, 1000, 8).mean);
}

TEST(MonteCarlo, RefusesWhatItCannotAnswer) {
    const std::vector<VertexId> two = {2};
    EXPECT_THROW(monte_carlo_spread({2, {}}, Model::ic, two, 10, 1), InternalError);
    EXPECT_THROW(monte_carlo_spread({2, {}}, Model::ic, {}, 1, 1), InternalError);
    EXPECT_THROW(monte_carlo_spread({2, {{0, 5, 0.1}}}, Model::ic, {}, 10, 1), InternalError);
}

} // namespace
} // namespace cascade::reference
