#pragma once
// Adjacency lists of the vertices a rank owns: for each, its neighbours' canonical ids in ascending order.
//
// Neighbours take 4 bytes each while the whole graph has at most 2^32 vertices and 8 beyond; the width is a property of
// the data, asked at run time, never an #ifdef.

#include "engine/core/big_array.hpp"
#include "engine/core/check.hpp"
#include "engine/core/types.hpp"

namespace cascade {

/// An array of canonical ids, 4 or 8 bytes each.
class NeighbourArray {
public:
    NeighbourArray() = default;
    /// `size` neighbours in a graph of `vertices` vertices; `wide` forces 8 bytes.
    NeighbourArray(EdgeId size, VertexId vertices, bool wide = false) : wide_(wide || vertices > (VertexId{1} << 32)) {
        if (wide_)
            eight_ = BigArray<std::uint64_t>(size);
        else
            four_ = BigArray<std::uint32_t>(size);
    }

    bool is_wide() const { return wide_; }
    EdgeId size() const { return wide_ ? eight_.size() : four_.size(); }
    std::size_t bytes() const { return wide_ ? eight_.bytes() : four_.bytes(); }
    VertexId operator[](EdgeId e) const { return wide_ ? eight_[e] : four_[e]; }
    void set(EdgeId e, VertexId v) {
        if (wide_)
            eight_[e] = v;
        else
            four_[e] = static_cast<std::uint32_t>(v);
    }
    void prefetch(EdgeId e) const {
        __builtin_prefetch(wide_ ? static_cast<const void*>(eight_.data() + e)
                                 : static_cast<const void*>(four_.data() + e));
    }

    /// The raw values, for bulk input and output; only the array of the current width has any.
    BigArray<std::uint32_t>& narrow_values() { return four_; }
    BigArray<std::uint64_t>& wide_values() { return eight_; }
    const BigArray<std::uint32_t>& narrow_values() const { return four_; }
    const BigArray<std::uint64_t>& wide_values() const { return eight_; }

private:
    BigArray<std::uint32_t> four_;
    BigArray<std::uint64_t> eight_;
    bool wide_ = false;
};

/// Lists of `count()` owned vertices. `offsets` has count + 1 entries and starts at 0; `weights` is empty when the graph has none.
struct AdjacencyLists {
    BigArray<EdgeId> offsets{1};
    NeighbourArray neighbours;
    BigArray<float> weights;

    LocalVertex count() const { return static_cast<LocalVertex>(offsets.size() - 1); }
    EdgeId begin_of(LocalVertex v) const { return offsets[v]; }
    EdgeId end_of(LocalVertex v) const { return offsets[v + 1]; }
    EdgeId degree(LocalVertex v) const { return offsets[v + 1] - offsets[v]; }
    EdgeId arcs() const { return offsets[offsets.size() - 1]; }
    std::size_t bytes() const { return offsets.bytes() + neighbours.bytes() + weights.bytes(); }
};

} // namespace cascade
