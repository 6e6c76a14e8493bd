#include "kernels/diffusion/class_reach.hpp"
#include "tests/support/forward_worlds.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

TEST(ClassReach, ReachHasTheVarianceOfItsWorlds) {
    // One group of everybody: the band must be that of the distribution.
    testing::on_one_rank(testing::karate(), [](Context& context, const PartitionedGraph& graph) {
        ForwardOptions options = options_of(ForwardModel::ic, "constant:0.1", 2000);
        VertexClasses classes{BigArray<std::uint32_t>(34), 1};
        options.groups = &classes;
        const ForwardResult result = run_forward(context, graph, options, std::vector<VertexId>{33});
        const ReachBand band = reach_band(result.groups[0], 2000, result.active.size());
        for (std::size_t hop = 0; hop < result.active.size(); ++hop) {
            EXPECT_NEAR(band.mean[hop], result.active[hop].mean(), 1e-9);
            EXPECT_NEAR(band.high[hop] - band.mean[hop], result.active[hop].half_width(), 1e-9);
        }
    });
}

} // namespace
} // namespace cascade
