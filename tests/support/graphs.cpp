#include "tests/support/graphs.hpp"

#include "engine/random/draw.hpp"

#include <algorithm>
#include <set>

namespace cascade::testing {
namespace {

/// The lists of [first, end) in one direction: rows are heads when `in`, tails otherwise.
AdjacencyLists lists_of(const SmallGraph& graph, VertexId first, VertexId end, bool in) {
    std::vector<Arc> mine;
    for (const Arc& arc : graph.arcs) {
        const VertexId row = in ? arc.v : arc.u;
        if (row >= first && row < end)
            mine.push_back(in ? Arc{arc.v, arc.u, arc.weight} : arc);
    }
    std::sort(mine.begin(), mine.end(), [](const Arc& a, const Arc& b) { return a.u != b.u ? a.u < b.u : a.v < b.v; });
    AdjacencyLists lists;
    lists.offsets = BigArray<EdgeId>(end - first + 1);
    lists.neighbours = NeighbourArray(mine.size(), graph.vertices);
    if (graph.weighted)
        lists.weights = BigArray<float>(mine.size());
    for (std::size_t e = 0; e < mine.size(); ++e) {
        ++lists.offsets[mine[e].u - first + 1];
        lists.neighbours.set(e, mine[e].v);
        if (graph.weighted)
            lists.weights[e] = mine[e].weight;
    }
    for (std::size_t v = 1; v < lists.offsets.size(); ++v)
        lists.offsets[v] += lists.offsets[v - 1];
    return lists;
}

} // namespace

SmallGraph directed(VertexId n, std::vector<Arc> arcs, bool weighted) {
    return {n, std::move(arcs), false, weighted};
}

SmallGraph undirected(VertexId n, const std::vector<Arc>& edges, bool weighted) {
    SmallGraph graph{n, edges, true, weighted};
    for (const Arc& edge : edges)
        graph.arcs.push_back({edge.v, edge.u, edge.weight});
    return graph;
}

SmallGraph path(VertexId n) {
    SmallGraph graph{n, {}, false, false};
    for (VertexId v = 1; v < n; ++v)
        graph.arcs.push_back({v - 1, v});
    return graph;
}

SmallGraph cycle(VertexId n) {
    std::vector<Arc> edges;
    for (VertexId v = 0; v < n; ++v)
        edges.push_back({v, (v + 1) % n});
    return undirected(n, edges);
}

SmallGraph complete(VertexId n) {
    std::vector<Arc> edges;
    for (VertexId v = 0; v < n; ++v)
        for (VertexId u = 0; u < v; ++u)
            edges.push_back({u, v});
    return undirected(n, edges);
}

SmallGraph star(VertexId n) {
    std::vector<Arc> edges;
    for (VertexId v = 1; v < n; ++v)
        edges.push_back({0, v});
    return undirected(n, edges);
}

SmallGraph diamond() {
    return directed(4, {{0, 1}, {0, 2}, {1, 3}, {2, 3}});
}

SmallGraph karate() {
    // Friendships by lower-numbered member, 1-based as in the paper.
    static const std::vector<std::pair<VertexId, std::vector<VertexId>>> friends = {
        {1, {2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 18, 20, 22, 32}},
        {2, {3, 4, 8, 14, 18, 20, 22, 31}},
        {3, {4, 8, 9, 10, 14, 28, 29, 33}},
        {4, {8, 13, 14}},
        {5, {7, 11}},
        {6, {7, 11, 17}},
        {7, {17}},
        {9, {31, 33, 34}},
        {10, {34}},
        {14, {34}},
        {15, {33, 34}},
        {16, {33, 34}},
        {19, {33, 34}},
        {20, {34}},
        {21, {33, 34}},
        {23, {33, 34}},
        {24, {26, 28, 30, 33, 34}},
        {25, {26, 28, 32}},
        {26, {32}},
        {27, {30, 34}},
        {28, {34}},
        {29, {32, 34}},
        {30, {33, 34}},
        {31, {33, 34}},
        {32, {33, 34}},
        {33, {34}},
    };
    std::vector<Arc> edges;
    for (const auto& [u, list] : friends)
        for (VertexId v : list)
            edges.push_back({u - 1, v - 1});
    return undirected(34, edges);
}

SmallGraph random_directed(VertexId n, std::size_t m, std::uint64_t seed, bool weighted) {
    m = std::min<std::size_t>(m, n * (n - (n > 0)));
    std::set<std::pair<VertexId, VertexId>> chosen;
    SmallGraph graph{n, {}, false, weighted};
    const RandomKey key{seed, Domain::testing};
    for (std::uint64_t i = 0; chosen.size() < m; ++i) {
        const RandomBlock word = random_block(key, i, 0, 0);
        const VertexId u = below(word[0], n);
        const VertexId v = below(word[1], n);
        if (u != v && chosen.insert({u, v}).second)
            graph.arcs.push_back({u, v, static_cast<float>(static_cast<double>((word[2] >> 44) + 1) / 1048577.0)});
    }
    return graph;
}

PartitionedGraph distribute(const Communicator& world, const SmallGraph& graph, Layout layout) {
    GraphInfo info;
    info.vertices = graph.vertices;
    info.edges = graph.arcs.size();
    info.symmetric = graph.symmetric;
    info.directed = !graph.symmetric;
    info.weighted = graph.weighted;
    PartitionedGraph result(world, info, layout, Partition::equal(graph.vertices, layout.shards));
    const VertexId first = result.first_owned();
    const VertexId end = first + result.owned_count();
    result.set_in(lists_of(graph, first, end, true));
    if (!graph.symmetric)
        result.set_out(lists_of(graph, first, end, false));
    return result;
}

PartitionedGraph partitioned(const Communicator& world, const SmallGraph& graph) {
    return distribute(world, graph, {1, world.size()});
}

PartitionedGraph replicated(const Communicator& world, const SmallGraph& graph) {
    return distribute(world, graph, {world.size(), 1});
}

std::vector<Layout> layouts_of(const Communicator& world) {
    std::vector<Layout> layouts;
    for (int shards = 1; shards <= world.size(); ++shards)
        if (world.size() % shards == 0)
            layouts.push_back({world.size() / shards, shards});
    return layouts;
}

} // namespace cascade::testing
