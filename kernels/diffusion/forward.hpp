#pragma once
// Forward diffusion: many simulated worlds from one seed set, hop by hop.
//
// A world advances in steps; hop 0 is the seeds, hop h the vertices that become active in step h. Same random seed and
// world, same coins and thresholds for every seed set, so that two campaigns can be compared pair by pair. Per hop the
// numbers of newly and of ever active vertices are kept as integer distributions over worlds, from which means,
// variances and quantiles follow without any floating sum that could depend on order. A run can be stopped between
// portions of worlds and go on elsewhere (`Context::rest`).

#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/context.hpp"
#include "kernels/diffusion/count_rows.hpp"
#include "kernels/diffusion/distribution.hpp"
#include "kernels/diffusion/forward_options.hpp"
#include "kernels/diffusion/producer_counts.hpp"

#include <span>
#include <string>

namespace cascade {

/// A count over the worlds, hop by hop.
struct HopLevel {
    std::string name;
    std::vector<Distribution> hops;
};

/// A count over the worlds by each point of the grid of time; none where none is asked for.
struct TimePoints {
    TimeGrid grid;
    std::vector<Distribution> newly_active, active; ///< [point]
};

/// Distributions and rows are complete on rank 0 and empty elsewhere; `activations` belongs to this rank's shard.
struct ForwardResult {
    std::uint64_t worlds = 0;
    std::vector<Distribution> newly_active;   ///< [hop]
    std::vector<Distribution> active;         ///< [hop]: up to and including that hop
    std::vector<HopLevel> layers;             ///< of several layers: LayeredLaw::levels, hop by hop
    std::vector<Distribution> layer_ablation; ///< [layer]: active in the end with it less without it
    std::vector<HopLevel> levels;             ///< what else the model counts: its state at the end of each hop
    std::optional<ProducerResult> producers;  ///< with `respread`
    TimePoints times;
    /// [group][hop] and [seed in the order given][hop]: reach counted apart, as asked for.
    std::vector<std::vector<ReachCell>> groups, seeds;
    /// [column][row], sorted: world, hop, newly active, active, levels; and world, hop, vertex, parent, seed (canonical).
    std::vector<std::vector<std::int64_t>> replicates, forest;
    BigArray<WorldCount> activations; ///< worlds in which each owned vertex became active, over all groups
};

/// Runs the worlds 0 … worlds - 1 from `seeds` (canonical ids). Needs out-lists, and in-lists for lt and wc. Collective.
ForwardResult run_forward(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                          std::span<const VertexId> seeds);

} // namespace cascade
