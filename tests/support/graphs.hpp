#pragma once
// Graphs that make tests read as mathematics, built in memory on whatever ranks the test runs, no file involved.

#include "engine/graph/partitioned_graph.hpp"

#include <vector>

namespace cascade::testing {

/// An arc u -> v with an optional weight.
struct Arc {
    VertexId u, v;
    float weight = 0;
};

/// A small graph as a value, the same on every rank.
struct SmallGraph {
    VertexId vertices = 0;
    std::vector<Arc> arcs; ///< no loops, no duplicates; both directions where undirected
    bool symmetric = false;
    bool weighted = false;
};

SmallGraph directed(VertexId n, std::vector<Arc> arcs, bool weighted = false);
SmallGraph undirected(VertexId n, const std::vector<Arc>& edges, bool weighted = false);
SmallGraph path(VertexId n);     ///< 0 -> 1 -> … -> n-1
SmallGraph cycle(VertexId n);    ///< undirected
SmallGraph complete(VertexId n); ///< undirected
SmallGraph star(VertexId n);     ///< undirected, centre 0
SmallGraph diamond();            ///< 0 -> 1, 0 -> 2, 1 -> 3, 2 -> 3
SmallGraph karate();             ///< Zachary (1977), 34 vertices, 0-based
/// A random directed graph with `m` distinct arcs, a function of `seed` alone; weights uniform in (0, 1) when `weighted`.
SmallGraph random_directed(VertexId n, std::size_t m, std::uint64_t seed, bool weighted = false);

/// The graph cut over the ranks of `world` as `layout` says, both directions.
PartitionedGraph distribute(const Communicator& world, const SmallGraph& graph, Layout layout);
/// One rank: replicated; otherwise fully partitioned.
PartitionedGraph partitioned(const Communicator& world, const SmallGraph& graph);
/// Every rank holds the whole graph.
PartitionedGraph replicated(const Communicator& world, const SmallGraph& graph);
/// Every layout G x S the ranks allow.
std::vector<Layout> layouts_of(const Communicator& world);

} // namespace cascade::testing
