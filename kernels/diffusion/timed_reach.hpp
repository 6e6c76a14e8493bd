#pragma once
// What samples have reached, each vertex with the time it takes, and the step from there over live arcs.
//
// Times are *labels that are corrected*: a vertex is left when it is first reached in time, and left again when it turns
// out to be reached sooner. The label that stands in the end is the shortest sum of delays over live arcs, a whole number
// that no order of work can change; that a vertex was reached in time never changes once known, so it is visited then.
// Bellman and Ford's order, level by level, and not Dijkstra's: on live arcs few vertices are met on two ways, no queue
// has to be kept, and the levels of a sample on several shards are about as few as its hops. Where many wait, the nearest
// quarter goes first, and where many labels have been corrected, an entry that a later one has made obsolete is looked up
// and passed over: on dense graphs most vertices are then left once or twice.

#include "kernels/diffusion/explore_options.hpp"
#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/time_limit.hpp"
#include "kernels/diffusion/work_list.hpp"

#include <algorithm>
#include <array>

namespace cascade {

/// The law of samples by time: influence crosses live arcs, each in its own time.
struct TimedLaw {
    const PartitionedGraph& graph;
    const LiveArcs& arcs;
};

namespace detail {

/// A vertex of this shard, reached by a sample.
struct TimedVertex {
    std::uint32_t slot;
    LocalVertex vertex;
    Ticks time;
};

/// The labels of samples: a table that lies in cache while they are few, open addressing, at most half full.
class TimedReach {
public:
    void clear() {
        for (const std::uint32_t at : met_)
            entries_[at].key = kEmpty;
        met_.clear();
        corrected_ = 0;
    }
    std::size_t size() const { return met_.size(); }

    /// Takes what arrives in time: visit() when the vertex is new, leave(it) when it is to be left, which is unless the
    /// visit says that the sample may stop.
    template <class Visit, class Leave>
    void arrive(const TimedVertex& arrived, Visit&& visit, Leave&& leave) {
        const std::uint64_t key = key_of(arrived);
        std::size_t at = place(key);
        while (entries_[at].key != key) {
            if (entries_[at].key != kEmpty) {
                at = (at + 1) & mask_;
                continue;
            }
            entries_[at] = {key, arrived.time};
            met_.push(static_cast<std::uint32_t>(at));
            if (met_.size() * 2 > mask_)
                grow();
            if (!visit())
                leave(arrived);
            return;
        }
        if (entries_[at].time <= arrived.time)
            return;
        entries_[at].time = arrived.time;
        ++corrected_;
        leave(arrived);
    }
    /// Whether it has been reached sooner since.
    bool obsolete(const TimedVertex& left) const {
        if (corrected_ * 16 <= met_.size())
            return false;
        const std::uint64_t key = key_of(left);
        std::size_t at = place(key);
        while (entries_[at].key != key)
            at = (at + 1) & mask_;
        return entries_[at].time < left.time;
    }

private:
    static constexpr std::uint64_t kEmpty = ~std::uint64_t{0};
    struct Entry {
        std::uint64_t key = kEmpty;
        Ticks time = 0;
    };

    static std::uint64_t key_of(const TimedVertex& at) { return std::uint64_t{at.slot} << 32 | at.vertex; }
    std::size_t place(std::uint64_t key) const {
        return static_cast<std::size_t>((key ^ key >> 31) * 0x9e3779b97f4a7c15ULL >> shift_);
    }
    [[gnu::noinline]] void grow() {
        std::vector<Entry> old(entries_.size() * 2);
        old.swap(entries_);
        mask_ = entries_.size() - 1;
        --shift_;
        WorkList<std::uint32_t> met;
        for (const std::uint32_t from : met_) {
            std::size_t at = place(old[from].key);
            while (entries_[at].key != kEmpty)
                at = (at + 1) & mask_;
            entries_[at] = old[from];
            met.push(static_cast<std::uint32_t>(at));
        }
        met_ = std::move(met);
    }

