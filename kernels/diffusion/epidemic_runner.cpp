#include "kernels/diffusion/epidemic_law.hpp"
#include "kernels/diffusion/runner_of.hpp"

namespace cascade::detail {

std::unique_ptr<WorldRunner> make_epidemic_runner(Context& context, const PartitionedGraph& graph,
                                                  const ForwardOptions& options) {
    return make_live_runner<EpidemicLaw>(context, graph, options, kTiledFromInMany, options);
}

} // namespace cascade::detail
