#pragma once
// Exploring a replicated graph: a thread takes samples whole and keeps many steps in flight.
//
// Following one sample is a chain of cache misses: offsets of a vertex, the drawn neighbour, its offsets. So a thread
// does not follow a sample; it moves all its samples one level a turn. `now` holds the vertices they reached last, their
// offsets asked for. By the chunk, the turn draws at them, asks for the heads of what is crossed, then reads those heads
// and puts what is new into `next`. New samples begin only while `now` holds fewer than kInFlight vertices, so that
// memory is kept busy by as few samples as can: one giant sample has the cache to itself, and of samples that are single
// walks there are kLanes. Within a sample the order is that of a plain breadth-first search, and a vertex gets its
// distance; a sample that may stop does so within a chunk. Where samples look for goals and distances do not count, what lies
// one arc behind a goal is drawn at before anything else (goal_map.hpp).
//
// Vertices are drawn at by the block and stage by stage (`leave_all`): what a processor does to one step does not wait
// for what it found out about another, and a guess that went wrong costs the steps of one block, not a walk.

#include "engine/core/processor.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/explore_options.hpp"
#include "kernels/diffusion/goal_map.hpp"
#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/work_list.hpp"

#include <array>
#include <atomic>

namespace cascade::detail {

template <class Law, class Starts, class Visitor>
class WholeSamples {
public:
    WholeSamples(const Context& context, const Law& law, const ExploreOptions& options, Starts& starts,
                 Visitor& visitor)
        : law_(law), options_(options), starts_(starts), visitor_(visitor) {
        for (int thread = 0; thread < context.threads; ++thread)
            workers_.emplace_back(law);
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
    static constexpr std::uint32_t kLanes = 64;
    static constexpr std::size_t kInFlight = 48;
    static constexpr std::size_t kChunk = 4 * kDrawBlock;
    static constexpr std::uint32_t kLargestPortion = 128; ///< slots a thread takes at once
    static constexpr int kPlaceBits = 48;

    /// A sample in flight.
    struct Lane {
        SampleId sample = 0;
        std::uint32_t slot = 0;
        std::uint32_t first_turn = 0; ///< when it began
        std::uint32_t last_turn = 0;  ///< for which it has vertices
        std::uint32_t horizon = 0;
        bool stopped = false;
        typename Law::SampleState state;
    };
    struct Reached {
        LocalVertex vertex;
        std::uint32_t lane;
    };
    /// Of some lanes.
    struct LaneNumbers {
        std::array<std::uint32_t, kLanes + 1> at; ///< one more, for a push that is not wanted
        std::uint32_t count = 0;

        void push(std::uint32_t lane) { at[count++] = lane; }
        void push_if(bool wanted, std::uint32_t lane) {
            at[count] = lane;
            count += wanted;
        }
        std::uint32_t pop() { return at[--count]; }
    };
    struct alignas(64) Worker {
        explicit Worker(const Law& law) {
            for (std::uint32_t i = 0; i < kLanes; ++i) {
                lanes.push_back({.state = law.sample_state()});
                idle.push(i);
            }
        }
        std::vector<Lane> lanes;
        LaneNumbers idle;
        LaneNumbers busy;
        WorkList<Reached> now;
        WorkList<Reached> next;
        WorkList<Reached> near;          ///< to be drawn at first
        WorkList<Reached> nearest;       ///< those that are being drawn at
        WorkList<std::uint64_t> crossed; ///< lane << kPlaceBits | place
        std::uint32_t turn = 0;
        std::uint64_t crossings = 0;
    };

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
            retire(worker);
            while (worker.now.size() < kInFlight && worker.idle.count > 0 && another_slot()) {
                const auto room =
                    static_cast<std::uint32_t>(std::min<std::size_t>(kInFlight - worker.now.size(), worker.idle.count));
                const std::uint32_t count = std::min(room, end - at);
                begin(worker, first + at, at, count, visit);
                at += count;
            }
            if (worker.busy.count == 0)
                return;
            for (std::size_t from = 0; from < worker.now.size(); from += kChunk) {
                leave(worker, worker.now, from);
                arrive<kSeeking>(worker, visit);
                if constexpr (kSeeking)
                    follow_near(worker, visit);
            }
            std::swap(worker.now, worker.next);
            worker.next.clear();
        }
    }

