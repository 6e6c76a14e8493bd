#pragma once
// What a selection will need, from a pilot: the size of RR sets, the number of samples, the bytes of the pool.
//
// A thousand or more pilot samples give the mean set size; greedy on them and as many others give a rough spread.
// With a = ln(1/delta') and h hits the bounds lie about sqrt(2a/h) from the truth: the bare rule ends when the two are
// close enough. Settling ends, on the graphs it was tried on, at 160 to 1,500 hits a seed for a settle of 0.005; the
// forecast takes 900 and rounds up to the round that has as many. Where the first seed alone
// covers a fair share of the memberships, samples are expected to stop there from 256 on that it covers. IMM's theta
// follows from its formulas and the rough spread.

#include "kernels/influence/selection.hpp"

namespace cascade {

struct SelectionForecast {
    double mean_set_size = 0;
    double spread = 0;                ///< rough
    std::uint64_t theta = 0;          ///< samples of each pool
    std::uint64_t bytes_per_rank = 0; ///< pool and selection at their peak, on an average rank
};

/// From a pilot of 1,000 samples, more where the seeds hit too few of those. Collective.
SelectionForecast forecast_selection(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                     const SelectionOptions& options);

} // namespace cascade
