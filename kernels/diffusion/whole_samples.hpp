#pragma once
// Exploring a replicated graph: a thread takes samples whole and keeps many steps in flight.
//
// Following one sample is a chain of cache misses: offsets of a vertex, the drawn neighbour, its offsets. So a thread
// does not follow a sample; it moves all its samples one level a turn. `now` holds the vertices they reached last, their
// offsets asked for. By the chunk, the turn draws at them, asks for the heads of what is crossed, then reads those heads
// and puts what is new into `next`. New samples begin only while `now` holds fewer than kInFlight vertices, so that
// memory is kept busy by as few samples as can: one giant sample has the cache to itself, and of samples that are single
// walks there are kLanes. Within a sample the order is that of a plain breadth-first search, and a vertex gets its
// distance; a sample that may stop does so within a chunk. Where samples look for goals and distances do not count, heads
// that are a goal or lie one arc behind one go before all others (goal_map.hpp): those others are put off without being
// looked up among what was visited, and most never are, as the sample has met its goal by then.
//
// Vertices are drawn at by the block and stage by stage (`leave_all`): what a processor does to one step does not wait
// for what it found out about another, and a guess that went wrong costs the steps of one block, not a walk. Where the law
// has lists of like arcs and the processor has the registers, steps are taken by eight (wide_steps.hpp), to the same end.

#include "engine/core/processor.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/explore_options.hpp"
#include "kernels/diffusion/goal_map.hpp"
#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/visited.hpp"
#include "kernels/diffusion/wide_steps.hpp"
#include "kernels/diffusion/work_list.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <deque>
#include <span>
#include <utility>

namespace cascade::detail {

template <class Law, class Starts, class Visitor>
class WholeSamples {
public:
    WholeSamples(const Context& context, const Law& law, const ExploreOptions& options, Starts& starts,
                 Visitor& visitor)
        : law_(law), options_(options), starts_(starts), visitor_(visitor) {
        if constexpr (requires { law.wide_arcs(); })
            wide_ = law.wide_arcs();
        for (int thread = 0; thread < context.threads; ++thread)
            workers_.emplace_back(law.vertices());
    }

    /// From now on what the map holds is followed first; depths no longer are distances.
    void follow_first(const GoalMap& goals) { goals_ = &goals; }
    /// Live arcs that were crossed so far.
    std::uint64_t crossings() const {
        std::uint64_t sum = 0;
        for (const Worker& worker : workers_)
            sum += worker.crossings;
        return sum;
    }

    void run(SampleId first, std::uint32_t slots) {
        std::atomic<std::uint64_t> next{0};
        parallel_region(static_cast<int>(workers_.size()), [&](int thread) {
            if constexpr (SeeksGoals<Law, Visitor>)
                if (goals_ != nullptr)
                    return work_here<true>(first, slots, next, thread);
            work_here<false>(first, slots, next, thread);
        });
    }

private:
    static constexpr std::uint32_t kLanes = VisitedLanes::kLanes;
    static constexpr std::size_t kInFlight = 48;
    static constexpr std::size_t kChunk = kStepBlock;
    static constexpr std::size_t kSeekChunk = 16;                    ///< next to a goal, which one of few may lead to
    static constexpr std::size_t kMostPutOff = std::size_t{1} << 16; ///< crossings; they stay in cache
    static constexpr std::uint32_t kLargestPortion = 128;            ///< slots a thread takes at once

    struct alignas(64) Worker {
        explicit Worker(LocalVertex vertices) : visited(vertices) {}

        // of the samples in flight
        std::array<SampleId, kLanes> samples{};
        std::array<std::uint32_t, kLanes> slots{};
        std::array<std::uint32_t, kLanes> first_turns{}; ///< when it began
        std::array<std::uint32_t, kLanes> horizons{};
        std::uint64_t busy = 0;    ///< a bit for each lane, here and below
        std::uint64_t reached = 0; ///< by those a vertex was in this turn
        std::uint64_t stopped = 0;
        VisitedLanes visited;
        // lists of lane << kVertexBits | vertex
        WorkList<std::uint64_t> now;
        WorkList<std::uint64_t> next;
        WorkList<std::uint64_t> near;    ///< to be drawn at first
        WorkList<std::uint64_t> nearest; ///< those that are being drawn at
        // of lane << kPlaceBits | place
        WorkList<std::uint64_t> crossed;
        WorkList<std::uint64_t> put_off; ///< leads near no goal
        std::uint32_t turn = 0;
        std::uint64_t crossings = 0;

        bool has_stopped(std::uint32_t lane) const { return (stopped >> lane & 1) != 0; }
    };
    static std::uint64_t in_lane(std::uint32_t lane, LocalVertex v) { return std::uint64_t{lane} << kVertexBits | v; }
    static std::uint32_t lane_of(std::uint64_t reached) { return static_cast<std::uint32_t>(reached >> kVertexBits); }

