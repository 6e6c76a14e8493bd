#pragma once
// Independent cascade with producers, exactly, by its Markov chain.
//
// A state says of every vertex whether it waits, acts (and of which generation it is) or has done so. In a step all
// vertices that act try all their arcs, each that waits joins one more than the smallest generation that reached it, and
// each that acted goes on with probability `respread`. All states and all that may follow each are gone through, with
// their probabilities, until next to none is left in which anybody acts. For graphs of six vertices or so.

#include "kernels/reference/graph.hpp"

#include <span>
#include <vector>

namespace cascade::reference {

struct ExactProducers {
    std::vector<double> active;      ///< [hop], expected, up to it; the last one holds on
    std::vector<double> generations; ///< [generation], expected in the end
    double tries = 0;                ///< expected steps in which a vertex tried, over all vertices
    double producers = 0;            ///< expected vertices that tried more than once
    double died_out = 0;             ///< probability that nobody would try any more
};

/// Up to 12 vertices; what is left undecided after `max_hops` or at the end weighs at most 1e-12. InternalError for a bad
/// seed or size.
ExactProducers exact_producers(const Graph& graph, double respread, std::span<const VertexId> seeds,
                               unsigned max_hops = kAnyHops);

} // namespace cascade::reference
