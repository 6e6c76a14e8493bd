#pragma once
// Two or more seed sets on the same worlds: what one reaches more than another, world by world.
//
// World w has the same coins and thresholds for every set, so the difference of two sets varies far less than either
// does, and its interval is that of paired observations. A set against itself differs by nothing in every world.

#include "kernels/diffusion/forward.hpp"

namespace cascade {

/// Set `first` minus set `second`.
struct PairedDifference {
    std::size_t first = 0, second = 0;
    std::vector<Distribution> hops; ///< [hop]: of the vertices active so far
};

/// On rank 0; empty elsewhere.
struct ContrastResult {
    std::uint64_t worlds = 0;
    std::vector<std::vector<Distribution>> active; ///< [set][hop]
    std::vector<PairedDifference> differences;     ///< all pairs first < second, as many hops as the longest set
};

/// As run_forward, for each of `sets`. Can be stopped and go on. Collective.
ContrastResult run_contrast(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                            std::span<const std::vector<VertexId>> sets);

/// Shares of the worlds in which the difference is above, at and below 0.
struct WinShares {
    std::uint64_t wins = 0, ties = 0, losses = 0;
};
WinShares win_shares(const Distribution& difference);

} // namespace cascade
