#include "kernels/diffusion/epidemic_law.hpp"
#include "kernels/reference/step_models.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/reference.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

TEST(EpidemicLaw, EpidemicsAreThoseOfTheReference) {
    const SmallGraph shape = testing::random_directed(30, 120, 8);
    const std::vector<VertexId> seeds = {0, 1};
    constexpr std::uint64_t kWorlds = 4000;
    constexpr unsigned kSteps = 12;
    const reference::Graph plain = testing::with_constant(shape, 0.2);
    for (const auto& [model, rule] : {std::pair(ForwardModel::si, reference::EpidemicRule{}),
                                      {ForwardModel::sis, reference::EpidemicRule{0.3, 1, false, true}},
                                      {ForwardModel::sir, reference::EpidemicRule{0.3, 1, false, false}},
                                      {ForwardModel::seir, reference::EpidemicRule{0.3, 0.4, true, false}},
                                      {ForwardModel::si, reference::EpidemicRule{0, 1, false, false, 0.5}},
                                      {ForwardModel::sis, reference::EpidemicRule{0.3, 1, false, true, 0.6}},
                                      {ForwardModel::sir, reference::EpidemicRule{0.1, 1, false, false, 0.3}},
                                      {ForwardModel::seir, reference::EpidemicRule{0.1, 0.4, true, false, 0.5}}}) {
        ForwardOptions options = epidemic(model, 0.2, rule.recovery, kSteps, kWorlds);
        options.latency = rule.latency;
        options.activity_decay = rule.activity_decay;
        const ForwardResult result = alone(shape, options, seeds);
        const auto run = [&, rule = rule](std::uint64_t w) { return epidemic_world(plain, rule, seeds, kSteps, w); };
        expect_like_reference(
            result.active, kSteps, kWorlds, [&](std::uint64_t w) { return run(w).active; }, "active");
        if (model != ForwardModel::si)
            expect_like_reference(
                level_of(result, "infectious").hops, kSteps, kWorlds,
                [&](std::uint64_t w) { return run(w).infectious; }, "infectious");
        if (model == ForwardModel::sir || model == ForwardModel::seir)
            expect_like_reference(
                level_of(result, "recovered").hops, kSteps, kWorlds, [&](std::uint64_t w) { return run(w).recovered; },
                "recovered");
    }
}

TEST(EpidemicLaw, SirOnTheCompleteGraphIsTheChainBinomial) {
    constexpr unsigned kVertices = 20;
    constexpr std::uint64_t kWorlds = 40000;
    const ForwardResult result =
        alone(testing::complete(kVertices), epidemic(ForwardModel::sir, 0.04, 0.25, 30, kWorlds), {5});
    for (const unsigned step : {1U, 3U, 8U, 30U}) {
        const auto exact = reference::complete_graph_sir(kVertices, 0.04, 0.25, step);
        std::vector<double> recovered(kVertices + 1);
        double infectious = 0;
        for (unsigned i = 0; i <= kVertices; ++i)
            for (unsigned r = 0; r <= kVertices; ++r) {
                recovered[r] += exact[i][r] * static_cast<double>(kWorlds);
                infectious += i * exact[i][r];
            }
        EXPECT_LT(std::abs(distance(level_of(result, "infectious").hops, step, infectious)), 4) << "step " << step;
        std::vector<std::uint64_t> counts(kVertices + 1);
        const auto& hops = level_of(result, "recovered").hops;
        for (const Distribution::Entry& entry : hops[std::min<std::size_t>(step, hops.size() - 1)].values())
            counts[static_cast<std::size_t>(entry.value)] = entry.worlds;
        EXPECT_LT(testing::chi_square_distance(counts, recovered), 4) << "step " << step;
    }
}

TEST(EpidemicLaw, SisSettlesAtItsEndemicLevel) {
    // Well mixed: in a step the infectious share i becomes (1 - g) i + (1 - i)(1 - (1 - b)^(n i)).
    constexpr VertexId n = 300;
    constexpr double beta = 0.002;
    constexpr double gamma = 0.2;
    double share = 0.5;
    for (int step = 0; step < 1000; ++step)
        share = (1 - gamma) * share + (1 - share) * (1 - std::pow(1 - beta, static_cast<double>(n) * share));
    std::vector<VertexId> seeds(100);
    for (VertexId v = 0; v < seeds.size(); ++v)
        seeds[v] = v;
    const ForwardResult result = alone(testing::complete(n), epidemic(ForwardModel::sis, beta, gamma, 60, 64), seeds);
    const double measured = level_of(result, "infectious").hops.back().mean() / static_cast<double>(n);
    EXPECT_NEAR(measured, share, 0.02); // a finite graph lies a little lower
    EXPECT_GT(share, 0.5);
}

/// 1 - Π(1 - p f^(a-1)) over the ages a = 1 … steps: an edge that is tried in so many steps.
double infected_within(double p, double f, unsigned steps) {
    double spared = 1;
    for (unsigned age = 1; age <= steps; ++age)
        spared *= 1 - p * std::pow(f, age - 1.0);
    return 1 - spared;
}

