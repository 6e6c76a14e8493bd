// Seed sets nobody listed: the highest degrees over all layers, and sets at random, on every machine.

#include "kernels/diffusion/initial_state.hpp"
#include "tests/support/layers.hpp"

#include <gtest/gtest.h>

#include <map>

namespace cascade {
namespace {

using namespace testing;
using Vertices = std::vector<VertexId>;

/// Out-degrees 2 1 1 0 0 in the first layer, 0 1 3 1 0 in the second: 2 2 4 1 0 together.
LayeredShape two_platforms() {
    return {{{directed(5, {{0, 1}, {0, 2}, {1, 2}, {2, 3}})}, {directed(5, {{1, 4}, {2, 0}, {2, 1}, {2, 4}, {3, 4}})}}};
}

TEST(InitialState, DegreesAddUpOverLayers) {
    on_every_layered_machine(two_platforms(), [](Context& context, const HeldLayers& held) {
        const auto top = [&](std::span<const Layer> further, std::uint64_t count) {
            return top_degree_vertices(context, held.first(), further, count);
        };
        EXPECT_EQ(top({}, 2), (Vertices{0, 1})) << "of a tie the smaller id";
        EXPECT_EQ(top(held.further(), 1), (Vertices{2}));
        EXPECT_EQ(top(held.further(), 4), (Vertices{2, 0, 1, 3}));
        EXPECT_EQ(top(held.further(), 9), (Vertices{2, 0, 1, 3, 4})) << "all, where there are fewer";
        EXPECT_EQ(top(held.further(), 0), Vertices{});
    });
}

/// 10 sets of two of five vertices, 2,000 draws: the chance that chi^2 with 9 degrees of freedom exceeds 27.9 is 0.001.
TEST(InitialState, EverySetIsAsLikely) {
    constexpr std::uint64_t kDraws = 2000;
    const LayeredShape shape = two_platforms();
    const auto draw = [](Context& context, const HeldLayers& held) {
        std::vector<Vertices> all;
        for (std::uint64_t seed = 0; seed < kDraws; ++seed)
            all.push_back(random_vertices(context, held.first(), 2, seed));
        return all;
    };
    const std::vector<Vertices> alone = on_one_layered_rank(shape, draw);
    std::map<Vertices, double> seen;
    for (const Vertices& set : alone)
        ++seen[set];
    double chi = 0;
    for (const auto& [set, times] : seen)
        chi += (times - kDraws / 10.0) * (times - kDraws / 10.0) / (kDraws / 10.0);
    EXPECT_EQ(seen.size(), 10U);
    EXPECT_LT(chi, 27.9);
    on_every_layered_machine(shape, [&](Context& context, const HeldLayers& held) {
        for (std::uint64_t seed = 0; seed < 20; ++seed)
            EXPECT_EQ(random_vertices(context, held.first(), 2, seed), alone[seed]);
        EXPECT_EQ(random_vertices(context, held.first(), 9, 1), (Vertices{0, 1, 2, 3, 4}));
    });
}

} // namespace
} // namespace cascade