    int shift_ = 54;
    std::size_t mask_ = 1023;
    std::vector<Entry> entries_ = std::vector<Entry>(1024);
    WorkList<std::uint32_t> met_; ///< places in use; a table has fewer than 2^32
    std::uint64_t corrected_ = 0;
};

/// Of many vertices that wait to be left the nearest go first: what is left late has less to correct. Few go all at once.
class NearestFirst {
public:
    /// Moves from `waiting` to `leaving`, which is empty before.
    void take(WorkList<TimedVertex>& waiting, WorkList<TimedVertex>& leaving) {
        constexpr std::size_t kFew = 256;
        if (waiting.size() <= kFew) {
            std::swap(waiting, leaving);
            return;
        }
        times_.clear();
        for (const TimedVertex& one : waiting)
            times_.push_back(one.time);
        const auto last = times_.begin() + static_cast<std::ptrdiff_t>(times_.size() / 4);
        std::nth_element(times_.begin(), last, times_.end());
        rest_.clear();
        for (const TimedVertex& one : waiting) {
            leaving.push_if(one.time <= *last, one);
            rest_.push_if(one.time > *last, one);
        }
        std::swap(waiting, rest_);
    }

private:
    std::vector<Ticks> times_;
    WorkList<TimedVertex> rest_;
};

/// The crossings out of vertices, found by the chunk: draw and ask for the heads, then read these and draw the delays.
class TimedCrossings {
public:
    TimedCrossings(const TimedLaw& law, const ExploreOptions& options)
        : graph_(law.graph), arcs_(law.arcs), key_(options.key), delay_key_(ArcDelays::key_of(options.key)),
          time_(*options.time) {}

    void prefetch(LocalVertex v) const { arcs_.prefetch_vertex(v); }

    /// emit(slot, head, time) for what is crossed in time out of `leaving`, in samples first + slot.
    template <class Emit>
    void cross(SampleId first, std::span<const TimedVertex> leaving, Emit&& emit) {
        for (std::size_t from = 0; from < leaving.size(); from += kDrawBlock) {
            const auto block = leaving.subspan(from, std::min(kDrawBlock, leaving.size() - from));
            std::array<Leaving, kDrawBlock> places;
            for (std::size_t i = 0; i < block.size(); ++i)
                places[i] = {first + block[i].slot, block[i].vertex, graph_.to_global(block[i].vertex)};
            arcs_.draw_all(key_, std::span(places.data(), block.size()), [&](std::size_t i, EdgeId place) {
                arcs_.prefetch(place);
                crossed_.push({block[i], place});
            });
        }
        for (std::size_t from = 0; from < crossed_.size(); from += kBlock)
            settle(first, from, std::min(kBlock, crossed_.size() - from), emit);
        crossed_.clear();
    }

private:
    static constexpr std::size_t kBlock = 32;
    struct Crossing {
        TimedVertex from;
        EdgeId place;
    };

    template <class Emit>
    void settle(SampleId first, std::size_t from, std::size_t count, Emit&& emit) {
        std::array<VertexId, kBlock> heads;
        std::array<std::uint64_t, kBlock> words;
        std::array<double, kBlock> quantiles;
        const Crossing* const crossed = crossed_.begin() + from;
        for (std::size_t i = 0; i < count; ++i) {
            heads[i] = arcs_.neighbour(crossed[i].place);
            const TimedVertex& tail = crossed[i].from;
            words[i] = time_.delays.word(delay_key_, first + tail.slot, graph_.to_global(tail.vertex), heads[i]);
        }
        time_.delays.law().quantiles(std::span(words.data(), count), std::span(quantiles.data(), count));
        for (std::size_t i = 0; i < count; ++i) {
            const TimedVertex& tail = crossed[i].from;
            const Ticks time = later(tail.time, time_.delays.delay(quantiles[i], tail.vertex, heads[i]));
            if (time <= time_.deadline)
                emit(tail.slot, heads[i], time);
        }
    }

    const PartitionedGraph& graph_;
    const LiveArcs& arcs_;
    const RandomKey key_, delay_key_;
    const TimeLimit& time_;
    WorkList<Crossing> crossed_;
};

} // namespace detail

} // namespace cascade
