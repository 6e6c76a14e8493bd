#include "kernels/diffusion/runner_of.hpp"
#include "kernels/diffusion/threshold_law.hpp"

namespace cascade::detail {

std::unique_ptr<WorldRunner> make_threshold_runner(Context& context, const PartitionedGraph& graph,
                                                   const ForwardOptions& options) {
    DiffusionOptions diffusion = options.diffusion;
    diffusion.model = Model::lt;
    if (options.model == ForwardModel::lt)
        return make_runner<ThresholdLaw>(context, graph, options, context, graph, diffusion);
    diffusion.normalise = true;
    return make_runner<ThresholdLaw>(context, graph, options, context, graph, diffusion, options.threshold);
}

} // namespace cascade::detail
