#pragma once
// This rank's candidates in order of what they would add at most, counted again only when that matters.
//
// CELF (Leskovec et al., KDD'07): counts only fall while seeds are chosen, so a count from earlier is an upper bound, and
// a candidate is counted again only when its bound tops the heap. `best` does so until the top is exact; `largest` until
// no bound left can be among the k largest. Both answers are exact and do not depend on how many were counted on the way,
// so candidates that lie next to the top may be counted ahead of time, in blocks, by all threads. `best` begins
// with one and takes blocks about as long (in ids) as what the call has counted already: half the work at most is in vain.
//
// Among equals the candidate with more out-arcs comes first, then the one of the smaller original id: with few samples
// most seeds are ties, and who can tell more people is the better guess (1 to 4 % of the spread; kernels/README.md).
//
// An entry is 16 bytes. Candidates without samples stay out of the heap; they come in, as many as may still be chosen,
// when nothing else is left or ties with them.

#include "engine/core/bitmap.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "kernels/cover/inverted_pool.hpp"

#include <optional>

namespace cascade {

class LazyCandidates {
public:
    /// A candidate and how good it is.
    struct Choice {
        LocalVertex vertex;  ///< in the selection range
        std::uint64_t merit; ///< greater is better: gain << 32 | out-degree
        std::uint64_t tie;   ///< lower is better among equals: the order of original ids
    };

    /// All of `allowed` (over the selection range) but `barred` (ascending). At most `wanted` will be taken.
    LazyCandidates(int threads, const PartitionedGraph& graph, const InvertedPool& pool, const Bitmap& allowed,
                   std::vector<LocalVertex> barred, std::size_t wanted);

    /// The one that adds most to `covered`; nothing when none is left.
    std::optional<Choice> best(const Bitmap& covered);
    /// Takes the one that `best` has found.
    void take();
    /// To be told when more samples are covered: counts so far are bounds from now on.
    void outdate() { ++epoch_; }

    /// The k largest gains (fewer when there are fewer that are not zero), descending.
    std::vector<std::uint32_t> largest(const Bitmap& covered, std::size_t k);

private:
    struct Entry {
        std::uint64_t merit; ///< what the vertex adds at most << 32 | its out-degree
        LocalVertex vertex;
        std::uint32_t epoch; ///< when it was counted

        std::uint32_t bound() const { return static_cast<std::uint32_t>(merit >> 32); }
    };

    /// The order of the heap.
    struct Lower {
        const LazyCandidates* candidates;
        bool operator()(const Entry& a, const Entry& b) const {
            return a.merit != b.merit ? a.merit < b.merit : candidates->tie_of(a.vertex) > candidates->tie_of(b.vertex);
        }
    };

    std::uint64_t tie_of(LocalVertex v) const { return graph_.selection_order(v); }
    Entry entry(LocalVertex v, std::uint32_t gain) const {
        return {std::uint64_t{gain} << 32 | graph_.selection_degree(v), v, epoch_};
    }
    bool exact(const Entry& entry) const { return entry.epoch == epoch_ || entry.bound() == 0; }
    template <class F>
    void for_each_candidate(F&& f) const;
    void admit_empty();
    void push(const Entry& entry);
    Entry pop();
    std::uint64_t count_again(std::span<Entry> entries, const Bitmap& covered, std::uint32_t bar) const;
    void give_back(std::span<const Entry> entries);
    void rebuild_with(std::span<const Entry> entries);

    int threads_;
    const PartitionedGraph& graph_;
    const InvertedPool& pool_;
    const Bitmap& allowed_;
    std::vector<LocalVertex> barred_;
    std::size_t wanted_;
    bool empty_admitted_ = false;
    std::uint32_t epoch_ = 0;
    std::vector<Entry> heap_; ///< the best first
    std::vector<Entry> block_;
};

} // namespace cascade