    template <bool kSeeking>
    void work_here(SampleId first, std::uint32_t slots, std::atomic<std::uint64_t>& next, int thread) {
        if (has_newer_instructions())
            work_newer<kSeeking>(first, slots, next, thread);
        else
            work<kSeeking>(first, slots, next, thread);
    }

    /// `work` for newer processors.
    template <bool kSeeking>
    CASCADE_NEWER_INSTRUCTIONS void work_newer(SampleId first, std::uint32_t slots, std::atomic<std::uint64_t>& next,
                                               int thread) {
        work<kSeeking>(first, slots, next, thread);
    }

    /// Keeps the lists of one thread filled until no slot is left.
    template <bool kSeeking>
    void work(SampleId first, std::uint32_t slots, std::atomic<std::uint64_t>& next, int thread) {
        Worker& worker = workers_[static_cast<std::size_t>(thread)];
        auto&& visit = visitor_.on_thread(thread);
        const auto threads = static_cast<std::uint32_t>(workers_.size());
        const std::uint32_t portion = std::clamp<std::uint32_t>(slots / (16 * threads), 1, kLargestPortion);
        std::uint32_t at = 0;
        std::uint32_t end = 0;
        const auto another_slot = [&] {
            if (at == end && at < slots) { // once it is exhausted, nobody asks again
                at = static_cast<std::uint32_t>(std::min<std::uint64_t>(next.fetch_add(portion), slots));
                end = std::min(at + portion, slots);
            }
            return at < end;
        };
        for (;; ++worker.turn) {
            worker.busy = std::exchange(worker.reached, 0); // others have ended
            while (worker.now.size() < kInFlight && ~worker.busy != 0 && another_slot()) {
                const std::size_t room = std::min<std::size_t>(kInFlight - worker.now.size(),
                                                               static_cast<std::size_t>(std::popcount(~worker.busy)));
                const std::uint32_t count = std::min(static_cast<std::uint32_t>(room), end - at);
                begin(worker, first + at, at, count, visit);
                at += count;
            }
            if (worker.busy == 0)
                return;
            for (std::size_t from = 0; from < worker.now.size(); from += kChunk) {
                leave(worker, worker.now, from);
                if constexpr (kSeeking)
                    seek(worker, visit);
                arrive(worker, worker.next, visit);
            }
            std::swap(worker.now, worker.next);
            worker.next.clear();
        }
    }

    /// `count` samples in a row, from `first` in `slot` on; there is a lane for each.
    template <class Visit>
    void begin(Worker& worker, SampleId first, std::uint32_t slot, std::uint32_t count, Visit& visit) {
        std::array<std::uint8_t, kLanes> lanes;
        for (std::uint32_t i = 0; i < count; ++i) {
            const auto at = static_cast<std::uint32_t>(std::countr_one(worker.busy));
            lanes[i] = static_cast<std::uint8_t>(at);
            worker.busy |= std::uint64_t{1} << at;
            worker.stopped &= ~(std::uint64_t{1} << at);
            worker.samples[at] = first + i;
            worker.slots[at] = slot + i;
            worker.first_turns[at] = worker.turn;
            worker.horizons[at] = options_.horizon_of(first + i);
            worker.visited.clear(at);
        }
        const std::size_t before = worker.now.size();
        const auto start = [&](std::uint32_t i, VertexId id) {
            const auto v = static_cast<LocalVertex>(id);
            law_.prefetch_vertex(v);
            worker.now.push_if(worker.visited.insert(lanes[i], v), in_lane(lanes[i], v));
        };
        if constexpr (requires { starts_.in_a_row(first, count, start); })
            starts_.in_a_row(first, count, start);
        else
            for (std::uint32_t i = 0; i < count; ++i)
                starts_(first + i, [&](VertexId v) { start(i, v); });
        visit_new(worker, worker.now, before, worker.turn, visit);
    }

    /// Visits what is new in `list`, from `from` on, and keeps what is to be followed.
    template <class Visit>
    void visit_new(Worker& worker, WorkList<std::uint64_t>& list, std::size_t from, std::uint32_t turn, Visit& visit) {
        if constexpr (requires { visit.takes_all(); })
            if (visit.takes_all() && !options_.limits_hops()) {
                const std::span some(list.begin() + from, list.size() - from);
                const std::uint64_t reached = visit.take(some, worker.slots);
                worker.reached |= turn != worker.turn ? reached : 0;
                return;
            }
        std::size_t kept = from;
        for (std::size_t i = from; i < list.size(); ++i) {
            const std::uint64_t reached = list[i];
            const std::uint32_t at = lane_of(reached);
            if (worker.has_stopped(at))
                continue;
            const std::uint32_t depth = turn - worker.first_turns[at];
            worker.stopped |= std::uint64_t{visit(worker.slots[at], static_cast<LocalVertex>(reached), depth)} << at;
            worker.reached |= std::uint64_t{turn != worker.turn} << at;
            list[kept] = reached;
            kept += depth != worker.horizons[at];
        }
        list.resize(kept);
    }

