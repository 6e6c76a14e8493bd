#pragma once
// Drawn graphs with probabilities, as the reference versions take them.

#include "kernels/reference/graph.hpp"
#include "tests/support/graphs.hpp"

namespace cascade::testing {

/// Probability p on every arc.
inline reference::Graph with_constant(const SmallGraph& graph, double p) {
    reference::Graph result{graph.vertices, {}};
    for (const Arc& arc : graph.arcs)
        result.arcs.push_back({arc.u, arc.v, p});
    return result;
}

/// 1 / in-degree of the head: weighted cascade, or equal weights of the linear threshold model.
inline reference::Graph with_in_degrees(const SmallGraph& graph) {
    std::vector<double> in_degree(graph.vertices);
    for (const Arc& arc : graph.arcs)
        ++in_degree[arc.v];
    reference::Graph result{graph.vertices, {}};
    for (const Arc& arc : graph.arcs)
        result.arcs.push_back({arc.u, arc.v, 1 / in_degree[arc.v]});
    return result;
}

/// The weights of the arcs as they are.
inline reference::Graph with_weights(const SmallGraph& graph) {
    reference::Graph result{graph.vertices, {}};
    for (const Arc& arc : graph.arcs)
        result.arcs.push_back({arc.u, arc.v, static_cast<double>(arc.weight)});
    return result;
}

} // namespace cascade::testing