    /// `count` samples in a row, from `first` in `slot` on; there is a lane for each.
    template <class Visit>
    void begin(Worker& worker, SampleId first, std::uint32_t slot, std::uint32_t count, Visit& visit) {
        const std::uint32_t others = worker.busy.count;
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint32_t at = worker.idle.pop();
            worker.busy.push(at);
            Lane& lane = worker.lanes[at];
            lane.state.clear();
            lane.sample = first + i;
            lane.slot = slot + i;
            lane.first_turn = lane.last_turn = worker.turn;
            lane.horizon = options_.horizon_of(first + i);
            lane.stopped = false;
        }
        const auto start = [&](std::uint32_t i, VertexId v) {
            const std::uint32_t at = worker.busy.at[others + i];
            Lane& lane = worker.lanes[at];
            if (!lane.stopped && law_.start(lane.state, static_cast<LocalVertex>(v)))
                reach(worker.now, lane, {static_cast<LocalVertex>(v), at}, 0, visit);
        };
        if constexpr (requires { starts_.in_a_row(first, count, start); })
            starts_.in_a_row(first, count, start);
        else
            for (std::uint32_t i = 0; i < count; ++i)
                starts_(first + i, [&](VertexId v) { start(i, v); });
    }

    template <class Visit>
    void reach(WorkList<Reached>& list, Lane& lane, const Reached& reached, std::uint32_t depth, Visit& visit) {
        lane.stopped = visit(lane.slot, reached.vertex, depth);
        if (depth == lane.horizon)
            return;
        law_.prefetch_vertex(reached.vertex);
        list.push(reached);
    }

    /// Frees the lanes of samples that reached nothing last turn: they have ended. Which, no branch could guess.
    static void retire(Worker& worker) {
        const std::uint32_t before = std::exchange(worker.busy.count, 0);
        for (std::uint32_t i = 0; i < before; ++i) {
            const std::uint32_t at = worker.busy.at[i];
            const bool goes_on = worker.lanes[at].last_turn == worker.turn;
            worker.busy.push_if(goes_on, at);
            worker.idle.push_if(!goes_on, at);
        }
    }

    template <class Visit>
    void follow_near(Worker& worker, Visit& visit) {
        while (worker.near.size() > 0) {
            std::swap(worker.near, worker.nearest);
            for (std::size_t from = 0; from < worker.nearest.size(); from += kChunk) {
                leave(worker, worker.nearest, from);
                arrive<true>(worker, visit);
            }
            worker.nearest.clear();
        }
    }

    /// Draws at a chunk of the list, from `from` on, and asks for the heads of what is crossed.
    void leave(Worker& worker, const WorkList<Reached>& list, std::size_t from) {
        std::array<Leaving, kDrawBlock> leaving;
        std::array<std::uint64_t, kDrawBlock> tags;
        const Lane* const lanes = worker.lanes.data();
        std::size_t count = 0;
        const auto draw = [&] {
            law_.leave_all(options_.key, std::span(leaving.data(), count), [&](std::size_t i, EdgeId place) {
                law_.prefetch(place);
                worker.crossed.push(tags[i] | place);
            });
            count = 0;
        };
        const std::size_t to = std::min(from + kChunk, list.size());
        for (std::size_t i = from; i < to; ++i) {
            const Reached reached = list[i];
            const Lane& lane = lanes[reached.lane];
            if (lane.stopped)
                continue;
            leaving[count] = {lane.sample, reached.vertex, reached.vertex};
            tags[count] = std::uint64_t{reached.lane} << kPlaceBits;
            if (++count == kDrawBlock)
                draw();
        }
        draw();
    }

    /// Reads the heads of what was crossed and keeps those that are new.
    template <bool kSeeking, class Visit>
    void arrive(Worker& worker, Visit& visit) {
        Lane* const lanes = worker.lanes.data();
        for (const std::uint64_t crossing : worker.crossed) {
            const auto at = static_cast<std::uint32_t>(crossing >> kPlaceBits);
            const EdgeId place = crossing & ((std::uint64_t{1} << kPlaceBits) - 1);
            Lane& lane = lanes[at];
            if (lane.stopped)
                continue;
            const VertexId head = law_.target(place);
            const auto v = static_cast<LocalVertex>(head);
            if (!law_.arrive(lane.state, v, options_.key, lane.sample, v, head, law_.payload(place)))
                continue;
            lane.last_turn = worker.turn + 1;
            bool near = false;
            if constexpr (kSeeking)
                near = goals_->is_near(v);
            reach(near ? worker.near : worker.next, lane, {v, at}, worker.turn + 1 - lane.first_turn, visit);
        }
        worker.crossings += worker.crossed.size();
        worker.crossed.clear();
    }

    const Law& law_;
    const ExploreOptions& options_;
    Starts& starts_;
    Visitor& visitor_;
    const GoalMap* goals_ = nullptr;
    std::vector<Worker> workers_;
};

} // namespace cascade::detail
