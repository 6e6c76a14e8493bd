// RR sets on several layers: the union of their live arcs, on every machine.

#include "kernels/diffusion/layered_live_law.hpp"
#include "kernels/sampling/seed_hits.hpp"
#include "tests/support/layers.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

/// Samples of [0, samples) that the seeds hit.
std::uint64_t hits(Context& context, const HeldLayers& held, std::uint64_t random_seed, SampleId samples,
                   const std::vector<VertexId>& seeds, std::optional<std::size_t> left_out = {}) {
    LiveArcs arcs(context, held.first(), held.diffusion(), Direction::in);
    add_live_layers(context, arcs, held.further());
    SampleOptions options{{{random_seed, Domain::testing}}};
    options.left_out = left_out;
    const SeedClasses classes(held.first(), std::vector<std::vector<VertexId>>{seeds});
    return count_hits(context, held.first(), arcs, options, 0, samples, classes, HitQuestion::any).hit[0];
}

TEST(LayeredLiveLaw, ThePlaceOfAnArcSaysItsLayer) {
    const EdgeId place = place_in_layer(5, 123456789);
    EXPECT_EQ(layer_of_place(place), 5U);
    EXPECT_EQ(place_within(place), 123456789U);
}

TEST(LayeredLiveLaw, AnEmptyLayerChangesNothingAndALeftOutOneIsAsIfEmpty) {
    const SmallGraph some = random_directed(40, 160, 9);
    const SmallGraph other = random_directed(40, 120, 10);
    const SmallGraph none = directed(40, {});
    const auto count = [](const LayeredShape& shape, std::optional<std::size_t> left_out = {}) {
        return on_one_layered_rank(shape, [&](Context& context, const HeldLayers& held) {
            return hits(context, held, 7, 4000, {1, 2}, left_out);
        });
    };
    const std::uint64_t alone = count({{{some, Model::ic, "wc"}}});
    EXPECT_EQ(count({{{some, Model::ic, "wc"}, {none, Model::lt, "wc"}}}), alone);
    EXPECT_EQ(count({{{some, Model::ic, "wc"}, {other, Model::lt, "wc"}}}, 1), alone);
    const std::uint64_t both = count({{{some, Model::ic, "wc"}, {other, Model::lt, "wc"}}});
    EXPECT_GT(both, alone);
    EXPECT_EQ(count({{{none, Model::ic, "wc"}, {other, Model::lt, "wc"}}}),
              count({{{some, Model::ic, "wc"}, {other, Model::lt, "wc"}}}, 0));
}

TEST(LayeredLiveLaw, TheMachineDoesNotShow) {
    const LayeredShape shape{{{random_directed(50, 150, 4), Model::ic, "constant:0.3"},
                              {random_directed(50, 120, 5, true), Model::lt, "wc"},
                              {random_directed(50, 100, 6, true), Model::ic, "weights"}}};
    const std::vector<VertexId> seeds = {3, 0};
    const auto alone = [&](std::optional<std::size_t> left_out) {
        return on_one_layered_rank(shape, [&](Context& context, const HeldLayers& held) {
            return hits(context, held, 3, 3000, seeds, left_out);
        });
    };
    const std::uint64_t all = alone({}), without = alone(2);
    on_every_layered_machine(shape, [&](Context& context, const HeldLayers& held) {
        EXPECT_EQ(hits(context, held, 3, 3000, seeds), all);
        EXPECT_EQ(hits(context, held, 3, 3000, seeds, 2), without);
    });
}

TEST(LayeredLiveLaw, MeansAreThoseOfAllWorlds) {
    constexpr SampleId kSamples = 20000;
    expect_exact_on_layers([](const LayeredShape& shape, std::uint64_t seed, double exact) {
        return on_one_layered_rank(shape, [&](Context& context, const HeldLayers& held) {
            const double share = std::min(exact / static_cast<double>(held.first().vertex_count()), 1.0);
            const auto found = static_cast<double>(hits(context, held, seed, kSamples, exact_layer_seeds()));
            const double error = std::sqrt(share * (1 - share) * static_cast<double>(kSamples));
            return error < 1e-3 ? found - std::round(share * static_cast<double>(kSamples))
                                : (found - share * static_cast<double>(kSamples)) / error;
        });
    });
}

} // namespace
} // namespace cascade
