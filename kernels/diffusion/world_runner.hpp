#pragma once
// Runs worlds of a model whatever the model and the layout: the one place that knows which law a model is.

#include "engine/runtime/context.hpp"
#include "kernels/diffusion/forward_options.hpp"
#include "kernels/diffusion/world_units.hpp"

#include <memory>
#include <string>

namespace cascade {

class WorldRunner {
public:
    virtual ~WorldRunner() = default;

    /// Names of what the model counts beside the vertices activated, in the order of BlockCounts.
    virtual std::vector<std::string> levels() const = 0;

    /// Worlds that a thread advances together if there are as many: a multiple of 64, the same on every rank.
    virtual std::uint64_t worlds_together() const { return kBlockWorlds; }

    /// This group's share of the worlds [begin, end), all from `seeds`; `begin` is a multiple of 64. What changed in each
    /// world, over the whole graph, on shard 0 of the group; empty elsewhere. Collective over the group.
    virtual std::vector<BlockCounts> run(SampleId begin, SampleId end, std::span<const VertexId> seeds,
                                         VisitListener& listener) = 0;
};

/// Needs out-lists, and in-lists for wc and thresholds; `context`, `graph` and `options` must outlive it. InputError for
/// arcs without a probability. Collective.
std::unique_ptr<WorldRunner> make_world_runner(Context& context, const PartitionedGraph& graph,
                                               const ForwardOptions& options);

namespace detail {

std::unique_ptr<WorldRunner> make_cascade_runner(Context&, const PartitionedGraph&, const ForwardOptions&);
std::unique_ptr<WorldRunner> make_producer_runner(Context&, const PartitionedGraph&, const ForwardOptions&);
std::unique_ptr<WorldRunner> make_opinion_runner(Context&, const PartitionedGraph&, const ForwardOptions&);
std::unique_ptr<WorldRunner> make_threshold_runner(Context&, const PartitionedGraph&, const ForwardOptions&);
std::unique_ptr<WorldRunner> make_epidemic_runner(Context&, const PartitionedGraph&, const ForwardOptions&);
std::unique_ptr<WorldRunner> make_timed_runner(Context&, const PartitionedGraph&, const ForwardOptions&);

} // namespace detail

} // namespace cascade
