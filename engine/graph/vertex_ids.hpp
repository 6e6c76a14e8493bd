#pragma once
// Original ids become positions in the canonical order: ascending original id (or label) over all ranks, never first-seen.
//
// Each rank lists the ids it met (engine/graph/id_table.hpp), the ranks order their union (engine/graph/key_order.hpp, or
// engine/graph/label_order.hpp), and the edges are rewritten in their blocks. The canonical order is then cut into one slice a rank, balanced by the
// ends of edges plus vertices, as a histogram of 2^16 ranges of vertices counts them; the ids of each slice go there.

#include "engine/graph/edge_list.hpp"
#include "engine/graph/partition.hpp"
#include "engine/runtime/context.hpp"

#include <span>

namespace cascade {

struct VertexIds {
    VertexId vertices = 0;
    Partition slices;                     ///< the canonical order, one range a rank
    std::vector<OriginalId> original_ids; ///< of this rank's slice; empty when identity
    bool identity = true;                 ///< ids are 0 … n-1
    bool labelled = false;                ///< the order is that of labels; original ids are the positions
    LabelList labels;                     ///< of this rank's slice, where labelled
};

/// Rewrites `edges` to canonical ids (base 0; narrow wherever the graph has at most 2^32 vertices). Collective.
VertexIds number_vertices(Context& context, EdgeList& edges);

/// Edges that hold canonical ids of a graph of `vertices` vertices already: the same rewriting, and slices. Collective.
VertexIds adopt_vertices(Context& context, EdgeList& edges, VertexId vertices);

/// Are the ids of positions first, first + 1, … those positions, on every rank? Collective.
bool are_identity(const Communicator& comm, VertexId first, std::span<const OriginalId> ids);

/// Moves values that lie in canonical order over the ranks, this rank's from position `first`, to the slices. Collective.
std::vector<OriginalId> move_to_slices(const Communicator& comm, const Partition& slices, VertexId first,
                                       const std::vector<OriginalId>& values);

/// The slices a rank's `first` and the number of vertices give. Collective.
Partition gather_slices(const Communicator& comm, VertexId first, VertexId vertices);

} // namespace cascade
