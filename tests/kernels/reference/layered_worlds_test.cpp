// The serial reference on several layers: by hand, and its means against all worlds.

#include "kernels/reference/layered_worlds.hpp"
#include "tests/support/layers.hpp"

#include <gtest/gtest.h>

namespace cascade::reference {
namespace {

using namespace cascade::testing;

std::vector<GraphLayer> layers_of(const LayeredShape& shape) {
    std::vector<GraphLayer> layers;
    for (const ModelledGraph& layer : shape.reference())
        layers.push_back({layer.graph, layer.model == Model::lt});
    return layers;
}

TEST(LayeredWorlds, CertainArcsAreFollowedFromLayerToLayer) {
    const LayeredShape shape{
        {{directed(5, {{0, 1}, {2, 3}}), Model::ic, "constant:1"}, {directed(5, {{1, 2}, {0, 1}}), Model::lt, "wc"}}};
    LayeredWorlds worlds(layers_of(shape), {});
    for (int repeat = 0; repeat < 3; ++repeat) {
        EXPECT_EQ(worlds.next(std::vector<VertexId>{0, 0}).active, (std::vector<double>{1, 2, 3, 4, 4}));
        EXPECT_EQ(worlds.reach().over, (std::vector<double>{2, 1}));
        EXPECT_EQ(worlds.reach().passed, (std::vector<std::vector<double>>{{1, 0}, {0, 1}, {1, 0}}));
    }
    ForwardRule rule;
    rule.max_hops = 1;
    rule.weights = {1, 10, 100, 1000, 10000};
    rule.worth = {0.5, 0.25};
    LayeredWorlds near(layers_of(shape), rule);
    EXPECT_DOUBLE_EQ(near.next(std::vector<VertexId>{0}).value, 1 + 5);
}

TEST(LayeredWorlds, MeansAreThoseOfAllWorlds) {
    expect_exact_on_layers([](const LayeredShape& shape, std::uint64_t, double exact) {
        LayeredWorlds worlds(layers_of(shape), {});
        Moments active;
        for (int w = 0; w < 4000; ++w)
            active.add(worlds.next(exact_layer_seeds()).active.back());
        return active.standard_error() == 0 ? 0 : (active.mean() - exact) / active.standard_error();
    });
}

} // namespace
} // namespace cascade::reference