TEST(EpidemicLaw, ActivityFadesWithAge) {
    constexpr std::uint64_t kWorlds = 100000;
    for (const double f : {0.0, 0.5, 0.9}) {
        ForwardOptions options = epidemic(ForwardModel::si, 0.3, 0, 8, kWorlds);
        options.activity_decay = f;
        const ForwardResult edge = alone(path(2), options, {0});
        for (unsigned step = 1; step <= 8; ++step)
            EXPECT_LT(std::abs(distance(edge.active, step, 1 + infected_within(0.3, f, step))), 4) << f << " " << step;
        options.hop_factors = {1, 0.5}; // from the second step on, whatever the age
        const ForwardResult both = alone(path(2), options, {0});
        EXPECT_LT(std::abs(distance(both.active, 2, 1 + 1 - (1 - 0.3) * (1 - 0.3 * f * 0.5))), 4) << f;
    }
}

TEST(EpidemicLaw, WhoRecoversTriesNoMoreHoweverFresh) {
    // The centre of a star tries in its first a steps with probability (1 - g)^(a-1).
    constexpr double p = 0.2, f = 0.7, g = 0.25;
    constexpr unsigned kSteps = 12;
    ForwardOptions options = epidemic(ForwardModel::sir, p, g, kSteps, 50000);
    options.activity_decay = f;
    SmallGraph spokes = directed(9, {});
    for (VertexId leaf = 1; leaf < 9; ++leaf)
        spokes.arcs.push_back({0, leaf});
    double leaf = 0;
    double lives = 1; // still infectious at the start of the step
    for (unsigned age = 1; age <= kSteps; ++age) {
        const double ends = age == kSteps ? lives : lives * g;
        leaf += ends * infected_within(p, f, age);
        lives *= 1 - g;
    }
    EXPECT_LT(std::abs(distance(alone(spokes, options, {0}).active, kSteps, 1 + 8 * leaf)), 4);
}

TEST(EpidemicLaw, AgeCountsFromTheEndOfExposure) {
    // 0 exposes 1 in the first step; it emerges in step m = 2, 3, … and tries 2 from the next on.
    constexpr double p = 0.5, f = 0.4, emerges = 0.3;
    ForwardOptions options = epidemic(ForwardModel::seir, 0, 0, 9, 100000);
    options.diffusion.probability = parse_probability("weights");
    options.latency = emerges;
    options.activity_decay = f;
    const SmallGraph chain = directed(3, {{0, 1, 1.0F}, {1, 2, 0.5F}}, true);
    const ForwardResult result = alone(chain, options, {0});
    for (unsigned step = 2; step <= 9; ++step) {
        double third = 0;
        for (unsigned m = 2; m < step; ++m)
            third += emerges * std::pow(1 - emerges, m - 2.0) * infected_within(p, f, step - m);
        EXPECT_LT(std::abs(distance(result.active, step, 2 + third)), 4) << "step " << step;
    }
}

TEST(EpidemicLaw, SmallerFactorsCrossWithinLargerOnes) {
    on_one_rank(star(40), [](Context& context, const PartitionedGraph& graph) {
        DiffusionOptions diffusion;
        diffusion.probability = parse_probability("constant:0.6");
        const LiveArcs arcs(context, graph, diffusion, Direction::out);
        const auto crossed = [&](double f, std::uint32_t step) {
            ForwardOptions options = epidemic(ForwardModel::si, 0.6, 0, 9, 64);
            options.activity_decay = f;
            const EpidemicLaw law(arcs, options);
            EpidemicLaw::Record record{};
            EpidemicLaw::BlockState state;
            std::vector<std::uint64_t> worlds_of(arcs.vertices());
            Where where{7, 0, 0, 0, 0};
            law.start(where, record, state, ~std::uint64_t{0}, [](auto&&...) {});
            where.step = step;
            law.leave(
                where, [&]() -> EpidemicLaw::Record& { return record; }, state, ~std::uint64_t{0},
                [&](EdgeId place, std::uint64_t worlds, const EpidemicLaw::Payload&) {
                    worlds_of[law.target(place)] |= worlds;
                });
            return worlds_of;
        };
        for (const std::uint32_t step : {1U, 2U, 5U}) {
            const auto all = crossed(1, step), most = crossed(0.8, step), some = crossed(0.5, step);
            std::uint64_t fewer = 0;
            for (VertexId v = 0; v < 40; ++v) {
                EXPECT_EQ(some[v] & ~most[v], 0U) << "step " << step;
                EXPECT_EQ(most[v] & ~all[v], 0U) << "step " << step;
                fewer += static_cast<std::uint64_t>(std::popcount(all[v]) - std::popcount(some[v]));
            }
            EXPECT_EQ(fewer > 0, step > 1) << "step " << step;
        }
    });
}

TEST(EpidemicLaw, AFactorOfOneIsThePlainModel) {
    for (const ForwardModel model : {ForwardModel::si, ForwardModel::sis, ForwardModel::sir, ForwardModel::seir}) {
        ForwardOptions options = epidemic(model, 0.2, 0.3, 10, 500);
        options.latency = 0.5;
        const ForwardResult plain = alone(karate(), options, {33, 0});
        options.activity_decay = 1;
        EXPECT_EQ(alone(karate(), options, {33, 0}).active, plain.active);
        options.activity_decay = 0.5;
        EXPECT_LT(alone(karate(), options, {33, 0}).active.back().mean(), plain.active.back().mean());
    }
}

} // namespace
} // namespace cascade
