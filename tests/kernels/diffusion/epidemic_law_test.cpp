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
                                      {ForwardModel::seir, reference::EpidemicRule{0.3, 0.4, true, false}}}) {
        ForwardOptions options = epidemic(model, 0.2, rule.recovery, kSteps, kWorlds);
        options.latency = rule.latency;
        const ForwardResult result = alone(shape, options, seeds);
        const auto run = [&](std::uint64_t w) { return epidemic_world(plain, rule, seeds, kSteps, w); };
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

} // namespace
} // namespace cascade
