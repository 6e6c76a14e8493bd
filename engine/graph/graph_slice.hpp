#pragma once
// What import and generate hand to the graph file: each rank's consecutive piece of the finished graph.
//
// Rank r of the p ranks holds the vertices [first, first + count) of the canonical order, slices in rank order covering
// 0..n-1. A symmetric graph fills `out` only (its CSR is its CSC).

#include "engine/graph/partitioned_graph.hpp"

namespace cascade {

struct GraphSlice {
    GraphInfo info; ///< the same on every rank; digest is filled by the file writer
    VertexId first = 0;
    AdjacencyLists out;                   ///< arcs out of [first, first + count)
    AdjacencyLists in;                    ///< arcs into [first, first + count); empty lists when symmetric
    std::vector<OriginalId> original_ids; ///< of the slice; empty when identity
    LabelList labels;                     ///< of the slice, where the graph has labels
    std::string source;                   ///< where it came from, for people, e.g. "soc-Epinions1.txt"
    std::uint64_t self_loops_removed = 0; ///< over all ranks
    std::uint64_t duplicates_merged = 0;  ///< input edges that fell together with another, over all ranks

    LocalVertex count() const { return out.count(); }
};

} // namespace cascade
