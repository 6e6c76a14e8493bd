#include "kernels/diffusion/opinion_law.hpp"
#include "kernels/diffusion/runner_of.hpp"

namespace cascade::detail {

std::unique_ptr<WorldRunner> make_opinion_runner(Context& context, const PartitionedGraph& graph,
                                                 const ForwardOptions& options) {
    return make_live_runner<OpinionLaw>(context, graph, options, kTiledFrom, options.hop_factors, *options.quality);
}

} // namespace cascade::detail
