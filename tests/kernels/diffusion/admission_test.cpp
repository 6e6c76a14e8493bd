#include "kernels/diffusion/admission.hpp"
#include "tests/support/forward_worlds.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using namespace testing;

TEST(Admission, AcceptanceThinsVerticesAndBlockedOnesAreWalls) {
    testing::on_one_rank(testing::path(5), [](Context& context, const PartitionedGraph& graph) {
        ForwardOptions options = options_of(ForwardModel::ic, "constant:1", 100000);
        const std::vector<Admission::Acceptance> halves = {{1, 0.5}, {2, 0.5}, {3, 1.0}, {4, 0.0}};
        const Admission open(graph, {}, halves);
        options.admission = &open;
        const ForwardResult thinned = run_forward(context, graph, options, std::vector<VertexId>{0});
        EXPECT_LT(std::abs(distance(thinned.active, 1, 1.5)), 4);
        EXPECT_LT(std::abs(distance(thinned.active, 99, 1 + 0.5 + 0.25 + 0.25)), 4);
        EXPECT_EQ(thinned.activations[4], 0U);
        const std::vector<VertexId> wall = {2};
        const Admission blocked(graph, wall, {});
        options.admission = &blocked;
        EXPECT_EQ(run_forward(context, graph, options, std::vector<VertexId>{0}).active.back().mean(), 2);
        EXPECT_TRUE(run_forward(context, graph, options, std::vector<VertexId>{2}).active.empty());
    });
}

} // namespace
} // namespace cascade
