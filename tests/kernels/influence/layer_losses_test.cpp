// What is lost without a layer: against all worlds, and on every machine.

#include "kernels/diffusion/layered_live_law.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/influence/layer_losses.hpp"
#include "tests/support/layers.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

LayeredShape two_layers(std::uint64_t seed) {
    return {
        {{random_directed(6, 9, seed), Model::ic, "constant:0.4"}, {random_directed(6, 8, seed + 1), Model::lt, "wc"}}};
}

SpreadAndReach measure(Context& context, const HeldLayers& held) {
    LiveArcs arcs(context, held.first(), held.diffusion(), Direction::in);
    add_live_layers(context, arcs, held.further());
    SpreadOptions how;
    how.explore.key = {1, Domain::estimation};
    how.question = HitQuestion::only_class;
    how.precision = 0.01;
    how.layer_losses = true;
    const std::vector<std::vector<VertexId>> classes = {{0}, {1}};
    return measure_spread_and_reach(context, held.first(), arcs, how, classes);
}

TEST(LayerLosses, AreTheDifferenceOfTwoExactSpreads) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const LayeredShape shape = two_layers(10 * seed);
        const SpreadAndReach both = on_one_layered_rank(shape, measure);
        const std::vector<reference::ModelledGraph> layers = shape.reference();
        const double all = reference::exact_spread(layers, exact_layer_seeds()).total;
        ASSERT_EQ(both.layer_losses.size(), 2U);
        for (std::size_t left_out = 0; left_out < 2; ++left_out) {
            const auto& other = layers[1 - left_out];
            const double without = reference::exact_spread(other.graph, other.model, exact_layer_seeds()).total;
            const SpreadInterval& loss = both.layer_losses[left_out];
            EXPECT_LE(std::abs(loss.spread - (all - without)), 4 * loss.half_width() / kZ95 + 1e-12)
                << "network " << seed << " without " << left_out;
        }
    }
}

TEST(LayerLosses, TheMachineDoesNotShow) {
    const LayeredShape shape = two_layers(7);
    const SpreadAndReach alone = on_one_layered_rank(shape, measure);
    on_every_layered_machine(shape, [&](Context& context, const HeldLayers& held) {
        const SpreadAndReach here = measure(context, held);
        for (std::size_t layer = 0; layer < 2; ++layer) {
            EXPECT_EQ(here.layer_losses[layer].spread, alone.layer_losses[layer].spread);
            EXPECT_EQ(here.layer_losses[layer].high, alone.layer_losses[layer].high);
        }
    });
}

} // namespace
} // namespace cascade
