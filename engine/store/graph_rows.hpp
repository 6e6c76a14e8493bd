#pragma once
// Reading a run of rows of one direction, trusting nothing: every value is checked before it is used as an index.
//
// Pointers first (they say how much there is to read), then neighbours and weights. A complaint names the dataset and
// the first bad row, whatever the number of threads. Local work: no rank waits for another here.

#include "engine/graph/adjacency.hpp"
#include "engine/graph/label_list.hpp"
#include "engine/store/input_bytes.hpp"
#include "engine/store/layout.hpp"

#include <memory>
#include <vector>

namespace cascade {

/// The file as it was when it was described: InputError where its length is another.
std::unique_ptr<InputBytes> open_unchanged(const GraphFile& file);

/// Rows [first, first + count) of one direction of `file`, whose bytes are `bytes`.
struct RowRange {
    const InputBytes& bytes;
    const GraphFile& file;
    const layout::Direction& direction;
    VertexId first;
    VertexId count;
};

/// count + 1 pointers as stored: non-decreasing, at most m, from 0 and up to m where the range touches the ends.
BigArray<EdgeId> read_pointers(const RowRange& rows, int threads);

/// The lists behind `pointers`: ids below n and strictly ascending in a row, weights finite.
AdjacencyLists read_rows(const RowRange& rows, BigArray<EdgeId> pointers, int threads);

/// Original ids of [first, first + count); ascending where the file says that they give the order.
std::vector<OriginalId> read_ids(const InputBytes& bytes, const GraphFile& file, VertexId first, VertexId count,
                                 int threads);

/// Labels of [first, first + count), and where the first of them begins among all.
struct LabelRows {
    LabelList labels;
    std::uint64_t begin = 0;
};

/// UTF-8, none empty, ascending where the file says that they give the order.
LabelRows read_labels(const InputBytes& bytes, const GraphFile& file, VertexId first, VertexId count, int threads);

/// The single value of an unweighted graph is 1.
void check_iso_value(const InputBytes& bytes, const GraphFile& file, const layout::NamedPlace& values);

} // namespace cascade
