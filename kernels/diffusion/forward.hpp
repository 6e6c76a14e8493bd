#pragma once
// Forward diffusion: many simulated worlds from one seed set, hop by hop.
//
// A world advances in steps; hop 0 is the seeds, hop h the vertices that become active in step h. Same random seed and
// world, same coins and thresholds for every seed set, so that two campaigns can be compared pair by pair. Per hop the
// numbers of newly and of ever active vertices are kept as integer distributions over worlds, from which means,
// variances and quantiles follow without any floating sum that could depend on order.

#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/context.hpp"
#include "kernels/diffusion/model.hpp"

#include <map>
#include <span>

namespace cascade {

struct ForwardOptions {
    DiffusionOptions diffusion;
    std::uint64_t random_seed = 1;
    std::uint64_t worlds = 10000;
    std::uint32_t max_hops = ~std::uint32_t{0}; ///< steps after the seeds
};

/// How many worlds had each value: exact, mergeable in any order.
class Distribution {
public:
    void add(std::uint64_t value, std::uint64_t worlds = 1) { worlds_of_[value] += worlds; }
    void add(const Distribution& other);

    std::uint64_t worlds() const;
    double mean() const;
    /// Sample variance (divisor worlds - 1); 0 for fewer than two worlds.
    double variance() const;
    /// The smallest value with at least a share q of the worlds at or below it.
    std::uint64_t quantile(double q) const;
    const std::map<std::uint64_t, std::uint64_t>& values() const { return worlds_of_; }

private:
    std::map<std::uint64_t, std::uint64_t> worlds_of_;
};

/// Distributions are complete on rank 0 and empty elsewhere; `activations` belongs to this rank's shard.
struct ForwardResult {
    std::uint64_t worlds = 0;
    std::vector<Distribution> newly_active; ///< [hop]
    std::vector<Distribution> active;       ///< [hop]: up to and including that hop
    BigArray<std::uint64_t> activations;    ///< worlds in which each owned vertex became active, over all groups
};

/// Runs the worlds 0 … worlds - 1 from `seeds` (canonical ids). Needs out-lists, and in-lists for lt and wc. Collective.
ForwardResult run_forward(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                          std::span<const VertexId> seeds);

} // namespace cascade
