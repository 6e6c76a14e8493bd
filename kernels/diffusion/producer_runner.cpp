#include "kernels/diffusion/producer_law.hpp"
#include "kernels/diffusion/runner_of.hpp"

namespace cascade::detail {

std::unique_ptr<WorldRunner> make_producer_runner(Context& context, const PartitionedGraph& graph,
                                                  const ForwardOptions& options) {
    return make_live_runner<ProducerLaw>(context, graph, options, kTiledFrom, options.hop_factors, *options.respread);
}

} // namespace cascade::detail
