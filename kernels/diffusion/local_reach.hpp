#pragma once
// What a vertex can be expected to activate nearby, told by the probabilities of arcs alone.
//
// One step: the sum of the probabilities of its out-arcs. Two: each of those times what its head activates in turn, for
// half, since some of that is reached on other ways too. It is no estimate of a spread and is used for none; but vertices
// that look alike by it mostly are alike, which tells a choice made from few samples whom to believe
// (kernels/cover/gain_prior.hpp).

#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/context.hpp"
#include "kernels/diffusion/live_arcs.hpp"

namespace cascade {

/// Of each vertex of this rank's selection range, over `arcs` (in-arcs) and their further layers; the same whatever the
/// layout. With `steps` 1 or 2. Collective.
BigArray<float> local_reach(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, int steps);

} // namespace cascade
