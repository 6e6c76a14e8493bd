#pragma once
// Greedy maximum coverage over the distributed inverted pool: exactly the serial greedy, whatever the partition.
//
// Each seed: every rank finds its best vertex (largest number of samples not yet covered, smallest original id among
// equals), one small reduction picks the winner, and the winner's owner broadcasts the ids of the newly covered samples.
// A sample id is sent at most once in a run. A rank finds its best by lazy re-evaluation (CELF: Leskovec et al., KDD'07):
// counts only fall, so a stale count is an upper bound; a vertex is counted again only when its bound tops the heap.
// Stale counts depend on the partition and are used for nothing else.
//
// The certificate needs exact marginals (`PrefixBound`): at prefixes 0, 1, 2, 4, … and K all lists are counted once
// against the covered samples, and the sum of the k largest is found over ranks by bisection on the count.

#include "engine/core/bitmap.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/context.hpp"
#include "kernels/cover/inverted_pool.hpp"

namespace cascade {

/// What may be chosen and what is covered before the first choice.
struct CoverTask {
    std::uint32_t k = 1;         ///< seeds to choose; at most as many as there are candidates
    Bitmap candidates;           ///< over this rank's selection range
    std::vector<VertexId> given; ///< seeds already mine: they cover, and cannot be chosen
    bool with_bounds = true;     ///< count exact marginals for the certificate
};

/// An upper bound on any k candidates' coverage: what the prefix covers plus the k largest marginals given it.
struct PrefixBound {
    std::uint32_t prefix = 0;
    std::uint64_t covered = 0;
    std::uint64_t largest_marginals = 0;
};

/// The same on every rank.
struct CoverResult {
    std::vector<VertexId> seeds;      ///< canonical ids in order of choice
    std::vector<std::uint64_t> gains; ///< samples each added
    std::uint64_t given_covered = 0;  ///< samples the given seeds cover
    std::uint64_t covered = 0;        ///< samples covered in the end, given ones included
    std::vector<PrefixBound> bounds;
};

/// Candidates of this rank's selection range: all of it.
Bitmap all_candidates(const PartitionedGraph& graph);

/// Chooses `task.k` seeds from a pool of `samples` samples. Collective.
CoverResult greedy_cover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                         std::uint64_t samples, const CoverTask& task);

} // namespace cascade
