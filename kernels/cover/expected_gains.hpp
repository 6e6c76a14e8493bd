#pragma once
// This rank's candidates in order of what they are expected to add, where samples are few (kernels/cover/gain_prior.hpp).
//
// The prior is fitted anew at a few prefixes, on the counts of all candidates in what is not covered yet; in between, a
// count from earlier is an upper bound and so is the expectation that goes with it, so candidates are counted again lazily as
// in lazy_candidates.hpp. Only the best are in the heap: those outside are bounded by the worst that was let in, and when that
// bound is reached all are counted and the best of them let in again.
//
// Among equals the candidate with more out-arcs comes first, then the one of the smaller original id.

#include "engine/core/bitmap.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "kernels/cover/candidate_choice.hpp"
#include "kernels/cover/gain_prior.hpp"
#include "kernels/cover/inverted_pool.hpp"
#include "kernels/cover/reach_classes.hpp"

#include <optional>
#include <span>
#include <vector>

namespace cascade {

class ExpectedGains {
public:
    /// All of `allowed`, the candidates of `classes`. At first nothing is covered, and the prior is not fitted.
    ExpectedGains(int threads, const PartitionedGraph& graph, const InvertedPool& pool, const Bitmap& allowed,
                  const ReachClasses& classes);

    /// No candidate any more, if it was one here; it added so many samples, which was luck as far as it was not expected.
    void take(VertexId v, std::uint64_t gain);
    /// Fits the prior to the candidates left and `covered`; about `wanted` will be taken until the next fit. Collective.
    void fit(const Communicator& world, const Bitmap& covered, std::size_t wanted);

    /// The one that is expected to add most; nothing when none is left.
    std::optional<CandidateChoice> best(const Bitmap& covered);
    /// To be told when more samples are covered.
    void outdate() { ++epoch_; }

    /// The k largest counts (fewer when there are fewer that are not zero), descending.
    std::vector<std::uint32_t> largest(const Bitmap& covered, std::size_t k);

private:
    static constexpr std::uint32_t kBarred = ~std::uint32_t{0}; ///< in place of a count

    using ByClass = GainPrior::ByClass;

    struct Entry {
        std::uint64_t merit;
        LocalVertex vertex;
        std::uint32_t epoch; ///< when it was counted
    };
    struct Lower {
        const PartitionedGraph* graph;
        bool operator()(const Entry& a, const Entry& b) const {
            return a.merit != b.merit ? a.merit < b.merit
                                      : graph->selection_order(a.vertex) > graph->selection_order(b.vertex);
        }
    };

    std::uint64_t merit(LocalVertex v) const;
    void count_again(std::span<const LocalVertex> vertices, const Bitmap& covered);
    void count_all(const Bitmap& covered);
    void count_classes();
    void let_in(std::size_t room);
    void let_in_without_samples(std::size_t room);
    void left_out(const Entry& entry);
    void keep_best(std::size_t room);

    int threads_;
    const PartitionedGraph& graph_;
    const InvertedPool& pool_;
    const ReachClasses& classes_;
    GainPrior prior_;
    BigArray<std::uint32_t> counts_; ///< [vertex]: not covered when last counted, or kBarred
    std::vector<LocalVertex> drawn_; ///< candidates in samples that were not covered then
    GainPrior::Moments taken_from_;  ///< candidates left of each class, here, and the luck of those taken
    ByClass drawn_of_{};             ///< how many of each class are in drawn_
    std::uint32_t epoch_ = 0;        ///< of what is covered
    std::uint32_t counted_all_ = 0;  ///< the epoch of a count of all
    std::vector<Entry> heap_;        ///< the best first
    std::size_t room_ = 0;           ///< of the heap when it was filled
    std::optional<Entry> outside_;   ///< none outside the heap is better; nothing: none is outside
};

} // namespace cascade
