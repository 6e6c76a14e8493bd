#pragma once
// How fast RR sets come: memberships a second, nothing kept.
//
// Batches of samples 0, 1, 2, … are drawn and counted until the time asked for has passed. A batch is twice the one
// before until it takes an eighth of that time, and stays at that size: the ends of batches then cost nothing beside
// them. Rank 0's clock decides for all. How many samples are drawn depends on the machine; what each holds does not.

#include "kernels/sampling/rr_sets.hpp"

namespace cascade {

struct SamplingSpeed {
    std::uint64_t samples = 0;
    std::uint64_t samples_per_batch = 0; ///< of the last, and of most
    std::uint64_t memberships = 0;       ///< over all ranks
    double seconds = 0;                  ///< wall, of rank 0
    double cpu_seconds = 0;              ///< over all ranks and threads
};

/// Draws for about `seconds`, at least one batch; nothing when the graph has no vertices. Collective.
SamplingSpeed sampling_speed(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                             const ExploreOptions& options, double seconds);

} // namespace cascade
