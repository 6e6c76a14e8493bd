#include "kernels/reference/exact_producers.hpp"
#include "kernels/reference/exact_spread.hpp"

#include <gtest/gtest.h>

namespace cascade::reference {
namespace {

const std::vector<VertexId> kSeed = {0};

/// 0 tells 1 and 2, 1 tells 2: 2 may be of generation 1 or 2.
Graph shortcut(double p) {
    return {3, {{0, 1, p}, {0, 2, p}, {1, 2, p}}};
}

TEST(ExactProducers, AnEdgeIsTriedUntilSomebodyGivesUp) {
    for (const double p : {0.1, 0.6, 1.0})
        for (const double rho : {0.0, 0.3, 0.9}) {
            const ExactProducers edge = exact_producers({2, {{0, 1, p}}}, rho, kSeed);
            EXPECT_NEAR(edge.active.back(), 1 + p / (1 - rho + rho * p), 1e-9) << p << " " << rho;
            EXPECT_NEAR(edge.tries, edge.active.back() / (1 - rho), 1e-9);
            EXPECT_NEAR(edge.producers, edge.active.back() * rho, 1e-9);
            EXPECT_NEAR(edge.died_out, 1, 1e-9);
        }
}

TEST(ExactProducers, LeavesOfAStarShareTheTriesOfItsCentre) {
    // By the distribution of tries: each leaf is reached with p / (1 - rho + rho p), both more often than if apart.
    const double p = 0.4, rho = 0.5;
    const ExactProducers star = exact_producers({3, {{0, 1, p}, {0, 2, p}}}, rho, kSeed);
    EXPECT_NEAR(star.active.back(), 1 + 2 * p / (1 - rho + rho * p), 1e-9);
    EXPECT_NEAR(star.generations[1], star.active.back() - 1, 1e-9);
}

TEST(ExactProducers, TwoHopsByHand) {
    // Everybody tries again. 1 is active after step 1 with 1/2, after step 2 with 3/4. 2 is of generation 1 with 3/4, of
    // generation 2 with 1/16: missed in step 1, with 1 active, then missed by 0 and reached by 1.
    const ExactProducers two = exact_producers(shortcut(0.5), 1, kSeed, 2);
    EXPECT_EQ(two.active, (std::vector<double>{1, 2, 2.5625}));
    EXPECT_EQ(two.generations, (std::vector<double>{1, 1.5, 0.0625}));
    EXPECT_EQ(two.tries, 3); // twice by 0, and by each that was active after step 1
    EXPECT_EQ(two.producers, 1);
    EXPECT_EQ(two.died_out, 0);
}

TEST(ExactProducers, WithoutASecondTryItIsThePlainCascade) {
    const Graph graph{5, {{0, 1, 0.5}, {0, 2, 0.3}, {1, 2, 0.9}, {2, 3, 0.4}, {3, 1, 0.7}, {3, 4, 0.6}, {4, 0, 0.2}}};
    for (const unsigned hops : {0U, 1U, 2U, kAnyHops}) {
        const ExactProducers once = exact_producers(graph, 0, kSeed, hops);
        const ExactSpread plain = exact_spread(graph, Model::ic, kSeed, hops);
        EXPECT_NEAR(once.active.back(), plain.total, 1e-9) << hops;
        for (std::size_t hop = 0; hop < plain.newly_active.size(); ++hop)
            EXPECT_NEAR(once.generations[hop], plain.newly_active[hop], 1e-9) << "generations are hops";
        EXPECT_EQ(once.producers, 0);
    }
}

TEST(ExactProducers, NobodyAndSeedsAlone) {
    EXPECT_EQ(exact_producers({0, {}}, 0.5, {}).active, std::vector<double>{0});
    EXPECT_EQ(exact_producers({2, {{0, 1, 1}}}, 0.5, {}).died_out, 1);
    const ExactProducers alone = exact_producers({1, {}}, 0.5, kSeed, 3);
    EXPECT_NEAR(alone.died_out, 1 - 0.125, 1e-12); // three times it went on
    EXPECT_NEAR(alone.tries, 1.75, 1e-12);
    EXPECT_THROW(exact_producers({1, {}}, 0.5, std::vector<VertexId>{1}), InternalError);
}

} // namespace
} // namespace cascade::reference
