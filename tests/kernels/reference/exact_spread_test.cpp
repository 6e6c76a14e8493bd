#include "engine/core/error.hpp"
#include "kernels/reference/exact_spread.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

namespace cascade::reference {
namespace {

using testing::with_constant;
using testing::with_in_degrees;

double spread(const Graph& graph, Model model, std::vector<VertexId> seeds, unsigned max_hops = kAnyHops) {
    return exact_spread(graph, model, seeds, max_hops).total;
}

/// Mean size of a vertex's component in the random graph on n vertices, from the chance that k of them are connected
/// (Gilbert 1959): C_n = 1 - sum over k < n of C(n-1, k-1) C_k (1-p)^(k (n-k)).
double expected_component(unsigned n, double p) {
    std::vector<double> connected(n + 1, 1.0);
    std::vector<std::vector<double>> choose(n + 1, std::vector<double>(n + 1, 0.0));
    for (unsigned i = 0; i <= n; ++i) {
        choose[i][0] = 1;
        for (unsigned j = 1; j <= i; ++j)
            choose[i][j] = choose[i - 1][j - 1] + (j < i ? choose[i - 1][j] : 0);
    }
    const auto cut = [&](unsigned k, unsigned all) { return std::pow(1 - p, k * (all - k)); };
    for (unsigned m = 2; m <= n; ++m)
        for (unsigned k = 1; k < m; ++k)
            connected[m] -= choose[m - 1][k - 1] * connected[k] * cut(k, m);
    double mean = 0;
    for (unsigned k = 1; k <= n; ++k)
        mean += k * choose[n - 1][k - 1] * connected[k] * cut(k, n);
    return mean;
}

TEST(ExactSpread, PathIsAGeometricSum) {
    EXPECT_DOUBLE_EQ(spread(with_constant(testing::path(5), 0.5), Model::ic, {0}), 1.9375);
    EXPECT_DOUBLE_EQ(spread(with_constant(testing::path(5), 0.5), Model::lt, {0}), 1.9375);
    EXPECT_DOUBLE_EQ(spread(with_constant(testing::path(5), 0.5), Model::ic, {3}), 1.5);
    const ExactSpread far = exact_spread(with_constant(testing::path(5), 0.3), Model::ic, std::vector<VertexId>{0});
    ASSERT_EQ(far.newly_active.size(), 5U);
    for (unsigned hop = 0; hop < 5; ++hop) {
        EXPECT_NEAR(far.newly_active[hop], std::pow(0.3, hop), 1e-15);
        EXPECT_NEAR(far.activation[hop], std::pow(0.3, hop), 1e-15);
    }
}

TEST(ExactSpread, StarFromItsCentreAndFromALeaf) {
    for (const double p : {0.1, 0.5, 0.9}) {
        const Graph graph = with_constant(testing::star(7), p);
        EXPECT_NEAR(spread(graph, Model::ic, {0}), 1 + 6 * p, 1e-10);
        EXPECT_NEAR(spread(graph, Model::ic, {3}), 1 + p + 5 * p * p, 1e-10);
        EXPECT_NEAR(spread(graph, Model::ic, {3}, 1), 1 + p, 1e-10);
    }
}

TEST(ExactSpread, DiamondInBothModels) {
    const Graph graph = with_constant(testing::diamond(), 0.5);
    EXPECT_DOUBLE_EQ(spread(graph, Model::ic, {0}), 2.4375);
    EXPECT_DOUBLE_EQ(spread(graph, Model::ic, {0}, 1), 2.0);
    EXPECT_DOUBLE_EQ(spread(graph, Model::lt, {0}), 2.5);
    EXPECT_DOUBLE_EQ(spread(graph, Model::ic, {0}, 0), 1.0);
}

TEST(ExactSpread, CycleCountsBothWaysRoundOnce) {
    for (const VertexId n : {VertexId{3}, VertexId{4}, VertexId{5}, VertexId{8}})
        for (const double p : {0.3, 0.5}) {
            double expected = 1 - (static_cast<double>(n) - 1) * std::pow(p, n);
            for (VertexId d = 1; d < n; ++d)
                expected += 2 * std::pow(p, d);
            EXPECT_NEAR(spread(with_constant(testing::cycle(n), p), Model::ic, {0}), expected, 1e-10)
                << n << " of " << p;
        }
    EXPECT_NEAR(spread(with_constant(testing::cycle(5), 0.3), Model::ic, {2}), 1.84048, 1e-10);
    EXPECT_NEAR(spread(with_constant(testing::cycle(3), 0.5), Model::ic, {0}), 2.25, 1e-10);
    EXPECT_NEAR(spread(with_constant(testing::cycle(3), 0.5), Model::ic, {0, 1}), 2.75, 1e-10);
}

TEST(ExactSpread, CompleteGraphFollowsGilbert) {
    EXPECT_NEAR(spread(with_constant(testing::complete(4), 0.3), Model::ic, {1}), 2.316556, 1e-6);
    EXPECT_NEAR(spread(with_constant(testing::complete(5), 0.2), Model::ic, {0}), 2.270137242, 1e-9);
    for (const unsigned n : {2U, 3U, 4U, 5U})
        EXPECT_NEAR(spread(with_constant(testing::complete(n), 0.4), Model::ic, {0}), expected_component(n, 0.4),
                    1e-10);
}

TEST(ExactSpread, EqualWeights) {
    EXPECT_NEAR(spread(with_in_degrees(testing::cycle(4)), Model::lt, {0}), 2.75, 1e-10);
    EXPECT_NEAR(spread(with_in_degrees(testing::cycle(4)), Model::lt, {0, 2}), 4.0, 1e-10);
    EXPECT_NEAR(spread(with_in_degrees(testing::complete(4)), Model::lt, {3}), 2.888889, 1e-6);
    EXPECT_NEAR(spread(with_in_degrees(testing::complete(4)), Model::ic, {0}), 2.485596708, 1e-9);
}

TEST(ExactSpread, HopsAndActivationAddUpToTheTotal) {
    for (const Model model : {Model::ic, Model::lt})
        for (std::uint64_t seed = 1; seed <= 5; ++seed) {
            const Graph graph = with_in_degrees(testing::random_directed(8, 14, seed));
            const ExactSpread exact = exact_spread(graph, model, std::vector<VertexId>{0, 5});
            EXPECT_NEAR(std::accumulate(exact.newly_active.begin(), exact.newly_active.end(), 0.0), exact.total, 1e-10);
            EXPECT_NEAR(std::accumulate(exact.activation.begin(), exact.activation.end(), 0.0), exact.total, 1e-10);
            double within = 0;
            for (unsigned hop = 0; hop < exact.newly_active.size(); ++hop) {
                within += exact.newly_active[hop];
                EXPECT_NEAR(spread(graph, model, {0, 5}, hop), within, 1e-10);
            }
        }
}

TEST(ExactSpread, CertainAndImpossibleArcsCostNoWorlds) {
    EXPECT_DOUBLE_EQ(spread(with_constant(testing::complete(30), 1.0), Model::ic, {7}), 30.0);
    EXPECT_DOUBLE_EQ(spread(with_constant(testing::complete(30), 0.0), Model::ic, {7}), 1.0);
    EXPECT_DOUBLE_EQ(spread(with_in_degrees(testing::path(50)), Model::lt, {0}), 50.0);
}

TEST(ExactSpread, NoSeedsNoVerticesAndRepeatedSeeds) {
    EXPECT_EQ(spread({}, Model::ic, {}), 0.0);
    EXPECT_EQ(spread(with_constant(testing::diamond(), 0.5), Model::lt, {}), 0.0);
    EXPECT_EQ(spread({1, {}}, Model::ic, {0}), 1.0);
    EXPECT_DOUBLE_EQ(spread(with_constant(testing::diamond(), 0.5), Model::ic, {0, 0, 0}), 2.4375);
}

TEST(ExactSpread, RefusesWhatItCannotAnswer) {
    EXPECT_THROW(spread({2, {}}, Model::ic, {2}), InternalError);
    EXPECT_THROW(spread({2, {{0, 2, 0.5}}}, Model::ic, {0}), InternalError);
    EXPECT_THROW(spread({2, {{0, 1, 1.5}}}, Model::ic, {0}), InternalError);
    EXPECT_THROW(spread({3, {{0, 2, 0.6}, {1, 2, 0.6}}}, Model::lt, {0}), InternalError);
    EXPECT_THROW(spread(with_constant(testing::karate(), 0.1), Model::ic, {0}), InternalError);
}

} // namespace
} // namespace cascade::reference
