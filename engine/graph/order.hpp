#pragma once
// Canonical orders other than by id: by falling degree, so that hubs share cache lines, or any that is wished for.
//
// Keys (wanted, position by id) of finished lists are ordered over the ranks; arcs are then given their new ids and
// built again. Degrees are those of the graph, not of the input: how often an edge was repeated does not matter.

#include "engine/graph/graph_slice.hpp"
#include "engine/graph/vertex_ids.hpp"

namespace cascade {

struct RelabelledEdges {
    EdgeList edges; ///< every stored arc once, in new canonical ids
    VertexIds ids;
};

/// What puts the vertices of a slice in the order of falling total degree.
std::vector<std::uint64_t> falling_degrees(const GraphSlice& slice);

/// The arcs of a graph with its vertices renumbered by ascending `wanted` (one a vertex of the slice), then ascending
/// original id. Collective.
RelabelledEdges relabel(Context& context, const GraphSlice& slice, std::span<const std::uint64_t> wanted);

} // namespace cascade
