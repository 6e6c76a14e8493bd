#include "tests/engine/store/slices.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cascade::testing {
namespace {

struct Entry {
    VertexId neighbour;
    float weight;
};

/// The list of vertex v, ascending.
std::vector<Entry> list_of(const SmallGraph& graph, VertexId v, bool in) {
    std::vector<Entry> list;
    for (const Arc& arc : graph.arcs)
        if ((in ? arc.v : arc.u) == v)
            list.push_back({in ? arc.u : arc.v, arc.weight});
    std::sort(list.begin(), list.end(), [](const Entry& a, const Entry& b) { return a.neighbour < b.neighbour; });
    return list;
}

AdjacencyLists lists_of(const SmallGraph& graph, VertexId first, VertexId end, bool in) {
    AdjacencyLists lists;
    std::vector<Entry> all;
    lists.offsets = BigArray<EdgeId>(end - first + 1);
    for (VertexId v = first; v < end; ++v) {
        const std::vector<Entry> list = list_of(graph, v, in);
        all.insert(all.end(), list.begin(), list.end());
        lists.offsets[v - first + 1] = all.size();
    }
    lists.neighbours = NeighbourArray(all.size(), graph.vertices);
    if (graph.weighted)
        lists.weights = BigArray<float>(all.size());
    for (std::size_t e = 0; e < all.size(); ++e) {
        lists.neighbours.set(e, all[e].neighbour);
        if (graph.weighted)
            lists.weights[e] = all[e].weight;
    }
    return lists;
}

void expect_lists(const AdjacencyLists& lists, VertexId first, const SmallGraph& graph, bool in) {
    for (LocalVertex v = 0; v < lists.count(); ++v) {
        const std::vector<Entry> expected = list_of(graph, first + v, in);
        ASSERT_EQ(lists.degree(v), expected.size()) << "vertex " << first + v;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            ASSERT_EQ(lists.neighbours[lists.begin_of(v) + i], expected[i].neighbour) << "vertex " << first + v;
            if (graph.weighted) {
                ASSERT_EQ(lists.weights[lists.begin_of(v) + i], expected[i].weight) << "vertex " << first + v;
            }
        }
    }
}

} // namespace

GraphSlice slice_of(const Communicator& world, const SmallGraph& graph, const std::vector<OriginalId>& ids) {
    const Partition shares = Partition::equal(graph.vertices, world.size());
    GraphSlice slice;
    slice.info.vertices = graph.vertices;
    slice.info.edges = graph.arcs.size();
    slice.info.directed = !graph.symmetric;
    slice.info.symmetric = graph.symmetric;
    slice.info.weighted = graph.weighted;
    slice.info.identity_ids = ids.empty();
    slice.first = shares.begin_of(world.rank());
    const VertexId end = shares.end_of(world.rank());
    slice.out = lists_of(graph, slice.first, end, false);
    if (!graph.symmetric)
        slice.in = lists_of(graph, slice.first, end, true);
    if (!ids.empty())
        slice.original_ids.assign(ids.begin() + static_cast<std::ptrdiff_t>(slice.first),
                                  ids.begin() + static_cast<std::ptrdiff_t>(end));
    slice.source = "a drawing";
    slice.self_loops_removed = 3;
    slice.duplicates_merged = 5;
    return slice;
}

void expect_holds(const PartitionedGraph& loaded, const SmallGraph& graph, GraphNeeds needs,
                  const std::vector<OriginalId>& ids) {
    EXPECT_EQ(loaded.vertex_count(), graph.vertices);
    EXPECT_EQ(loaded.edge_count(), graph.arcs.size());
    EXPECT_EQ(loaded.info.symmetric, graph.symmetric);
    EXPECT_EQ(loaded.info.directed, !graph.symmetric);
    EXPECT_EQ(loaded.info.weighted, graph.weighted);
    EXPECT_EQ(loaded.has_in(), needs.in || graph.symmetric);
    EXPECT_EQ(loaded.has_out(), needs.out || graph.symmetric);
    if (loaded.has_in()) {
        ASSERT_EQ(loaded.in().count(), loaded.owned_count());
        expect_lists(loaded.in(), loaded.first_owned(), graph, true);
    }
    if (loaded.has_out()) {
        ASSERT_EQ(loaded.out().count(), loaded.owned_count());
        expect_lists(loaded.out(), loaded.first_owned(), graph, false);
    }
    for (LocalVertex v = 0; v < loaded.owned_count(); ++v)
        ASSERT_EQ(loaded.original_id(v),
                  ids.empty() ? static_cast<OriginalId>(loaded.to_global(v)) : ids[loaded.to_global(v)]);
}

Context context_of(const Communicator& world) {
    Context context{world};
    context.threads = 2;
    return context;
}

GraphFile probe_on_root(const Communicator& world, const std::string& path) {
    if (world.is_root())
        return probe_graph_file(path).share(world);
    return GraphProbe(GraphFile{}).share(world);
}

} // namespace cascade::testing
