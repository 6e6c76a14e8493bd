#pragma once
// Of a few candidates the sets of two and three that a budget buys and that are likely to cover most.
//
// What two cover is known: what each adds once another is chosen has been counted for all of them. What a third adds to two
// is taken as if these took their shares of it independently: what is left of it after the one, times the share that the
// other leaves. That is near enough to say which are worth counting. Whole numbers throughout, so that all ranks agree;
// n^3 / 6 sets of n candidates.

#include "kernels/cover/priced_candidates.hpp"

#include <vector>

namespace cascade {

/// A few candidates, and what they take from one another.
struct Rivalry {
    std::vector<Priced> candidates;                ///< with what each adds by itself
    std::vector<std::vector<std::uint64_t>> after; ///< [i][j]: what candidate i + 1 + j adds once i is chosen
};

/// The `most` sets that look best, best first; of two where k is 2. Among equals the order of the candidates counts.
std::vector<std::vector<Priced>> likely_trios(const Rivalry& rivalry, std::uint64_t budget, std::uint32_t k,
                                              std::size_t most);

} // namespace cascade
