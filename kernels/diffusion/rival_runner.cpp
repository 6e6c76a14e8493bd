#include "kernels/diffusion/rival_law.hpp"
#include "kernels/diffusion/runner_of.hpp"

namespace cascade::detail {

std::unique_ptr<WorldRunner> make_rival_runner(Context& context, const PartitionedGraph& graph,
                                               const ForwardOptions& options, const Rivals& rivals) {
    DiffusionOptions diffusion = options.diffusion;
    diffusion.model = Model::ic;
    return std::make_unique<RunnerOf<WithLiveArcs<RivalLaw>>>(
        context, graph, options, std::make_unique<const LiveArcs>(context, graph, diffusion, Direction::out),
        options.hop_factors, rivals);
}

} // namespace cascade::detail
