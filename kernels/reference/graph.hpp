#pragma once
// A graph for the reference versions: a list of arcs with their probabilities (weights in the linear threshold model),
// no order, no partition. An undirected edge is two arcs.

#include "engine/core/types.hpp"

#include <vector>

namespace cascade::reference {

struct Arc {
    VertexId u = 0, v = 0;
    double p = 0; ///< in [0, 1]; linear threshold: the weights into v sum to at most 1
};

struct Graph {
    VertexId vertices = 0;
    std::vector<Arc> arcs;
};

/// No limit on the number of hops.
inline constexpr unsigned kAnyHops = ~0U;

} // namespace cascade::reference
