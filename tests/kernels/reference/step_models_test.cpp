#include "kernels/reference/step_models.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace cascade::reference {
namespace {

/// 0 -> 1 -> 2 -> 3
Graph path(double p) {
    return {4, {{0, 1, p}, {1, 2, p}, {2, 3, p}}};
}

TEST(StepModels, CertainEpidemicsWalkAStepAtATime) {
    const std::vector<VertexId> seeds = {0};
    const StepWorld sir = epidemic_world(path(1), {1, 1, false, false}, seeds, 5, 1);
    EXPECT_EQ(sir.active, (std::vector<double>{1, 2, 3, 4, 4, 4}));
    EXPECT_EQ(sir.infectious, (std::vector<double>{1, 1, 1, 1, 0, 0}));
    EXPECT_EQ(sir.recovered, (std::vector<double>{0, 1, 2, 3, 4, 4}));
    const StepWorld seir = epidemic_world(path(1), {1, 1, true, false}, seeds, 3, 1);
    EXPECT_EQ(seir.active, (std::vector<double>{1, 2, 2, 3}));
    EXPECT_EQ(seir.infectious, (std::vector<double>{1, 0, 1, 0}));
    const StepWorld sis = epidemic_world({2, {{0, 1, 1}, {1, 0, 1}}}, {1, 1, false, true}, seeds, 3, 1);
    EXPECT_EQ(sis.infectious, (std::vector<double>{1, 1, 1, 1})); // back and forth
    EXPECT_EQ(sis.active, (std::vector<double>{1, 2, 2, 2}));
}

TEST(StepModels, ActivityThatFadesAtOnceTriesOnce) {
    const std::vector<VertexId> seeds = {0};
    const EpidemicRule once{0, 1, false, false, 0};
    double reached = 0;
    for (std::uint64_t world = 0; world < 4000; ++world) {
        const StepWorld path_world = epidemic_world(path(0.5), once, seeds, 9, world);
        EXPECT_EQ(path_world.infectious, path_world.active); // nobody recovers
        reached += path_world.active.back();
    }
    EXPECT_NEAR(reached / 4000, 1.875, 0.1); // 1 + 1/2 + 1/4 + 1/8
    EXPECT_EQ(epidemic_world(path(1), once, seeds, 5, 1).active, (std::vector<double>{1, 2, 3, 4, 4, 4}));
}

TEST(StepModels, OpinionsFollowTheQuality) {
    const std::vector<VertexId> seeds = {0};
    EXPECT_EQ(opinion_world(path(1), 1, seeds, 1).positive, (std::vector<double>{1, 2, 3, 4}));
    EXPECT_EQ(opinion_world(path(1), 0, seeds, 1).positive, (std::vector<double>{0, 0, 0, 0}));
    double positive = 0;
    for (std::uint64_t world = 0; world < 4000; ++world)
        positive += opinion_world(path(1), 0.5, seeds, world).positive.back();
    EXPECT_NEAR(positive / 4000, 0.9375, 0.1); // 1/2 + 1/4 + 1/8 + 1/16
}

TEST(StepModels, ThresholdsNeedTheWeight) {
    const Graph both{3, {{0, 2, 0.5}, {1, 2, 0.5}}};
    const std::vector<double> half = {0.5, 0.5, 0.5}, all = {1, 1, 1}, nothing = {0, 0, 0};
    EXPECT_EQ(threshold_world(both, half, std::vector<VertexId>{0}).active, (std::vector<double>{1, 2}));
    EXPECT_EQ(threshold_world(both, all, std::vector<VertexId>{0}).active, (std::vector<double>{1}));
    EXPECT_EQ(threshold_world(both, all, std::vector<VertexId>{0, 1}).active, (std::vector<double>{2, 3}));
    EXPECT_EQ(threshold_world(both, nothing, {}).active, (std::vector<double>{0}));
}

TEST(StepModels, TheChainBinomialIsADistribution) {
    const auto two = complete_graph_sir(2, 0.3, 0.4, 1);
    EXPECT_NEAR(two[1][0], 0.7 * 0.6, 1e-12);
    EXPECT_NEAR(two[2][0], 0.3 * 0.6, 1e-12);
    EXPECT_NEAR(two[0][1], 0.7 * 0.4, 1e-12);
    EXPECT_NEAR(two[1][1], 0.3 * 0.4, 1e-12);
    double sum = 0;
    for (const auto& row : complete_graph_sir(8, 0.1, 0.3, 20))
        sum = std::accumulate(row.begin(), row.end(), sum);
    EXPECT_NEAR(sum, 1, 1e-9);
}

} // namespace
} // namespace cascade::reference
