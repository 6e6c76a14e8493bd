#include "kernels/reference/exact_producers.hpp"
#include "kernels/reference/exact_spread.hpp"
#include "kernels/reference/forward_worlds.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace cascade::reference {
namespace {

constexpr std::uint64_t kWorlds = 20000;

/// 0 -> 1 -> 2 -> 3
Graph path(double p) {
    return {4, {{0, 1, p}, {1, 2, p}, {2, 3, p}}};
}

/// Two ways to everywhere, a cycle, and a leaf.
Graph knot(double p) {
    return {6,
            {{0, 1, p}, {0, 2, p / 2}, {1, 3, p}, {2, 3, p}, {3, 4, p / 3}, {4, 1, p / 3}, {3, 2, p / 2}, {4, 5, p}}};
}

ForwardRule rule_of(ForwardRule::Kind kind, unsigned max_hops = kAnyHops) {
    ForwardRule rule;
    rule.kind = kind;
    rule.max_hops = max_hops;
    return rule;
}

struct Mean {
    double sum = 0, squares = 0;
    void add(double value) {
        sum += value;
        squares += value * value;
    }
    double mean() const { return sum / kWorlds; }
    double error() const { return std::sqrt(std::max(squares / kWorlds - mean() * mean(), 0.0) / kWorlds); }
};

Mean mean_of(const std::function<double()>& world) {
    Mean mean;
    for (std::uint64_t i = 0; i < kWorlds; ++i)
        mean.add(world());
    return mean;
}

/// Two estimates of one number.
void expect_alike(const Mean& a, const Mean& b) {
    EXPECT_GT(a.sum, 0);
    EXPECT_NEAR(a.mean(), b.mean(), 4.5 * std::hypot(a.error(), b.error()) + 1e-12);
}

const std::vector<VertexId> kFirst = {0};

TEST(ForwardWorlds, CascadesAndLinearThresholdsHaveTheExactSpread) {
    const std::vector<VertexId> seeds = {0, 0, 4};
    for (const auto& [kind, model] :
         {std::pair{ForwardRule::Kind::cascade, Model::ic}, {ForwardRule::Kind::linear_threshold, Model::lt}})
        for (const unsigned hops : {1U, 2U, kAnyHops}) {
            ForwardWorlds worlds(knot(0.5), rule_of(kind, hops));
            const Mean mean = mean_of([&] { return worlds.next(seeds).active.back(); });
            const double exact = exact_spread(knot(0.5), model, seeds, hops).total;
            EXPECT_NEAR(mean.mean(), exact, 4.5 * mean.error() + 1e-12) << hops;
        }
}

TEST(ForwardWorlds, EpidemicsAreThoseOfTheStepModels) {
    constexpr unsigned kSteps = 7;
    for (const EpidemicRule& epidemic : {EpidemicRule{0, 1, false, false, 1}, EpidemicRule{0.4, 1, false, false, 1},
                                         EpidemicRule{0.4, 1, false, true, 1}, EpidemicRule{0.4, 0.5, true, false, 1},
                                         EpidemicRule{0.3, 0.6, true, false, 0.5}}) {
        ForwardRule rule = rule_of(ForwardRule::Kind::epidemic, kSteps);
        rule.epidemic = epidemic;
        ForwardWorlds worlds(knot(0.5), rule);
        std::uint64_t world = 0;
        const auto plain = [&] { return epidemic_world(knot(0.5), epidemic, kFirst, kSteps, ++world); };
        expect_alike(mean_of([&] { return worlds.next(kFirst).active.back(); }),
                     mean_of([&] { return plain().active.back(); }));
        const Mean infectious = mean_of([&] {
            const StepWorld one = worlds.next(kFirst);
            return one.infectious.size() > kSteps ? one.infectious.back() : 0; // ended before
        });
        expect_alike(infectious, mean_of([&] { return plain().infectious.back(); }));
    }
}

TEST(ForwardWorlds, OpinionsFollowTheQuality) {
    ForwardRule rule = rule_of(ForwardRule::Kind::cascade);
    rule.quality = 0.7;
    ForwardWorlds worlds(knot(0.5), rule);
    std::uint64_t world = 0;
    expect_alike(mean_of([&] { return worlds.next(kFirst).positive.back(); }),
                 mean_of([&] { return opinion_world(knot(0.5), 0.7, kFirst, ++world).positive.back(); }));
}

TEST(ForwardWorlds, ProducersTryAgain) {
    for (const unsigned hops : {3U, kAnyHops}) {
        ForwardRule rule = rule_of(ForwardRule::Kind::cascade, hops);
        rule.respread = 0.4;
        ForwardWorlds worlds(knot(0.5), rule);
        const ExactProducers exact = exact_producers(knot(0.5), 0.4, kFirst, hops);
        std::vector<StepWorld> all;
        for (std::uint64_t i = 0; i < kWorlds; ++i)
            all.push_back(worlds.next(kFirst));
        const auto expect_mean = [&](double expected, const std::function<double(const StepWorld&)>& of) {
            std::size_t i = 0;
            const Mean mean = mean_of([&] { return of(all[i++]); });
            EXPECT_NEAR(mean.mean(), expected, 4.5 * mean.error() + 1e-9);
        };
        expect_mean(exact.active.back(), [](const StepWorld& world) { return world.active.back(); });
        expect_mean(exact.tries, [](const StepWorld& world) { return world.tries; });
        expect_mean(exact.producers, [](const StepWorld& world) { return world.producers; });
        for (std::size_t g = 0; g < 4; ++g)
            expect_mean(exact.generations[g], [g](const StepWorld& world) {
                return g < world.generations.size() ? world.generations[g] : 0;
            });
    }
}

TEST(ForwardWorlds, ThresholdsNeedTheWeight) {
    ForwardRule rule = rule_of(ForwardRule::Kind::threshold);
    rule.wanted = {1, 1, 1};
    const Graph both{3, {{0, 2, 0.5}, {1, 2, 0.5}}};
    EXPECT_EQ(ForwardWorlds(both, rule).next(kFirst).active.back(), 1);
    EXPECT_EQ(ForwardWorlds(both, rule).next(std::vector<VertexId>{0, 1}).active.back(), 3);
    rule.wanted.clear(); // drawn below the sum of 1: half of the worlds
    ForwardWorlds drawn(both, rule);
    const Mean mean = mean_of([&] { return drawn.next(kFirst).active.back(); });
    EXPECT_NEAR(mean.mean(), 1.5, 4.5 * mean.error());
    rule.wanted = {0, 0, 0}; // an arc of weight 0 is no contact
    EXPECT_EQ(ForwardWorlds({3, {{0, 2, 0}}}, rule).next(kFirst).active.back(), 1);
}

TEST(ForwardWorlds, HopFactorsAndAcceptanceThin) {
    ForwardRule rule = rule_of(ForwardRule::Kind::cascade);
    rule.hop_factors = {1, 0.5, 0};
    ForwardWorlds fading(path(1), rule);
    const Mean mean = mean_of([&] { return fading.next(kFirst).active.back(); });
    EXPECT_NEAR(mean.mean(), 2.5, 4.5 * mean.error());

    rule.hop_factors.clear();
    rule.acceptance = {0, 0.5, 1, -1}; // seeds are not asked; the last one is never active
    ForwardWorlds choosy(path(1), rule);
    const Mean open = mean_of([&] { return choosy.next(kFirst).active.back(); });
    EXPECT_NEAR(open.mean(), 2, 4.5 * open.error());
    EXPECT_EQ(choosy.next(std::vector<VertexId>{3}).active.back(), 0);
}

TEST(ForwardWorlds, WhoCountsAndHowFar) {
    ForwardRule rule = rule_of(ForwardRule::Kind::cascade);
    rule.weights = {1, 0, 10, 100};
    rule.worth = {1, 0.5, 0.25};
    EXPECT_EQ(ForwardWorlds(path(1), rule).next(kFirst).value, 1 + 0 + 5 + 25);
    EXPECT_EQ(ForwardWorlds(path(1), rule).next(std::vector<VertexId>{3, 2}).value, 110);
    rule.quality = 0.5; // content d hops away with 1 / 2^(d + 1)
    ForwardWorlds opinions(path(1), rule);
    const Mean mean = mean_of([&] { return opinions.next(kFirst).value; });
    EXPECT_NEAR(mean.mean(), 0.5 + 5.0 / 8 + 25.0 / 16, 4.5 * mean.error());
}

} // namespace
} // namespace cascade::reference
