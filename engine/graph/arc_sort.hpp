#pragma once
// Sorting some arcs by tail, then head. Where both fit a number of 64 bits, digit by digit, and only the digits that differ.
//
// The arcs of a bucket (engine/graph/arc_buckets.hpp) share the front of their tails and fit into a core's cache, where a
// pass over a digit of eleven bits costs some 2 ns an arc; comparisons, which no processor can foresee, cost ten times
// that. Arcs that come in the order of their heads, as those of a transpose do, need the digits of their tails alone.
// Arcs between the same two are few, and are compared.

#include "engine/graph/arcs.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace cascade {

/// Ascending. `scratch` is kept from call to call for its memory.
void sort_arcs(std::span<std::uint64_t> keys, std::vector<std::uint64_t>& scratch);
void sort_arcs(std::span<NarrowWeightedArc> arcs, std::vector<NarrowWeightedArc>& scratch);

/// The same for arcs between ids of 64 bits.
template <class Arc>
void sort_arcs(std::span<Arc> arcs, std::vector<Arc>& /*scratch*/) {
    if (!std::is_sorted(arcs.begin(), arcs.end(), comes_before<Arc>))
        std::sort(arcs.begin(), arcs.end(), comes_before<Arc>);
}

} // namespace cascade
