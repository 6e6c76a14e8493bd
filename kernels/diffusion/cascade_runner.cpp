#include "kernels/diffusion/cascade_law.hpp"
#include "kernels/diffusion/runner_of.hpp"

namespace cascade::detail {

std::unique_ptr<WorldRunner> make_cascade_runner(Context& context, const PartitionedGraph& graph,
                                                 const ForwardOptions& options) {
    return make_live_runner<CascadeLaw>(context, graph, options, kTiledFrom, options.hop_factors);
}

} // namespace cascade::detail
