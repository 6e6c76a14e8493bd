#include "engine/core/error.hpp"
#include "kernels/reference/exact_seeds.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

namespace cascade::reference {
namespace {

using testing::with_constant;
using testing::with_in_degrees;
using Seeds = std::vector<VertexId>;

TEST(BestSeeds, CentreOfAStarAndOppositeEndsOfACycle) {
    EXPECT_EQ(best_seeds(with_constant(testing::star(8), 0.3), Model::ic, 1).seeds, Seeds{0});
    const ExactSeeds opposite = best_seeds(with_in_degrees(testing::cycle(4)), Model::lt, 2);
    EXPECT_EQ(opposite.seeds, (Seeds{0, 2}));
    EXPECT_NEAR(opposite.spread, 4.0, 1e-12);
    EXPECT_EQ(best_seeds(with_constant(testing::path(5), 0.5), Model::ic, 2, 0).seeds, (Seeds{0, 1})); // all equal
}

TEST(BestSeeds, BeatsGreedyWhereGreedyErrs) {
    // 0 reaches 4 of the 6 leaves and is taken first; 1 and 2 together reach all six.
    Graph graph{9, {}};
    for (const VertexId leaf : {3, 4, 6, 7})
        graph.arcs.push_back({0, leaf, 1.0});
    for (const VertexId leaf : {3, 4, 5})
        graph.arcs.push_back({1, leaf, 1.0});
    for (const VertexId leaf : {6, 7, 8})
        graph.arcs.push_back({2, leaf, 1.0});
    const ExactSeeds best = best_seeds(graph, Model::ic, 2);
    EXPECT_EQ(best.seeds, (Seeds{1, 2}));
    EXPECT_EQ(best.spread, 8.0);
    const ExactSeeds greedy = greedy_seeds(graph, Model::ic, 2);
    EXPECT_EQ(greedy.seeds, (Seeds{0, 1}));
    EXPECT_EQ(greedy.spread, 7.0);
}

TEST(GreedySeeds, KeepsItsPromise) {
    for (const Model model : {Model::ic, Model::lt})
        for (std::uint64_t seed = 1; seed <= 6; ++seed) {
            const Graph graph = with_in_degrees(testing::random_directed(7, 12, seed));
            for (const std::size_t k : {1U, 2U, 3U}) {
                const double best = best_seeds(graph, model, k).spread;
                const double greedy = greedy_seeds(graph, model, k).spread;
                EXPECT_LE(greedy, best + 1e-12);
                EXPECT_GE(greedy, (1 - 1 / 2.718281828) * best);
                if (k == 1) {
                    EXPECT_NEAR(greedy, best, 1e-12);
                }
            }
        }
}

TEST(GreedySeeds, TiesGoToTheSmallestVertex) {
    EXPECT_EQ(greedy_seeds(with_constant(testing::cycle(5), 0.3), Model::ic, 1).seeds, Seeds{0});
    EXPECT_EQ(greedy_seeds({4, {}}, Model::ic, 3).seeds, (Seeds{0, 1, 2}));
}

TEST(ExactSeeds, NoneAllAndMoreThanThereAre) {
    EXPECT_TRUE(best_seeds(with_constant(testing::diamond(), 0.5), Model::ic, 0).seeds.empty());
    EXPECT_EQ(best_seeds(with_constant(testing::diamond(), 0.5), Model::ic, 0).spread, 0.0);
    EXPECT_TRUE(greedy_seeds({}, Model::ic, 3).seeds.empty());
    EXPECT_EQ(best_seeds({}, Model::ic, 3).spread, 0.0);
    EXPECT_EQ(best_seeds(with_constant(testing::diamond(), 0.5), Model::ic, 9).seeds, (Seeds{0, 1, 2, 3}));
    EXPECT_NEAR(greedy_seeds(with_constant(testing::diamond(), 0.5), Model::ic, 9).spread, 4.0, 1e-12);
    EXPECT_THROW(best_seeds({13, {}}, Model::ic, 1), InternalError);
}

} // namespace
} // namespace cascade::reference
