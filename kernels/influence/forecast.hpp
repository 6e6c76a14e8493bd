#pragma once
// What a selection will need, from a pilot: the size of RR sets, the number of samples, the bytes of the pool.
//
// A thousand pilot samples give the mean set size; greedy on them and a thousand more give a rough spread of k seeds.
// The bare rule stops when both bounds are close; with settling, rounds end when a doubling lifts the lower bound
// sigma (1 - sqrt(2a/h)), h hits, by less than `settle`: that takes about (0.3/settle)^2 2a hits before the last
// doubling. The forecast rounds up to the round that has them.

#include "kernels/influence/selection.hpp"

namespace cascade {

struct SelectionForecast {
    double mean_set_size = 0;
    double spread = 0;                ///< rough
    std::uint64_t theta = 0;          ///< samples of each pool
    std::uint64_t bytes_per_rank = 0; ///< pool and selection at their peak, on an average rank
};

/// Pilot of 1,000 samples. Collective.
SelectionForecast forecast_selection(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options);

} // namespace cascade
