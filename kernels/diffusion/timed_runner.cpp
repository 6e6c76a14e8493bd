#include "kernels/diffusion/runner_of.hpp"
#include "kernels/diffusion/timed_cascade_law.hpp"
#include "kernels/diffusion/timed_threshold_law.hpp"

namespace cascade::detail {

std::unique_ptr<WorldRunner> make_timed_runner(Context& context, const PartitionedGraph& graph,
                                               const ForwardOptions& options) {
    CASCADE_CHECK(!options.trace && !options.quality && options.hop_factors.empty() && options.max_hops == kNoHopLimit,
                  "an option that does not go with time");
    const ForwardTime& time = *options.time;
    auto limit = std::make_unique<const TimeLimit>(
        TimeLimit{ArcDelays(context, graph, time.delay, Direction::out), time.deadline});
    const TimeGrid* const grid = time.grid ? &*time.grid : nullptr;
    DiffusionOptions diffusion = options.diffusion;
    if (options.model == ForwardModel::lt) {
        diffusion.model = Model::lt;
        return std::make_unique<RunnerOf<TimedThresholdLaw>>(context, graph, options, context, graph, diffusion,
                                                             std::move(limit), grid);
    }
    CASCADE_CHECK(options.model == ForwardModel::ic, "a model without delays");
    diffusion.model = Model::ic;
    auto arcs = std::make_unique<const LiveArcs>(context, graph, diffusion, Direction::out);
    return std::make_unique<RunnerOf<TimedCascadeLaw>>(context, graph, options, std::move(arcs), std::move(limit),
                                                       grid);
}

} // namespace cascade::detail
