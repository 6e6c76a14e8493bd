#pragma once
// Seed sets nobody listed: N vertices at random, or the N of highest out-degree. Found with O(N) memory a rank.
//
// Each vertex has a score that is a function of itself (a random word, or its out-degree over all layers); every rank offers its N best
// and rank 0 keeps the N best of all. Ties go to the smallest original id.

#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/context.hpp"
#include "kernels/diffusion/layers.hpp"

namespace cascade {

/// `count` distinct vertices, every set equally likely; a function of (random_seed, graph). All, where there are fewer.
/// The same on every rank, ascending. Collective.
std::vector<VertexId> random_vertices(Context& context, const PartitionedGraph& graph, std::uint64_t count,
                                      std::uint64_t random_seed);

/// The `count` vertices of highest out-degree in `graph` and the further layers together, in that order. Needs out-lists of
/// all. The same on every rank. Collective.
std::vector<VertexId> top_degree_vertices(Context& context, const PartitionedGraph& graph,
                                          std::span<const Layer> further, std::uint64_t count);

} // namespace cascade
