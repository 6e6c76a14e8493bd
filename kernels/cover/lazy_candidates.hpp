#pragma once
// This rank's candidates in order of what they would add at most, counted again only when that matters.
//
// CELF (Leskovec et al., KDD'07): counts only fall while seeds are chosen, so a count from earlier is an upper bound, and
// a candidate is counted again only when its bound is the highest. Candidates lie on *levels* by their bounds
// (kernels/cover/gain_level.hpp): the highest level that is not empty is a heap, those below it are lists in no order, and
// who is counted again moves to the list of what was found, which costs no more than writing it there. `best` counts the top
// of the heap until it is exact; `largest` goes down the levels until k gains are found. Both answers are exact and do not
// depend on how many were counted on the way, so candidates next to the top may be counted ahead of time, in blocks,
// by all threads. `best` begins with one and takes blocks about as much work as what the call has counted already, and
// looks at the whole heap once an eighth of it has turned out to belong further down, as after a seed that most samples
// have: half the work at most is in vain. `largest` counts as many at once as are likely to hold those still wanted.
//
// Among equals the candidate with more out-arcs comes first, then the one of the smaller original id: with few samples
// most seeds are ties, and who can tell more people is the better guess (1 to 4 % of the spread; kernels/README.md).
//
// At first the candidates of most samples are let in, eight times as many as are wanted; more when the levels that are in
// have been used up. Most never are: of the 3.4 million vertices that are in samples of R-MAT 2^22
// (10,000 seeds) the largest gains left were all among 200,000. Those without samples come in last, as many as may still be
// chosen. An entry is 16 bytes.

#include "engine/core/bitmap.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "kernels/cover/candidate_choice.hpp"
#include "kernels/cover/gain_level.hpp"
#include "kernels/cover/inverted_pool.hpp"

#include <array>
#include <optional>
#include <vector>

namespace cascade {

class LazyCandidates {
public:
    /// All of `allowed` (over the selection range) but `barred`, which ascend. At most `wanted` will be taken. Nothing is
    /// covered yet.
    LazyCandidates(int threads, const PartitionedGraph& graph, const InvertedPool& pool, const Bitmap& allowed,
                   std::span<const LocalVertex> barred, std::size_t wanted);

    /// The one that adds most to `covered`; nothing when none is left.
    std::optional<CandidateChoice> best(const Bitmap& covered);
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
        void count(std::uint32_t gain, std::uint32_t now) {
            merit = std::uint64_t{gain} << 32 | static_cast<std::uint32_t>(merit);
            epoch = now;
        }
    };

    /// The order of the heap.
    struct Lower {
        const LazyCandidates* candidates;
        bool operator()(const Entry& a, const Entry& b) const {
            return a.merit != b.merit ? a.merit < b.merit : candidates->tie_of(a.vertex) > candidates->tie_of(b.vertex);
        }
    };

    static constexpr std::uint32_t kNothingCovered = 0;               ///< the first epoch
    static constexpr std::uint16_t kNoCandidate = gain_level::kCount; ///< in place of a level
    using Histogram = std::array<std::uint64_t, gain_level::kCount + 1>;

    std::uint64_t tie_of(LocalVertex v) const { return graph_.selection_order(v); }
    std::uint64_t merit(LocalVertex v, std::uint32_t gain) const {
        return std::uint64_t{gain} << 32 | graph_.selection_degree(v);
    }
    /// To count it again, in ids; to find a list takes as long as to go through forty.
    std::uint64_t work_of(const Entry& entry) const { return 40 + pool_.count_of(entry.vertex); }
    bool exact(const Entry& entry) const { return entry.epoch == epoch_ || entry.bound() == 0; }
    std::vector<std::vector<Entry>> those_between(std::uint32_t least, std::uint32_t end) const;
    void keep_best(std::vector<Entry>& entries, std::size_t first) const;
    void let_in_more();
    bool descend();
    void order();
    void put_back(const Entry& entry);
    void push(const Entry& entry);
    Entry pop();
    void sink_top();
    std::uint64_t count_ahead(std::uint64_t most, const Bitmap& covered);
    std::uint64_t count_again(std::span<Entry> entries, const Bitmap& covered) const;
    std::uint32_t count_levels(std::uint32_t level, const Bitmap& covered, std::size_t most);
    std::size_t count_level(std::vector<Entry>& entries, std::uint32_t level, const Bitmap& covered,
                            std::size_t enough);

    int threads_;
    const PartitionedGraph& graph_;
    const InvertedPool& pool_;
    std::size_t wanted_;
    BigArray<std::uint16_t> first_levels_;     ///< [vertex], while nothing was covered
    Histogram outside_{};                      ///< candidates by level, while nothing was covered
    std::uint32_t floor_ = gain_level::kCount; ///< those of lower levels are outside
    std::size_t inside_ = 0;                   ///< how many were let in
    std::uint32_t level_ = gain_level::kCount; ///< of the heap; all above are used up
    std::uint32_t epoch_ = kNothingCovered;
    std::vector<Entry> heap_;                                  ///< the best first
    std::array<std::vector<Entry>, gain_level::kCount> lists_; ///< [level], below the heap's
    std::vector<Entry> block_;
};

} // namespace cascade
