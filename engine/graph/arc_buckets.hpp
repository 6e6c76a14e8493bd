#pragma once
// Arcs on their way into lists, first cut by their tails into buckets that fit into a core's cache.
//
// To drop each arc of a large graph straight into its list costs a line of memory and a look-up of its page an arc. Here
// the arcs are counted by ranges of tails, neighbouring ranges are joined until they have about as many arcs as a cache
// holds, and every arc goes to its bucket by way of a few lines that each thread keeps for each bucket, so that whole lines
// are written. What is left to do happens inside a bucket. The order within one is chance where there are threads.

#include "engine/graph/arcs.hpp"

#include <atomic>
#include <span>
#include <vector>

namespace cascade {

/// Which bucket a row of a slice belongs to.
class BucketPlan {
public:
    /// Rows are counted in ranges of this many bits.
    static int bits_of_range(std::size_t rows);
    static std::size_t ranges(std::size_t rows) { return (rows >> bits_of_range(rows)) + 1; }

    /// `counts` has the arcs of each range, one vector a thread.
    BucketPlan(std::size_t rows, const std::vector<std::vector<EdgeId>>& counts);

    std::size_t bucket_of(std::size_t row) const { return bucket_of_range_[row >> bits_]; }
    /// Where each bucket begins among all arcs, and how many these are.
    const std::vector<EdgeId>& begins() const { return begins_; }

private:
    int bits_;
    std::vector<std::uint16_t> bucket_of_range_;
    std::vector<EdgeId> begins_{0};
};

/// The keys of arcs in buckets of ascending tails, one behind the other.
template <class Key>
struct ArcBuckets {
    BigArray<Key> keys;
    std::vector<EdgeId> begins; ///< one more than there are buckets

    std::size_t count() const { return begins.size() - 1; }
    std::span<Key> bucket(std::size_t b) { return keys.span().subspan(begins[b], begins[b + 1] - begins[b]); }
};

namespace detail {

/// Some arcs of each bucket on their way there, one thread's.
template <class Key>
class Stage {
public:
    explicit Stage(std::size_t buckets) : waiting_(buckets * kLine), counts_(buckets) {}

    /// Keeps a key; calls `full(keys)` when there are enough for a trip.
    template <class Full>
    void add(std::size_t bucket, const Key& key, Full&& full) {
        Key* const line = waiting_.data() + bucket * kLine;
        line[counts_[bucket]++] = key;
        if (counts_[bucket] == kLine) {
            full(std::span<const Key>(line, kLine));
            counts_[bucket] = 0;
        }
    }
    std::span<const Key> rest_of(std::size_t bucket) const {
        return {waiting_.data() + bucket * kLine, counts_[bucket]};
    }

private:
    static constexpr std::size_t kLine = 128 / sizeof(Key);
    std::vector<Key> waiting_;
    std::vector<std::uint8_t> counts_;
};

} // namespace detail

/// The arcs of `source`, whose tails lie in [first, first + rows).
template <class Source>
auto in_buckets(int threads, VertexId first, std::size_t rows, Source& source) {
    using Arc = typename Source::Arc;
    using Key = decltype(key_of(std::declval<Arc>()));
    const auto each = static_cast<std::size_t>(std::max(threads, 1));
    const int bits = BucketPlan::bits_of_range(rows);
    std::vector<std::vector<EdgeId>> counts(each, std::vector<EdgeId>(BucketPlan::ranges(rows)));
    source.visit(threads, false, [&](const Arc& arc, int thread) {
        ++counts[static_cast<std::size_t>(thread)][(arc.u - first) >> bits];
    });
    const BucketPlan plan(rows, counts);
    ArcBuckets<Key> result{BigArray<Key>(plan.begins().back(), Pages::small), plan.begins()};
    std::vector<EdgeId> next = result.begins;
    const auto bring = [&](std::size_t bucket, std::span<const Key> keys) {
        const EdgeId at = threads <= 1 ? std::exchange(next[bucket], next[bucket] + keys.size())
                                       : std::atomic_ref<EdgeId>(next[bucket]).fetch_add(keys.size());
        std::copy(keys.begin(), keys.end(), result.keys.begin() + at);
    };
    std::vector<detail::Stage<Key>> stages(each, detail::Stage<Key>(result.count()));
    source.visit(threads, true, [&](const Arc& arc, int thread) {
        const std::size_t bucket = plan.bucket_of(arc.u - first);
        stages[static_cast<std::size_t>(thread)].add(bucket, key_of(arc),
                                                     [&](std::span<const Key> keys) { bring(bucket, keys); });
    });
    for (const detail::Stage<Key>& stage : stages)
        for (std::size_t b = 0; b < result.count(); ++b)
            bring(b, stage.rest_of(b));
    return result;
}

} // namespace cascade
