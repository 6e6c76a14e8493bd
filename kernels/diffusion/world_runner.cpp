#include "kernels/diffusion/world_runner.hpp"

namespace cascade {

std::unique_ptr<WorldRunner> make_world_runner(Context& context, const PartitionedGraph& graph,
                                               const ForwardOptions& options) {
    if (options.time)
        return detail::make_timed_runner(context, graph, options);
    switch (options.model) {
    case ForwardModel::ic:
        if (options.respread)
            return detail::make_producer_runner(context, graph, options);
        return options.quality ? detail::make_opinion_runner(context, graph, options)
                               : detail::make_cascade_runner(context, graph, options);
    case ForwardModel::lt:
    case ForwardModel::threshold:
        return detail::make_threshold_runner(context, graph, options);
    case ForwardModel::si:
    case ForwardModel::sis:
    case ForwardModel::sir:
    case ForwardModel::seir:
        return detail::make_epidemic_runner(context, graph, options);
    }
    throw InternalError("a model without a law");
}

} // namespace cascade
