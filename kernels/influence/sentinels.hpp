#pragma once
// Hit-and-stop: once some seeds are settled, samples that reach them need neither be finished nor kept.
//
// The first seeds of a greedy choice win by far; what more samples decide is the rest. So the leading seeds S_b become
// *sentinels* as soon as each is carried by enough samples, and from then on a sample that reaches one stops and is only
// counted (HIST: Guo, Wang, Wei, Chen, SIGMOD'20). Where influence is high (constant probabilities above the percolation
// threshold, many seeds) nearly all large samples reach one at once, and what is left to draw is small.
//
// Why the certificate still holds. (1) sigma(S) >= lower needs only that S was chosen without R2; truncating R1 does not
// touch R2. (2) sigma(optimum) <= upper needs a bound on what any k vertices cover in R1. For a prefix P of S,
// covered(P) + the k largest marginals given P is one, whatever P. A truncated sample is covered by every P that contains
// all of S_b, adds to no marginal there, and all other samples are stored whole: for those prefixes the bound is exact.
// For a shorter prefix it is not, and the k - b largest marginals given S_b are no bound for k vertices either. Example:
// k = 2, sentinels s1 and s2, samples {s1, w1} x 50, {s2, w1} x 50, {w2} x 10. At the empty prefix the truncated pool
// shows 10, or 100 when the truncated ones are counted as one vertex's; {w1, w2} covers 110. At {s1, s2}: 100 covered
// and the two largest marginals, 10 + 0: 110.
// (3) Nothing here looks at R2: sentinels follow from R1 alone. If the last round is not certified, the pool is thrown
// away, drawn again whole, and its certificate takes one more share of delta.
//
// Sentinels only grow, always as a prefix of the seeds: a sample that an earlier, smaller set truncated is truncated by
// every later one.

#include "kernels/cover/greedy.hpp"

#include <limits>

namespace cascade {

enum class HitAndStop : std::uint8_t {
    automatic, ///< when it spares a fair share of the work
    on,        ///< whenever a seed is settled and seeds hit one sample in twenty, however much looser the bound becomes
    off,
};

/// What is known of a choice made on a whole or truncated R1.
struct ChoiceSoFar {
    const CoverResult& cover;
    std::vector<std::uint64_t> before; ///< [i]: what the first i + 1 seeds of the round before cover of these samples
    std::uint32_t sentinels = 0;       ///< seeds that are some already,
    std::uint64_t truncated = 0;       ///< and the samples they cut short; counted in `before`
    double settle = 0;                 ///< share of the spread that may be lost
    double slack = 1;                  ///< by which the bound on the optimum may grow now,
    /// or further while covered / bound stays above this: below it no certificate is possible.
    double least_ratio = std::numeric_limits<double>::infinity();
};

/// How many leading seeds may be sentinels, not fewer than are: a power of two or all, whose seeds are steady, and of whose
/// prefix or a longer one a bound is known. A seed is steady when many samples carry it; with fewer where it and those in
/// front of it cover what the first of the round before do, but for the share that may be lost of what seeds cover that were
/// not given, and either some samples carry it or all such seeds together add less than that share, each of them a sample at
/// least. In a dense graph one seed has nearly all large samples, whichever of the best it is, and the others add next to nothing:
/// both is clear from some thirty large samples, or eight where a twentieth may be lost.
std::uint32_t settled_seeds(const ChoiceSoFar& choice);

/// Whether truncating at `seeds` is worth it: they cover a fair share of the memberships stored. Collective.
bool spares_work(Context& context, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples,
                 std::span<const VertexId> seeds);

} // namespace cascade
