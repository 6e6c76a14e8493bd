#pragma once
// The position of labels in the sorted union of what all ranks hold: engine/graph/key_order.hpp for keys of any length.
//
// Order is that of bytes, which for UTF-8 is the order of code points, on every machine and in every locale.

#include "engine/graph/label_list.hpp"
#include "engine/graph/partition.hpp"

namespace cascade {

struct LabelOrder {
    LabelList owned;                 ///< this rank's range of the union, ascending
    VertexId first = 0;              ///< position of owned[0]
    VertexId total = 0;              ///< size of the union
    std::vector<VertexId> positions; ///< of this rank's labels; left empty on a single rank, where label i is at i
};

/// Orders the union of the ranks' labels; `labels` ascending and unique on each rank. Collective.
LabelOrder order_labels(const Communicator& comm, LabelList labels);

/// Moves labels that lie in canonical order over the ranks, this rank's from position `first`, to the slices. Collective.
LabelList move_to_slices(const Communicator& comm, const Partition& slices, VertexId first, const LabelList& labels);

/// The labels of any positions, from the ranks whose slices they lie in; `mine` are those of this rank's. Collective.
LabelList fetch_labels(const Communicator& comm, const Partition& slices, const LabelList& mine,
                       std::span<const VertexId> wanted);

} // namespace cascade