    /// Follows what was crossed as long as it leads near goals; what does not is left as if just crossed.
    template <class Visit>
    void seek(Worker& worker, Visit& visit) {
        put_off(worker);
        for (arrive(worker, worker.near, visit); worker.near.size() > 0;) {
            std::swap(worker.near, worker.nearest);
            for (std::size_t from = 0; from < worker.nearest.size(); from += kSeekChunk) {
                leave(worker, worker.nearest, from, kSeekChunk);
                put_off(worker);
                arrive(worker, worker.near, visit);
                if (worker.put_off.size() >= kMostPutOff) {
                    std::swap(worker.crossed, worker.put_off);
                    arrive(worker, worker.next, visit);
                }
            }
            worker.nearest.clear();
        }
        std::swap(worker.crossed, worker.put_off);
    }
    /// Of what was crossed keeps what leads near goals.
    void put_off(Worker& worker) {
        std::size_t kept = 0;
        for (std::size_t i = 0; i < worker.crossed.size(); ++i) {
            const std::uint64_t crossing = worker.crossed[i];
            const bool near = goals_->is_near(static_cast<LocalVertex>(law_.target(crossing & kPlaceMask)));
            worker.put_off.push_if(!near, crossing);
            worker.crossed[kept] = crossing;
            kept += near;
        }
        worker.crossed.resize(kept);
    }

    /// Draws at a chunk of the list, from `from` on, and asks for the heads of what is crossed.
    void leave(Worker& worker, const WorkList<std::uint64_t>& list, std::size_t from, std::size_t most = kChunk) {
        const std::span some(list.begin() + from, std::min(most, list.size() - from));
        if (wide_ != nullptr)
            return wide_->draw_reached(options_.key, some, {worker.samples.data(), worker.stopped}, worker.crossed);
        std::array<Leaving, kDrawBlock> leaving;
        std::array<std::uint64_t, kDrawBlock> tags;
        std::size_t count = 0;
        const auto draw = [&] {
            law_.leave_all(options_.key, std::span(leaving.data(), count), [&](std::size_t i, EdgeId place) {
                law_.prefetch(place);
                worker.crossed.push(tags[i] | place);
            });
            count = 0;
        };
        for (const std::uint64_t reached : some) {
            const std::uint32_t lane = lane_of(reached);
            if (worker.has_stopped(lane))
                continue;
            const auto v = static_cast<LocalVertex>(reached);
            leaving[count] = {worker.samples[lane], v, v};
            tags[count] = std::uint64_t{lane} << kPlaceBits;
            if (++count == kDrawBlock)
                draw();
        }
        draw();
    }

    /// Reads the heads of what was crossed; those that are new go into `list`.
    template <class Visit>
    void arrive(Worker& worker, WorkList<std::uint64_t>& list, Visit& visit) {
        const std::size_t before = list.size();
        list.resize(before + worker.crossed.size());
        list.resize(before + find_new(worker, list.begin() + before));
        worker.crossings += worker.crossed.size();
        worker.crossed.clear();
        visit_new(worker, list, before, worker.turn + 1, visit);
    }
    /// Into `fresh`, which has room for all heads; their number.
    std::size_t find_new(Worker& worker, std::uint64_t* fresh) {
        const std::span crossed(worker.crossed.begin(), worker.crossed.size());
        if (wide_ != nullptr)
            return wide_->arrive_reached(crossed, worker.stopped, worker.visited, fresh);
        std::size_t found = 0;
        for (const std::uint64_t crossing : crossed) {
            const auto at = static_cast<std::uint32_t>(crossing >> kPlaceBits);
            if (worker.has_stopped(at))
                continue;
            const auto v = static_cast<LocalVertex>(law_.target(crossing & kPlaceMask));
            law_.prefetch_vertex(v);
            fresh[found] = in_lane(at, v);
            found += worker.visited.insert(at, v);
        }
        return found;
    }

    const Law& law_;
    const ExploreOptions& options_;
    Starts& starts_;
    Visitor& visitor_;
    const GoalMap* goals_ = nullptr;
    const LiveArcs* wide_ = nullptr; ///< null: steps are taken as the law has them
    std::deque<Worker> workers_;
};

} // namespace cascade::detail
