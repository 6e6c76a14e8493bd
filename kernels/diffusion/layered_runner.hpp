#pragma once
// Worlds of several layers, all of them or without one: laws that share the arcs they draw from.

#include "kernels/diffusion/world_runner.hpp"

#include <optional>

namespace cascade {

class LayerArcs;

/// The arcs of `graph`, layer 0, and of `options.layers`. Needs out-lists, and in-lists for wc and lt. InputError for arcs
/// without a probability. Collective.
std::shared_ptr<const LayerArcs> make_layer_arcs(Context& context, const PartitionedGraph& graph,
                                                 const ForwardOptions& options);

/// A runner on all layers, or without number `left_out`.
std::unique_ptr<WorldRunner> make_layered_runner(Context& context, const PartitionedGraph& graph,
                                                 const ForwardOptions& options, std::shared_ptr<const LayerArcs> arcs,
                                                 std::optional<std::size_t> left_out = {});

} // namespace cascade
