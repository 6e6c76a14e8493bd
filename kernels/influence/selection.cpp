#include "kernels/influence/selection.hpp"

#include "kernels/cover/knapsack.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/influence/fixed_samples.hpp"
#include "kernels/influence/imm.hpp"
#include "kernels/influence/opimc.hpp"

namespace cascade {

double SelectionOptions::promised_share() const {
    if (budget == 0)
        return kOneMinusInverseE;
    return capped ? 0 : kGreedyMaxShare;
}

SelectionResult select_seeds(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                             const SelectionOptions& options) {
    switch (options.algorithm) {
    case SelectionAlgorithm::opimc:
        return Opimc(context, graph, arcs, options).run();
    case SelectionAlgorithm::imm:
        return Imm(context, graph, arcs, options).run();
    case SelectionAlgorithm::fixed:
        break;
    }
    return FixedSamples(context, graph, arcs, options).run();
}

} // namespace cascade
