#pragma once
// Sorting some arcs by tail, then head. Where both fit a number of 64 bits, digit by digit, and only the digits that differ.
//
// The arcs of a bucket (engine/graph/arc_buckets.hpp) share the front of their tails and fit into a core's cache, where a
// pass over a digit of eleven bits costs some 2 ns an arc; comparisons, which no processor can foresee, cost ten times
// that. Arcs that come in the order of their heads, as those of a transpose do, need the digits of their tails alone.

#include "engine/graph/arcs.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace cascade {

/// Ascending. `scratch` is kept from call to call for its memory.
void sort_arcs(std::span<std::uint64_t> keys, std::vector<std::uint64_t>& scratch);

/// The same for arcs that are their own keys.
template <class Arc>
void sort_arcs(std::span<Arc> arcs, std::vector<std::uint64_t>& /*scratch*/) {
    const auto before = [](const Arc& a, const Arc& b) { return comes_before(a, b); };
    if (!std::is_sorted(arcs.begin(), arcs.end(), before))
        std::sort(arcs.begin(), arcs.end(), before);
}

} // namespace cascade
