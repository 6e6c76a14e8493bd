#include "engine/comm/collectives.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "tests/support/graphs.hpp"
#include "tests/support/world.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace cascade {
namespace {

using testing::Arc;
using testing::SmallGraph;
using testing::world;

/// Empty, one vertex, fewer vertices than ranks, isolated vertices, and something with arcs.
std::vector<SmallGraph> shapes() {
    return {testing::directed(0, {}),
            testing::directed(1, {}),
            testing::path(3),
            testing::star(6),
            testing::random_directed(23, 60, 1),
            testing::random_directed(40, 100, 2, true)};
}

/// Runs `check` on every shape in every layout.
template <class F>
void on_every_layout(F&& check) {
    for (const SmallGraph& shape : shapes())
        for (const Layout& layout : testing::layouts_of(world())) {
            SCOPED_TRACE(fmt::format("{} vertices, layout {}", shape.vertices, layout.text()));
            check(shape, testing::distribute(world(), shape, layout));
        }
}

TEST(Layout, IsSpelledShardsTimesGroups) {
    EXPECT_EQ((Layout{3, 2}).text(), "2x3");
    EXPECT_TRUE((Layout{4, 1}).replicated());
    EXPECT_FALSE((Layout{1, 4}).replicated());
}

TEST(PartitionedGraph, EveryGroupHoldsEveryVertexOnce) {
    on_every_layout([](const SmallGraph& shape, const PartitionedGraph& graph) {
        EXPECT_EQ(graph.vertex_count(), shape.vertices);
        EXPECT_EQ(graph.edge_count(), shape.arcs.size());
        EXPECT_EQ(graph.group_comm.size(), graph.layout.shards);
        EXPECT_EQ(graph.group_comm.rank(), graph.shard);
        EXPECT_EQ(graph.group * graph.layout.shards + graph.shard, world().rank());
        EXPECT_EQ(exclusive_sum(graph.group_comm, std::uint64_t{graph.owned_count()}), graph.first_owned());
        EXPECT_EQ(all_reduce_sum(graph.group_comm, std::uint64_t{graph.owned_count()}), shape.vertices);
        for (VertexId v = 0; v < shape.vertices; ++v)
            EXPECT_EQ(graph.is_owned(v), graph.owner_of(v) == graph.shard) << "vertex " << v;
        for (LocalVertex v = 0; v < graph.owned_count(); ++v)
            EXPECT_EQ(graph.to_local(graph.to_global(v)), v);
    });
}

TEST(PartitionedGraph, OneGroupCommunicatesInsideItself) {
    on_every_layout([](const SmallGraph&, const PartitionedGraph& graph) {
        EXPECT_EQ(all_reduce_max(graph.group_comm, static_cast<std::int32_t>(graph.group)), graph.group);
        EXPECT_EQ(all_reduce_min(graph.group_comm, static_cast<std::int32_t>(graph.group)), graph.group);
    });
}

TEST(PartitionedGraph, SelectionGivesEachVertexToOneRankThatHoldsIt) {
    on_every_layout([](const SmallGraph& shape, const PartitionedGraph& graph) {
        std::vector<std::uint32_t> takers(shape.vertices);
        for (VertexId v = 0; v < shape.vertices; ++v) {
            const bool mine = v - graph.selection_first() < graph.selection_count();
            EXPECT_EQ(mine, graph.selection_rank_of(v) == world().rank()) << "vertex " << v;
            if (mine) {
                EXPECT_TRUE(graph.is_owned(v));
                takers[v] = 1;
            }
        }
        all_reduce(world(), std::span(takers), Reduction::sum);
        EXPECT_EQ(takers, std::vector<std::uint32_t>(shape.vertices, 1));
        EXPECT_EQ(graph.selection.parts(), world().size());
        if (graph.layout.shards == world().size()) {
            EXPECT_EQ(graph.selection.first, graph.shards.first);
        }
    });
}

TEST(PartitionedGraph, SelectionIsBalancedInsideAShard) {
    on_every_layout([](const SmallGraph&, const PartitionedGraph& graph) {
        const auto groups = static_cast<LocalVertex>(graph.layout.groups);
        EXPECT_GE(graph.selection_count(), graph.owned_count() / groups);
        EXPECT_LE(graph.selection_count(), graph.owned_count() / groups + 1);
    });
}

TEST(PartitionedGraph, ListsHoldTheArcsOfOwnedVertices) {
    on_every_layout([](const SmallGraph& shape, const PartitionedGraph& graph) {
        ASSERT_TRUE(graph.has_in());
        ASSERT_TRUE(graph.has_out());
        std::size_t heads_here = 0;
        std::size_t tails_here = 0;
        for (const Arc& arc : shape.arcs) {
            heads_here += graph.is_owned(arc.v);
            tails_here += graph.is_owned(arc.u);
        }
        EXPECT_EQ(graph.in().arcs(), heads_here);
        EXPECT_EQ(graph.out().arcs(), tails_here);
        EXPECT_EQ(graph.in().count(), graph.owned_count());
        EXPECT_GE(graph.bytes(), graph.in().bytes());
    });
}

TEST(PartitionedGraph, SymmetricGraphsServeBothDirectionsFromOneSet) {
    const PartitionedGraph graph = testing::partitioned(world(), testing::cycle(5));
    EXPECT_TRUE(graph.has_out());
    EXPECT_EQ(&graph.in(), &graph.out());
}

TEST(PartitionedGraph, RefusesALayoutThatDoesNotFitTheRanks) {
    EXPECT_THROW(PartitionedGraph(world(), {}, {2 * world().size(), 1}, Partition::equal(0, 1)), InternalError);
}

TEST(FindVertices, IdentityIdsAreTheirOwnAnswer) {
    on_every_layout([](const SmallGraph& shape, const PartitionedGraph& graph) {
        const auto n = static_cast<OriginalId>(shape.vertices);
        const std::vector<OriginalId> ids = {-1, 0, n - 1, n, n + 5, 0};
        std::vector<VertexId> expected;
        for (const OriginalId id : ids)
            expected.push_back(id >= 0 && id < n ? static_cast<VertexId>(id) : kNoVertex);
        EXPECT_EQ(find_vertices(world(), graph, ids), expected);
        EXPECT_TRUE(find_vertices(world(), graph, {}).empty());
    });
}

/// Gives vertex v the id 100 v - 150.
void rename(PartitionedGraph& graph) {
    graph.info.identity_ids = false;
    for (LocalVertex v = 0; v < graph.owned_count(); ++v)
        graph.original_ids.push_back(100 * static_cast<OriginalId>(graph.to_global(v)) - 150);
}

TEST(FindVertices, OwnIdsAreFoundOnEveryRank) {
    // Small ids that are no vertex's must stay unknown even where a rank owns nothing.
    for (const VertexId n : {VertexId{1}, VertexId{3}, VertexId{23}})
        for (const Layout& layout : testing::layouts_of(world())) {
            PartitionedGraph graph = testing::distribute(world(), testing::path(n), layout);
            rename(graph);
            std::vector<OriginalId> ids = {0, 1, 2, 7};
            std::vector<VertexId> expected(ids.size(), kNoVertex);
            for (VertexId v = n; v-- > 0;)
                for (int twice = 0; twice < 2; ++twice) {
                    ids.push_back(100 * static_cast<OriginalId>(v) - 150);
                    expected.push_back(v);
                }
            EXPECT_EQ(find_vertices(world(), graph, ids), expected) << n << " vertices, layout " << layout.text();
        }
}

TEST(OriginalIdsOf, ComesBackFromCanonicalIds) {
    for (const VertexId n : {VertexId{1}, VertexId{3}, VertexId{23}})
        for (const Layout& layout : testing::layouts_of(world())) {
            PartitionedGraph graph = testing::distribute(world(), testing::path(n), layout);
            std::vector<VertexId> vertices(n);
            std::iota(vertices.rbegin(), vertices.rend(), VertexId{0});
            std::vector<OriginalId> same(vertices.begin(), vertices.end());
            EXPECT_EQ(original_ids_of(world(), graph, vertices), same);
            rename(graph);
            const std::vector<OriginalId> ids = original_ids_of(world(), graph, vertices);
            EXPECT_EQ(find_vertices(world(), graph, ids), vertices);
            EXPECT_EQ(ids.back(), -150);
        }
}

/// The largest load (in-arcs + vertices) of a part; checks that the parts tile 0..n.
std::uint64_t largest_load(const std::vector<EdgeId>& pointers, const Partition& partition) {
    EXPECT_EQ(partition.first.front(), 0U);
    EXPECT_EQ(partition.first.back(), pointers.size() - 1);
    std::uint64_t largest = 0;
    for (int i = 0; i < partition.parts(); ++i) {
        EXPECT_LE(partition.begin_of(i), partition.end_of(i));
        largest =
            std::max(largest, pointers[partition.end_of(i)] - pointers[partition.begin_of(i)] + partition.count_of(i));
    }
    return largest;
}

TEST(BalancedPartition, NoPartExceedsItsShareByMoreThanOneVertex) {
    std::vector<EdgeId> skewed(1000);
    for (std::size_t v = 0; v < skewed.size(); ++v)
        skewed[v] = 2000 / (v + 1);
    std::vector<EdgeId> hub_last(50, 1);
    hub_last.back() = 500;
    std::vector<EdgeId> hub_first(50, 0);
    hub_first.front() = 500;
    for (const std::vector<EdgeId>& degrees :
         {std::vector<EdgeId>{}, {7}, {0, 0, 0}, std::vector<EdgeId>(100, 3), skewed, hub_last, hub_first}) {
        std::vector<EdgeId> pointers(degrees.size() + 1);
        std::partial_sum(degrees.begin(), degrees.end(), pointers.begin() + 1);
        const std::uint64_t total = pointers.back() + degrees.size();
        const std::uint64_t heaviest = degrees.empty() ? 0 : *std::max_element(degrees.begin(), degrees.end()) + 1;
        for (const int parts : {1, 2, 3, 4, 7, 64}) {
            const Partition partition =
                balanced_partition(degrees.size(), parts, [&](VertexId v) { return pointers.at(v); });
            ASSERT_EQ(partition.parts(), parts);
            EXPECT_LE(largest_load(pointers, partition), total / static_cast<std::uint64_t>(parts) + heaviest + 1)
                << degrees.size() << " vertices in " << parts << " parts";
        }
    }
}

} // namespace
} // namespace cascade
