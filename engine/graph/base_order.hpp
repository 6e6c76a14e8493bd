#pragma once
// The canonical order of a graph that continues another: what was there keeps its place, what is new stands behind.
//
// Vertices are numbered by ascending id (or label) first. Each rank of the base then tells the owners of those numbers
// which places its share of the base has; the others come behind all of them, by ascending id.

#include "engine/graph/edge_list.hpp"
#include "engine/graph/graph_slice.hpp"
#include "engine/runtime/context.hpp"

namespace cascade {

/// One rank's consecutive share of the vertices of a graph, in canonical order; shares in rank order cover all.
struct VertexShare {
    VertexId first = 0;
    VertexId total = 0; ///< vertices of the graph
    bool labelled = false;
    std::vector<OriginalId> ids; ///< empty where labelled
    LabelList labels;            ///< empty unless labelled
};

/// The vertices of the base are in a list of edges that name vertices alike, whether an edge has them or not.
void join_members(EdgeList& edges, const VertexShare& base);

/// The places of the vertices of `slice`, a graph in order of ids that has all vertices of `base`, in the base; those the
/// base lacks have the place `base.total`. Collective.
std::vector<std::uint64_t> places_in(const Context& context, const VertexShare& base, const GraphSlice& slice);

} // namespace cascade
