#pragma once
// Reverse-reachable (RR) sets as memberships at the ranks that select: (sample, vertex) for every vertex that reaches
// the sample's root over live arcs (Borgs, Brautbar, Chayes, Lucier, SODA'14).
//
// A membership goes to the rank that owns the vertex in selection (`PartitionedGraph::selection`): with the graph fully
// partitioned it is there already, otherwise one exchange a portion delivers it. Portions are sized so that a rank holds
// about a million memberships at a time; portioning changes no answer.

#include "kernels/diffusion/explore.hpp"

#include <functional>

namespace cascade {

/// Vertex `vertex` (relative to this rank's selection range) belongs to sample `sample` (relative to the pool's start).
struct Membership {
    std::uint32_t sample;
    LocalVertex vertex;
};

/// Samples [begin, end) of the pool that starts at sample 0; hands each portion's memberships of this rank to `keep`.
/// Returns the number of memberships over all ranks. Collective.
std::uint64_t collect_rr_sets(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                              const ExploreOptions& options, SampleId begin, SampleId end,
                              const std::function<void(std::vector<Membership>)>& keep);

} // namespace cascade
