// Several layers, forward: by hand, against one graph, against all worlds and against the serial reference.

#include "engine/comm/collectives.hpp"
#include "kernels/diffusion/layered_law.hpp"
#include "kernels/reference/layered_worlds.hpp"
#include "tests/support/layers.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

std::vector<double> means(const std::vector<HopLevel>& levels) {
    std::vector<double> result;
    for (const HopLevel& level : levels)
        result.push_back(level.hops.back().mean());
    return result;
}

ForwardResult run_alone(const LayeredShape& shape, const std::vector<VertexId>& seeds, std::uint64_t worlds,
                        bool ablation = false, std::uint64_t random_seed = 1) {
    return on_one_layered_rank(shape, [&](Context& context, const HeldLayers& held) {
        ForwardOptions options = held.forward_options(worlds);
        options.layer_ablation = ablation;
        options.random_seed = random_seed;
        return run_forward(context, held.first(), options, seeds);
    });
}

/// Everything of a result that does not lie on shards; on rank 0.
std::string whole(const ForwardResult& result) {
    std::string text;
    const auto add = [&](const Distribution& distribution) {
        for (const auto& [value, worlds] : distribution.values())
            text += fmt::format("{}x{} ", value, worlds);
        text += "| ";
    };
    for (const auto* list : {&result.newly_active, &result.active, &result.layer_ablation})
        for (const Distribution& distribution : *list)
            add(distribution);
    for (const HopLevel& level : result.layers)
        for (const Distribution& distribution : level.hops)
            add(distribution);
    return text;
}

TEST(LayeredLaw, AnswersWorkedOutByHand) {
    // 0 -> 1 in the first layer and 1 -> 2 in the second; 0 -> 3 in both.
    const LayeredShape shape{
        {{directed(4, {{0, 1}, {0, 3}}), Model::ic, "constant:1"}, {directed(4, {{1, 2}, {0, 3}}), Model::lt, "wc"}}};
    const ForwardResult result = run_alone(shape, {0}, 64, true);
    EXPECT_DOUBLE_EQ(result.active.back().mean(), 4);
    // reached over 1, 2; seeds pass on over 1, 2; those reached over 1 over 1, 2; those over 2 over 1, 2
    EXPECT_EQ(means(result.layers), (std::vector<double>{2, 1, 2, 0, 0, 1, 0, 0}));
    // without the first 3 is reached over the second; without the second 2 is not reached
    EXPECT_DOUBLE_EQ(result.layer_ablation[0].mean(), 2);
    EXPECT_DOUBLE_EQ(result.layer_ablation[1].mean(), 1);
}

TEST(LayeredLaw, TheLowestLayerAndTheLowestWayCountWhereSeveralReach) {
    // 0 -> 1 over the first layer, 0 -> 2 over the second; both reach 3 over the second, where half of the weight is each's.
    const LayeredShape shape{{{directed(4, {{0, 1}}), Model::ic, "constant:1"},
                              {directed(4, {{0, 2}, {1, 3}, {2, 3}}), Model::ic, "constant:1"}}};
    EXPECT_EQ(means(run_alone(shape, {0}, 64).layers), (std::vector<double>{1, 2, 1, 1, 0, 1, 0, 0}));
    LayeredShape weights = shape;
    weights.layers[1].model = Model::lt;
    weights.layers[1].probability = "wc";
    const ForwardResult result = run_alone(weights, {0}, 6400);
    EXPECT_EQ(means(result.layers), (std::vector<double>{1, 2, 1, 1, 0, 1, 0, 0}))
        << "1 and 2 act together, so the lower way passes on, whichever weight was the last that was needed";
}

TEST(LayeredLaw, OneLayerEqualsNone) {
    for (const auto& [model, probability] :
         {std::pair(Model::ic, "wc"), {Model::ic, "constant:0.2"}, {Model::lt, "wc"}}) {
        const SmallGraph shape = random_directed(60, 240, 3);
        const LayeredShape layered{{{shape, model, probability}, {directed(60, {}), Model::ic, "constant:1"}}};
        const std::vector<VertexId> seeds = {3, 0};
        const ForwardResult with = run_alone(layered, seeds, 1000, true);
        const ForwardResult plain = alone(
            shape, options_of(model == Model::ic ? ForwardModel::ic : ForwardModel::lt, probability, 1000), seeds);
        EXPECT_TRUE(with.newly_active == plain.newly_active);
        EXPECT_TRUE(with.active == plain.active);
        EXPECT_TRUE(std::equal(with.activations.begin(), with.activations.end(), plain.activations.begin()));
        EXPECT_EQ(with.levels.size(), 0U);
        EXPECT_EQ(with.layer_ablation[1].mean(), 0);
        EXPECT_DOUBLE_EQ(with.layer_ablation[0].mean(), plain.active.back().mean() - 2);
    }
}

