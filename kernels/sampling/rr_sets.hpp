#pragma once
// Reverse-reachable (RR) sets as memberships at the ranks that select: (sample, vertex) for every vertex that reaches
// the sample's root over live arcs (Borgs, Brautbar, Chayes, Lucier, SODA'14).
//
// A membership goes to the rank that owns the vertex in selection (`PartitionedGraph::selection`): with the graph fully
// partitioned it is there already, otherwise one exchange a portion delivers it. Portions are sized so that a rank holds
// about a million memberships at a time; portioning changes no answer.
//
// With sentinels a sample that reaches one of them stops there, is not kept and is only counted (hit-and-stop: Guo, Wang,
// Wei, Chen: "Influence maximization revisited", SIGMOD'20). Whether it does depends on the whole RR set, not on the
// order in which it was explored, so what is kept is a function of the sentinels.

#include "kernels/diffusion/sample_walk.hpp"
#include "kernels/sampling/membership.hpp"
#include "kernels/sampling/sample_options.hpp"
#include "kernels/sampling/seed_classes.hpp"

#include <functional>

namespace cascade {

/// What was drawn, over all ranks.
struct RrSetCounts {
    std::uint64_t memberships = 0; ///< kept
    std::uint64_t truncated = 0;   ///< samples that reached a sentinel
};

/// Takes memberships of this rank, in parts of any size; they are gone afterwards.
using KeepMemberships = std::function<void(std::span<const std::span<const Membership>>)>;

/// Hears after each portion that the samples before `at` have been drawn, and what was found since `begin`.
using AfterPortion = std::function<void(SampleId at, const RrSetCounts& so_far)>;

/// Samples [begin, end) of the pool that starts at sample 0; hands each portion's memberships of this rank to `keep`.
/// Without sentinels all samples are kept. What `keep` throws, or memory that is not there, every rank throws. Collective.
RrSetCounts collect_rr_sets(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                            const SampleOptions& options, SampleId begin, SampleId end, const KeepMemberships& keep,
                            const SeedClasses* sentinels = nullptr, const AfterPortion& after = {});

} // namespace cascade
