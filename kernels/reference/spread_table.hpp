#pragma once
// The expected spread of every seed set of a small graph at once, exactly.
//
// sigma(S) is the sum over vertices t of the probability that S meets B(t), the vertices that reach t in a world. One
// walk through all worlds of live arcs (those of `exact_spread`) adds up the probability of every B(t) as a mask; a sum
// over the subsets of the complement of S then gives sigma(S) = n - sum of mass(B) over B not meeting S. Adding an arc
// u -> v to a world gives B(u) to every t that v reaches, so the walk costs O(n) a step: a graph of 18 arcs and 12
// vertices takes some 10 ms, against minutes for one walk a seed set.

#include "kernels/diffusion/model.hpp"
#include "kernels/reference/graph.hpp"

#include <span>
#include <vector>

namespace cascade::reference {

class SpreadTable {
public:
    /// At most 16 vertices; InternalError for more, and for what `exact_spread` refuses.
    SpreadTable(const Graph& graph, Model model);

    double spread(std::span<const VertexId> seeds) const;
    /// The largest spread of any k vertices.
    double best(std::size_t k) const;

private:
    VertexId vertices_;
    std::vector<double> missed_; ///< [mask]: expected number of vertices that only subsets of the mask reach
};

} // namespace cascade::reference
