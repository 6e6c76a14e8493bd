#pragma once
// Seeds chosen by what they are expected to add, by the book: k times, count for every vertex the samples it would newly
// cover, and weigh that against the counts of candidates with about the same reach. Everything is counted every time;
// nothing is bounded, left out or looked up.
//
// Candidates are put into classes by reach, two to an octave, [1, 1.5) 2^i and [1.5, 2) 2^i; reaches below 2^-16 are one.
// Of the candidates left in a class, at least 20 with counts that are not all zero, m is the mean count and s² the variance;
// b = m / max(s² - m, m² / 100). A candidate whose reach is the middle of a class (0 of the lowest) and whose count is x
// is expected to add (x + b m) / (1 + b). For reaches between two such middles m and b lie on the line between, beyond the
// outermost they are those of the outermost. Where no class tells anything the count is the expectation.
//
// m and b are found before the first seed that is not prescribed, and again when there are 1, 16, 256, … seeds. The largest
// expectation, as a float, is taken; ties go to the most out-arcs, then to the smallest original id.

#include "kernels/reference/greedy_cover.hpp"

namespace cascade::reference {

struct ExpectedCoverTask {
    VertexId vertices = 0;
    std::vector<std::vector<VertexId>> samples; ///< [j]: the vertices of sample j, none of them twice
    std::size_t k = 1;
    std::vector<float> reach;               ///< [v], each at least 0
    std::vector<bool> excluded;             ///< [v]: no candidates; empty: none
    std::vector<VertexId> given;            ///< they cover, and are no candidates any more
    std::vector<VertexId> first;            ///< candidates that are the first of the k, in this order
    std::vector<OriginalId> original_ids;   ///< [v], or none: identity
    std::vector<std::uint32_t> out_degrees; ///< [v], or none: all alike
};

/// At most k seeds, fewer when candidates end. `covered` counts what the given seeds cover, too, and `largest_marginals` the
/// candidates left.
GreedyCover expected_cover(const ExpectedCoverTask& task);

} // namespace cascade::reference
