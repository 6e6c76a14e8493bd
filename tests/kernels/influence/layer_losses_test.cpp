// What given and chosen seeds lose without a layer: against all worlds, and on every machine.

#include "kernels/diffusion/layered_live_law.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/influence/layer_losses.hpp"
#include "kernels/influence/selection.hpp"
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

/// Vertex 2 is given and two are chosen.
SelectionResult choose(Context& context, const HeldLayers& held) {
    const PartitionedGraph& graph = held.first();
    LiveArcs arcs(context, graph, held.diffusion(), Direction::in);
    add_live_layers(context, arcs, held.further());
    SelectionOptions how;
    how.k = 2;
    how.algorithm = SelectionAlgorithm::fixed;
    how.samples = 4096;
    how.given = {2};
    how.candidates = Bitmap(graph.selection_count());
    for (LocalVertex v = 0; v < graph.selection_count(); ++v)
        if (graph.selection_first() + v != 2)
            how.candidates.set(v);
    how.layer_losses = true;
    return select_seeds(context, graph, arcs, how);
}

/// Fails unless `losses` are what `seeds` reach in all layers less what they reach in the other one.
void expect_exact(const LayeredShape& shape, const std::vector<VertexId>& seeds,
                  const std::vector<SpreadInterval>& losses) {
    const std::vector<reference::ModelledGraph> layers = shape.reference();
    const double all = reference::exact_spread(layers, seeds).total;
    ASSERT_EQ(losses.size(), 2U);
    for (std::size_t left_out = 0; left_out < 2; ++left_out) {
        const auto& other = layers[1 - left_out];
        const double without = reference::exact_spread(other.graph, other.model, seeds).total;
        EXPECT_LE(std::abs(losses[left_out].spread - (all - without)), 4 * losses[left_out].half_width() / kZ95 + 1e-12)
            << "without " << left_out;
    }
}

TEST(LayerLosses, AreTheDifferenceOfTwoExactSpreads) {
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        SCOPED_TRACE(fmt::format("network {}", seed));
        const LayeredShape shape = two_layers(10 * seed);
        expect_exact(shape, exact_layer_seeds(), on_one_layered_rank(shape, measure).layer_losses);
        const SelectionResult chosen = on_one_layered_rank(shape, choose);
        std::vector<VertexId> seeds = chosen.seeds;
        seeds.push_back(2);
        expect_exact(shape, seeds, chosen.layer_losses);
    }
}

TEST(LayerLosses, TheMachineDoesNotShow) {
    const LayeredShape shape = two_layers(7);
    const auto both = [](Context& context, const HeldLayers& held) {
        std::vector<SpreadInterval> losses = measure(context, held).layer_losses;
        const std::vector<SpreadInterval> chosen = choose(context, held).layer_losses;
        losses.insert(losses.end(), chosen.begin(), chosen.end());
        return losses;
    };
    const std::vector<SpreadInterval> alone = on_one_layered_rank(shape, both);
    on_every_layered_machine(shape, [&](Context& context, const HeldLayers& held) {
        const std::vector<SpreadInterval> here = both(context, held);
        ASSERT_EQ(here.size(), alone.size());
        for (std::size_t i = 0; i < here.size(); ++i) {
            EXPECT_EQ(here[i].spread, alone[i].spread);
            EXPECT_EQ(here[i].high, alone[i].high);
        }
    });
}

} // namespace
} // namespace cascade
