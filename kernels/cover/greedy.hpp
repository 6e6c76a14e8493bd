#pragma once
// Greedy maximum coverage over the distributed inverted pool: exactly the serial greedy, whatever the partition.
//
// Each seed: every rank finds its best vertex (largest number of samples not yet covered; among equals more out-arcs,
// where the graph knows them, then the smallest original id) by lazy re-evaluation (kernels/cover/lazy_candidates.hpp),
// one small reduction picks the winner, and the winner's owner broadcasts the ids of the newly covered samples
// (kernels/cover/coverage.hpp). Nothing is done per seed for every vertex or every sample. Stale counts depend on the
// partition and are used for nothing but the order of work.
//
// Where samples are few, the largest count is mostly luck. Then candidates can be ranked by what they are *expected* to add,
// given their count and their reach nearby (`CoverTask::reach`; kernels/cover/gain_prior.hpp); that is no longer the greedy of
// the samples, and better for it. The certificate does not ask how seeds were chosen. The prior is fitted before the first
// choice and at powers of sixteen.
//
// The certificate needs exact marginals (`PrefixBound`): at a prefix each rank finds the k largest among its candidates,
// lazily too, and the sum of the k largest over ranks is found by bisection on the count. That takes longer than the choice
// where k is large, and only the least bound counts. Over the prefixes bounds mostly fall, as what the next seeds would add
// turns out to be covered, and then rise, as the k vertices beyond them come to be counted too. So of 512
// seeds and more they are made at the shortest prefix, at powers of two from K/512 on and at K, but for those before
// `bounds_from` and those behind one that lies well above the least; of fewer seeds everywhere. Any prefix gives a bound; one
// left out can only make the certificate less tight.

#include "engine/core/archive.hpp"
#include "kernels/cover/coverage.hpp"
#include "kernels/cover/reach_classes.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace cascade {

/// What may be chosen and what is covered before the first choice.
struct CoverTask {
    std::uint32_t k = 1;                 ///< seeds to choose; at most as many as there are candidates
    Bitmap candidates;                   ///< over this rank's selection range
    std::vector<VertexId> given;         ///< seeds already mine: they cover, and cannot be chosen
    bool with_bounds = true;             ///< count exact marginals for the certificate
    std::vector<VertexId> first;         ///< sentinels: candidates that are chosen first, in this order; part of the k
    std::uint64_t truncated = 0;         ///< samples left out of the pool because one of `first` hits them
    const ReachClasses* reach = nullptr; ///< of the candidates; null: counts alone decide
    std::uint32_t bounds_from = 0; ///< many seeds: shorter prefixes are given no bound; 0: the least may be anywhere
};

/// An upper bound on any k candidates' coverage: what the prefix covers plus the k largest marginals given it.
struct PrefixBound {
    std::uint32_t prefix = 0;
    std::uint64_t covered = 0; ///< truncated samples included
    std::uint64_t largest_marginals = 0;

    std::uint64_t total() const { return covered + largest_marginals; }
};

/// The same on every rank.
struct CoverResult {
    std::vector<VertexId> seeds;      ///< canonical ids in order of choice
    std::vector<std::uint64_t> gains; ///< samples each added; those of `first` count stored samples only
    std::uint64_t given_covered = 0;  ///< stored samples the given seeds cover
    std::uint64_t covered = 0;        ///< samples covered in the end, given and truncated ones included
    std::vector<PrefixBound> bounds;  ///< ascending by prefix

    /// The least of the bounds; nothing when there are none.
    std::optional<PrefixBound> least_bound() const;

    void state(Archive& archive);
};

/// Chooses `task.k` seeds from a pool whose ids are all below `samples` (truncated samples keep their ids). Goes on from
/// `result`, which holds what an earlier call had chosen of the same task; calls `rest` every few seeds. Collective.
void greedy_cover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples,
                  const CoverTask& task, CoverResult& result, const std::function<void()>& rest);

/// The same in one go. Collective.
CoverResult greedy_cover(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                         std::uint64_t samples, const CoverTask& task);

} // namespace cascade
