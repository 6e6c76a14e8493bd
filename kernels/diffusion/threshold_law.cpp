#include "kernels/diffusion/threshold_law.hpp"

namespace cascade {

ThresholdLaw::ThresholdLaw(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options,
                           const ThresholdRule& rule)
    : in_(graph.in()), out_(graph.out()), rule_(rule) {
    const bool shares = options.normalise || rule.kind == ThresholdRule::Kind::fraction;
    const ProbabilityLaw& law = options.probability;
    equal_ = rule.kind == ThresholdRule::Kind::count || law.kind == ProbabilityKind::wc ||
             (law.kind == ProbabilityKind::constant && shares && law.low > 0);
    if (equal_)
        return;
    totals_ = threshold_totals(context, graph, arc_probabilities(context, graph, options, Direction::in), shares);
    weights_ = arc_probabilities(context, graph, options, Direction::out);
}

} // namespace cascade
