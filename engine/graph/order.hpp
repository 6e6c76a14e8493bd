#pragma once
// The canonical order by falling degree, so that hubs share cache lines.
//
// Keys (degree, position by id) of finished lists are ordered over the ranks; arcs are then given their new ids and
// built again. Degrees are those of the graph, not of the input: how often an edge was repeated does not matter.

#include "engine/graph/graph_slice.hpp"
#include "engine/graph/vertex_ids.hpp"

namespace cascade {

struct RelabelledEdges {
    EdgeList edges; ///< every stored arc once, in new canonical ids
    VertexIds ids;
};

/// The arcs of a graph with its vertices renumbered by descending total degree, then ascending original id. Collective.
RelabelledEdges relabel_by_degree(Context& context, const GraphSlice& slice);

} // namespace cascade
