#pragma once
// What the spread of seeds would lose without each layer, from the samples that measured it.
//
// Sample i has the same root and, in every other layer, the same live arcs without the layer as with it: what is hit without
// is hit with it, and the difference is a plain share of samples, whose interval (Wilson's) is that of paired samples. Each
// layer costs one more pass over the samples. Losses do not add up (kernels/diffusion/layer_ablation.hpp).

#include "kernels/influence/spread.hpp"

namespace cascade {

struct LayerLossProgress {
    std::vector<HitCounts> without; ///< [layer]

    void state(Archive& archive);
};

/// [layer]: what `arcs` lose without it, of `whole`, the counts of `seeds` with all, over the same samples. Goes on from
/// `progress`; calls `rest` when that is whole. Collective.
std::vector<SpreadInterval> measure_layer_losses(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                                 const SpreadOptions& options, const std::vector<VertexId>& seeds,
                                                 const HitCounts& whole, LayerLossProgress& progress,
                                                 const std::function<void()>& rest);

} // namespace cascade
