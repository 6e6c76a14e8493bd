#include "kernels/reference/exact_times.hpp"
#include "kernels/reference/timed_worlds.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace cascade::reference {
namespace {

const Graph kGraph{5, {{0, 1, .3}, {1, 2, .6}, {0, 2, .2}, {2, 3, .5}, {3, 1, .4}, {3, 4, .7}}};

TEST(TimedWorlds, FixedDelaysAreAddedUp) {
    const Graph path{4, {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}}};
    TimedRule rule;
    rule.scales = {0.5, 1, 2};
    rule.deadline = 1.5;
    TimedWorlds worlds(path, rule);
    const StepWorld world = worlds.next(std::vector<VertexId>{0, 0});
    EXPECT_EQ(world.active.back(), 3);
    EXPECT_EQ(worlds.times(), (std::vector<double>{0, 500'000, 1'500'000, std::numeric_limits<double>::infinity()}));
}

TEST(TimedWorlds, AScaleThatIsNoDecimalStillArrivesAtTheDeadline) {
    const Graph path{4, {{0, 1, 1}, {1, 2, 1}, {2, 3, 1}}};
    TimedRule rule;
    rule.scales.assign(3, static_cast<double>(0.1F));
    rule.deadline = 0.3;
    EXPECT_EQ(TimedWorlds(path, rule).next(std::vector<VertexId>{0}).active.back(), 4);
    rule.scales.assign(3, 4e-7);
    rule.deadline = 0;
    EXPECT_EQ(TimedWorlds(path, rule).next(std::vector<VertexId>{0}).active.back(), 4);
}

TEST(TimedWorlds, MeansAreExact) {
    const std::vector<double> means = {1, 0.5, 2, 1, 0.7, 0.2};
    std::vector<double> rates;
    for (const double mean : means)
        rates.push_back(1 / mean);
    for (const bool thresholds : {false, true}) {
        TimedRule rule;
        rule.thresholds = thresholds;
        rule.delay = TimedRule::Delay::exponential;
        rule.scales = means;
        rule.deadline = 1.3;
        TimedWorlds worlds(kGraph, rule);
        constexpr int kWorlds = 100'000;
        double sum = 0, squares = 0;
        for (int w = 0; w < kWorlds; ++w) {
            const double active = worlds.next(std::vector<VertexId>{0}).active.back();
            sum += active;
            squares += active * active;
        }
        const double mean = sum / kWorlds, error = std::sqrt((squares / kWorlds - mean * mean) / kWorlds);
        const double exact =
            exact_active_by(kGraph, thresholds ? Model::lt : Model::ic, std::vector<VertexId>{0}, rates, 1.3);
        EXPECT_LE(std::abs(mean - exact), 4 * error) << (thresholds ? "lt" : "ic");
    }
}

TEST(TimedWorlds, WhoIsClosedTakesNothing) {
    TimedRule rule;
    rule.scales.assign(6, 1);
    rule.deadline = std::numeric_limits<double>::infinity();
    rule.acceptance = {1, 0, 0, 0, -1};
    rule.weights = {2.5, 1, 1, 1, 1};
    TimedWorlds worlds(kGraph, rule);
    const StepWorld world = worlds.next(std::vector<VertexId>{0, 4});
    EXPECT_EQ(world.active.back(), 1);
    EXPECT_EQ(world.value, 2.5);
}

} // namespace
} // namespace cascade::reference
