#pragma once
// Seeds chosen by what they are expected to add, by the book: k times, count for every vertex the samples it would newly
// cover, and weigh that against the counts of candidates with about the same reach. Everything is counted every time;
// nothing is bounded, left out or looked up.
//
// Candidates are put into classes by reach, two to an octave, [1, 1.5) 2^i and [1.5, 2) 2^i; reaches below 2^-16 are one.
// Of a class, R is its middle (0 of the lowest) and n, S the number of its candidates that are left and the sum of their
// counts. Pools are filled class by class, those of the largest reach first: a pool is full when after a class it has 20
// candidates or more and their counts add up to 256 or more, and then the next is begun. Candidates whose own pool does not
// come to be full go to the one before it; where there is none they are a pool by themselves, unless nobody counts anything.
//
// Seeds that were chosen (not those given or prescribed) had luck: what they added beyond what was expected of them, cut to
// whole parts of 256. L is that of a class, and D = S + L, or S where L is negative.
//
// Of a pool of h classes rho is the sum of D, divided by that of n (1 + R). A class would have the mean A = rho (1 + R), and
//
//     t = (1 + sum of (S + L - n A)² / (n A) - (h - 1)) / (1 + sum of n A - sum of (n A)² / sum of n A),    at least 0,
//
// is how far classes are off it. So m = A (1 + t D) / (1 + t n A) is the mean of a class. About it a gain has variance c m²,
// and a count x varies about the gain as Poisson numbers do: the mean of (x - m)² is m + c m². So over a pool
//
//     c = sum of ((x - m)² - m) / sum of m²,    but at least 0.01.
//
// At R a class has the mean m / (1 + R) per reach and one more, and the c of its pool; between two R that have candidates both
// lie on the line between, beyond the outermost they are those of the outermost. A candidate of reach r has M, 1 + r times
// the one. The gain being a gamma variable of shape 1/c and rate 1/(cM), it has given x shape 1/c + x and rate 1/(cM) + 1,
// and their quotient is what is expected. Where there is no pool the count is the expectation.
//
// All that is found before the first seed that is not prescribed, and again when there are 1, 16, 256, … seeds. The largest
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
