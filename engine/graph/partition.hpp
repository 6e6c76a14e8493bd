#pragma once
// Contiguous ranges of the canonical order, one a part. O(parts) memory on every rank, O(log parts) to find an owner.

#include "engine/core/types.hpp"

#include <algorithm>
#include <vector>

namespace cascade {

/// Part i owns the vertices `first[i] .. first[i+1])`; ranges may be empty. `first` has parts + 1 entries.
struct Partition {
    std::vector<VertexId> first{0, 0};

    int parts() const { return static_cast<int>(first.size()) - 1; }
    VertexId begin_of(int part) const { return first[static_cast<std::size_t>(part)]; }
    VertexId end_of(int part) const { return first[static_cast<std::size_t>(part) + 1]; }
    VertexId count_of(int part) const { return end_of(part) - begin_of(part); }

    /// The part that owns v.
    int owner_of(VertexId v) const {
        return static_cast<int>(std::upper_bound(first.begin() + 1, first.end(), v) - first.begin()) - 1;
    }

    /// Equal counts: part i gets [i n / parts, (i+1) n / parts).
    static Partition equal(VertexId n, int parts) {
        Partition result;
        result.first.resize(static_cast<std::size_t>(parts) + 1);
        for (std::size_t i = 0; i < result.first.size(); ++i)
            result.first[i] = n / static_cast<VertexId>(parts) * i +
                              n % static_cast<VertexId>(parts) * i / static_cast<VertexId>(parts);
        return result;
    }
};

} // namespace cascade
