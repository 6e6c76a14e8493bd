#include "engine/core/error.hpp"
#include "kernels/reference/exact_spread.hpp"
#include "kernels/reference/exact_times.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace cascade::reference {
namespace {

TEST(ExactTimes, APathIsASumOfExponentials) {
    const Graph path{4, {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}}};
    const std::vector<double> rates = {1, 1, 1};
    const std::vector<VertexId> seeds = {0};
    EXPECT_NEAR(exact_active_by(path, Model::ic, seeds, rates, 2), 1 + .864664717 + .593994150 + .323323584, 1e-8);
    EXPECT_NEAR(exact_active_by(path, Model::ic, seeds, rates, 0), 1, 1e-12);
}

TEST(ExactTimes, TwoArcsIntoOneRace) {
    const Graph race{3, {{0, 2, 0.5}, {1, 2, 0.5}}};
    const std::vector<double> rates = {1, 3};
    const std::vector<VertexId> seeds = {0, 1};
    const double slow = 1 - std::exp(-0.7), fast = 1 - std::exp(-2.1), both = 1 - std::exp(-2.8);
    EXPECT_NEAR(exact_active_by(race, Model::ic, seeds, rates, 0.7), 2 + (slow + fast + both) / 4, 1e-10);
    EXPECT_NEAR(exact_active_by(race, Model::lt, seeds, rates, 0.7), 2 + (slow + fast) / 2, 1e-10);
}

TEST(ExactTimes, LateItIsTheSpread) {
    const Graph graph{5, {{0, 1, .3}, {1, 2, .6}, {0, 2, .2}, {2, 3, .5}, {3, 1, .4}, {3, 4, .7}}};
    const std::vector<double> rates = {1, 2, 3, 1, 2, 5};
    const std::vector<VertexId> seeds = {0};
    for (const Model model : {Model::ic, Model::lt})
        EXPECT_NEAR(exact_active_by(graph, model, seeds, rates, 60), exact_spread(graph, model, seeds).total, 1e-9);
}

TEST(ExactTimes, RefusesWhatIsTooLarge) {
    Graph graph{11, {}};
    EXPECT_THROW(exact_active_by(graph, Model::ic, {}, {}, 1), InternalError);
}

} // namespace
} // namespace cascade::reference