TEST(LayeredLaw, TheMachineDoesNotShow) {
    const std::vector<VertexId> seeds = {3, 0, 3};
    const LayeredShape shape{{{random_directed(50, 150, 4), Model::ic, "constant:0.3"},
                              {random_directed(50, 120, 5, true), Model::lt, "wc"},
                              {random_directed(50, 100, 6, true), Model::ic, "weights"}}};
    const std::string expected = whole(run_alone(shape, seeds, 700, true));
    on_every_layered_machine(shape, [&](Context& context, const HeldLayers& held) {
        ForwardOptions options = held.forward_options(700);
        options.layer_ablation = true;
        const ForwardResult result = run_forward(context, held.first(), options, seeds);
        if (world().is_root()) {
            EXPECT_EQ(whole(result), expected);
        }
    });
}

TEST(LayeredLaw, IdenticalLayersAreOneWithACoinEach) {
    const double p = 0.3;
    const double both = 1 - (1 - p) * (1 - p);
    for (std::uint64_t i = 0; i < 20; ++i) {
        const SmallGraph shape = random_directed(6, 9, 40 + i); // 2^18 worlds of two layers
        const LayeredShape layered{{{shape, Model::ic, "constant:0.3"}, {shape, Model::ic, "constant:0.3"}}};
        const double exact = reference::exact_spread(with_constant(shape, both), Model::ic, exact_layer_seeds()).total;
        EXPECT_NEAR(exact, reference::exact_spread(layered.reference(), exact_layer_seeds()).total, 1e-9);
        const ForwardResult result = run_alone(layered, exact_layer_seeds(), 8192, false, 1 + i);
        EXPECT_LT(std::abs(distance(result.active, result.active.size() - 1, exact)), 4) << i;
    }
}

TEST(LayeredLaw, MeansAreThoseOfAllWorlds) {
    expect_exact_on_layers([](const LayeredShape& shape, std::uint64_t seed, double exact) {
        const ForwardResult result = run_alone(shape, exact_layer_seeds(), 8192, false, seed);
        return distance(result.active, result.active.size() - 1, exact);
    });
}

TEST(LayeredLaw, ReachByLayerIsThatOfTheReference) {
    constexpr std::uint64_t kWorlds = 8192;
    const LayeredShape shape{{{random_directed(30, 70, 14), Model::ic, "constant:0.3"},
                              {random_directed(30, 60, 15), Model::lt, "wc"},
                              {random_directed(30, 50, 16), Model::ic, "constant:0.4"}}};
    const std::vector<VertexId> seeds = {0, 7};
    const ForwardResult ours = run_alone(shape, seeds, kWorlds);
    std::vector<reference::GraphLayer> layers;
    for (const auto& [graph, model] : shape.reference())
        layers.push_back({graph, model == Model::lt});
    reference::LayeredWorlds worlds(std::move(layers), {});
    std::vector<Moments> moments(ours.layers.size());
    for (std::uint64_t w = 0; w < kWorlds; ++w) {
        worlds.next(seeds);
        const reference::LayerReach& reach = worlds.reach();
        std::size_t at = 0;
        for (const double over : reach.over)
            moments[at++].add(over);
        for (const std::vector<double>& way : reach.passed)
            for (const double passed : way)
                moments[at++].add(passed);
    }
    for (std::size_t i = 0; i < moments.size(); ++i) {
        const Distribution& end = ours.layers[i].hops.back();
        const double error = std::sqrt(end.variance() / kWorlds + moments[i].variance() / kWorlds);
        EXPECT_LE(std::abs(end.mean() - moments[i].mean()), 4 * error + 1e-9) << ours.layers[i].name;
    }
}

} // namespace
} // namespace cascade
