#pragma once
// The probability that an arc of a drawn graph is live, from the definition.

#include "kernels/diffusion/arc_probability.hpp"
#include "tests/support/graphs.hpp"

namespace cascade::testing {

/// In-weights are normalised where options say so.
inline double arc_probability(const SmallGraph& shape, const DiffusionOptions& options, const Arc& arc) {
    double in_degree = 0, in_weight = 0;
    for (const Arc& other : shape.arcs)
        if (other.v == arc.v) {
            ++in_degree;
            in_weight += static_cast<double>(other.weight);
        }
    const auto weight = static_cast<double>(arc.weight);
    switch (options.probability.kind) {
    case ProbabilityKind::wc:
        return 1 / in_degree;
    case ProbabilityKind::constant:
        return options.probability.low;
    case ProbabilityKind::weights:
        return !options.normalise ? weight : in_weight > 0 ? weight / in_weight : 0;
    default:
        return static_cast<double>(drawn_probability(options.probability, options.probability_seed, arc.u, arc.v));
    }
}

} // namespace cascade::testing
