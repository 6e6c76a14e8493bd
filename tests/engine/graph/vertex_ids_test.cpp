// Original ids become positions; values follow them to the slices.

#include "engine/comm/collectives.hpp"
#include "engine/graph/vertex_ids.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

namespace cascade {
namespace {

using testing::world;

TEST(VertexIds, IdentityIsKnownByEveryRank) {
    const auto rank = static_cast<OriginalId>(world().rank());
    EXPECT_TRUE(are_identity(world(), world().rank(), std::vector<OriginalId>{rank}));
    EXPECT_TRUE(are_identity(world(), 0, {}));
    const bool last = world().rank() == world().size() - 1;
    EXPECT_FALSE(are_identity(world(), world().rank(), std::vector<OriginalId>{last ? rank + 1 : rank}));
}

TEST(VertexIds, EdgesAreRewrittenToPositions) {
    Context context{.world = world(), .threads = 2};
    EdgeCollector collector(false);
    const OriginalId mine = 100 * (1 + world().rank());
    collector.add(mine, -5); // rank r joins 100 (r + 1) to the one id all share
    EdgeList edges;
    edges.blocks = collector.take();
    const VertexIds ids = number_vertices(context, edges);
    EXPECT_EQ(ids.vertices, 1u + static_cast<unsigned>(world().size()));
    EXPECT_FALSE(ids.identity);
    EXPECT_EQ(edges.blocks.at(0).narrow[0].u, 1u + static_cast<unsigned>(world().rank()));
    EXPECT_EQ(edges.blocks.at(0).narrow[0].v, 0u);
    const std::vector<OriginalId> all = gather(world(), std::span<const OriginalId>(ids.original_ids));
    for (std::size_t i = 0; i < all.size(); ++i)
        EXPECT_EQ(all[i], i == 0 ? -5 : 100 * static_cast<OriginalId>(i));
    EXPECT_EQ(ids.slices.parts(), world().size());
}

TEST(VertexIds, ValuesMoveToTheirSlices) {
    const int p = world().size();
    const auto n = static_cast<VertexId>(10 * p);
    const bool first = world().is_root(); // rank 0 holds everything
    std::vector<OriginalId> values(first ? n : 0);
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<OriginalId>(i) - 3;
    const Partition slices = Partition::equal(n, p);
    const std::vector<OriginalId> moved = move_to_slices(world(), slices, first ? 0 : n, values);
    ASSERT_EQ(moved.size(), 10u);
    for (std::size_t i = 0; i < moved.size(); ++i)
        EXPECT_EQ(moved[i], static_cast<OriginalId>(slices.begin_of(world().rank()) + i) - 3);
}

} // namespace
} // namespace cascade
