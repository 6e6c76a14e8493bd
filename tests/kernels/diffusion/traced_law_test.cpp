#include "kernels/diffusion/traced_law.hpp"
#include "tests/support/forward_worlds.hpp"

#include <gtest/gtest.h>

#include <map>

namespace cascade {
namespace {

using namespace testing;

TEST(TracedLaw, GroupsSeedsAndLinksAddUp) {
    const SmallGraph shape = testing::random_directed(50, 220, 4, true);
    const ForwardOptions options = options_of(ForwardModel::ic, "constant:0.3", 200);
    testing::on_one_rank(shape, [&](Context& context, const PartitionedGraph& graph) {
        ForwardOptions how = options;
        VertexClasses classes{BigArray<std::uint32_t>(50), 2};
        for (LocalVertex v = 0; v < 50; ++v)
            classes.class_of[v] = v % 2;
        how.groups = &classes;
        how.trace = true;
        how.forest_worlds = 200;
        how.replicates = true;
        const std::vector<VertexId> seeds = {3, 20};
        const ForwardResult result = run_forward(context, graph, how, seeds);
        for (const auto* parts : {&result.groups, &result.seeds})
            for (std::size_t hop = 0; hop < result.active.size(); ++hop) {
                double sum = 0;
                for (const auto& cells : *parts)
                    sum += reach_band(cells, 200, hop + 1).mean.back();
                EXPECT_NEAR(sum, result.active[hop].mean(), 1e-9);
            }
        // Vertex 3 is in group 1, vertex 20 in group 0: both are reached at hop 0 in every world.
        for (const auto& cells : result.groups)
            EXPECT_EQ(cells[0].first, 200U);
        // Every link leads one hop back, along an arc, in the same world, to the same seed.
        std::map<std::pair<std::int64_t, std::int64_t>, std::pair<std::int64_t, std::int64_t>> met;
        for (std::size_t i = 0; i < result.forest[0].size(); ++i)
            met[{result.forest[0][i], result.forest[2][i]}] = {result.forest[1][i], result.forest[4][i]};
        std::map<std::pair<VertexId, VertexId>, int> arcs;
        for (const testing::Arc& arc : shape.arcs)
            arcs[{arc.u, arc.v}] = 1;
        for (std::size_t i = 0; i < result.forest[0].size(); ++i) {
            const std::int64_t vertex = result.forest[2][i];
            const std::int64_t parent = result.forest[3][i];
            if (result.forest[1][i] == 0) {
                EXPECT_EQ(vertex, parent);
                continue;
            }
            EXPECT_TRUE(arcs.contains({static_cast<VertexId>(parent), static_cast<VertexId>(vertex)}));
            const auto at = met.at({result.forest[0][i], parent});
            EXPECT_EQ(at.first, result.forest[1][i] - 1);
            EXPECT_EQ(at.second, result.forest[4][i]);
        }
        // Replicates end where their world stands still, and their sum is the mean.
        std::map<std::int64_t, std::int64_t> last;
        for (std::size_t i = 0; i < result.replicates[0].size(); ++i)
            last[result.replicates[0][i]] = result.replicates[3][i];
        double sum = 0;
        for (const auto& [number, active] : last)
            sum += static_cast<double>(active);
        EXPECT_EQ(last.size(), 200U);
        EXPECT_NEAR(sum / 200, result.active.back().mean(), 1e-9);
    });
}

} // namespace
} // namespace cascade
