#pragma once
// Seed sets nobody listed: N vertices at random, or the N of highest out-degree. Found with O(N) memory a rank.
//
// Each vertex has a score that is a function of itself (a random word, or its out-degree); every rank offers its N best
// and rank 0 keeps the N best of all. Ties go to the smallest original id.

#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/context.hpp"

namespace cascade {

/// `count` distinct vertices, every set equally likely; a function of (random_seed, graph). All, where there are fewer.
/// The same on every rank, ascending. Collective.
std::vector<VertexId> random_vertices(Context& context, const PartitionedGraph& graph, std::uint64_t count,
                                      std::uint64_t random_seed);

/// The `count` vertices of highest out-degree, in that order. Needs out-lists. The same on every rank. Collective.
std::vector<VertexId> top_degree_vertices(Context& context, const PartitionedGraph& graph, std::uint64_t count);

} // namespace cascade
