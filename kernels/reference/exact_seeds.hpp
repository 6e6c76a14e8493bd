#pragma once
// Seeds by exact spread: the best set of k among all, and what greedy picks. For graphs `exact_spread` can handle and at
// most 12 vertices; every candidate set costs one walk through all worlds.
//
// Greedy reaches at least 1 - (1 - 1/k)^k of the optimum, since the spread is monotone and submodular (Nemhauser,
// Wolsey, Fisher 1978; Kempe, Kleinberg, Tardos 2003). Spreads within 1e-9 of each other are ties, which go to
// the smallest vertex, so that rounding does not choose.

#include "kernels/reference/exact_spread.hpp"

namespace cascade::reference {

struct ExactSeeds {
    std::vector<VertexId> seeds; ///< best: ascending; greedy: in order of choice
    double spread = 0;
};

/// The k-subset of largest spread, the lexicographically first among equals; all vertices when k >= n.
ExactSeeds best_seeds(const Graph& graph, Model model, std::size_t k, unsigned max_hops = kAnyHops);

/// k times the vertex that adds most; all vertices when k >= n.
ExactSeeds greedy_seeds(const Graph& graph, Model model, std::size_t k, unsigned max_hops = kAnyHops);

} // namespace cascade::reference
