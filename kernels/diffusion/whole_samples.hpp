#pragma once
// Exploring a replicated graph: a thread takes samples whole and keeps many steps in flight.
//
// Following one sample is a chain of cache misses: offsets of a vertex, the drawn neighbour, its offsets. So a thread
// does not follow a sample; in turns it serves a list and a queue. The list `crossed` holds arcs whose heads have been
// asked for: a turn reads them, keeps those that are new and asks for their offsets. The queue `reached` holds those
// vertices: the turn takes the oldest, draws at them and asks for the heads found. New samples begin only while fewer
// than kInFlight vertices wait, so that memory is kept busy by as few samples as can: one giant sample has the cache to
// itself, and of samples that are single walks there are kLanes. No more than kInFlight vertices are drawn at in a turn,
// so that a sample that may stop does so soon. First in, first out: within a sample the order is that of a plain
// breadth-first search, and a vertex gets its distance.
//
// Vertices are drawn at by the block and stage by stage (`leave_all`): what a processor does to one step does not wait
// for what it found out about another, and a guess that went wrong costs the steps of one block, not a walk.

#include "engine/core/processor.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/explore_options.hpp"
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

    void run(SampleId first, std::uint32_t slots) {
        std::atomic<std::uint32_t> next{0};
        parallel_region(static_cast<int>(workers_.size()), [&](int thread) {
            if (has_newer_instructions())
                work_newer(first, slots, next, thread);
            else
                work(first, slots, next, thread);
        });
    }

private:
    static constexpr std::uint32_t kLanes = 64;
    static constexpr std::size_t kInFlight = 48;
    static constexpr std::uint32_t kLargestPortion = 128; ///< slots a thread takes at once
    static constexpr int kPlaceBits = 48;

    /// A sample in flight.
    struct Lane {
        typename Law::SampleState state;
        SampleId sample = 0;
        std::uint32_t slot = 0;
        std::uint32_t waiting = 0; ///< vertices in the queue
        bool stopped = false;
    };
    struct Reached {
        LocalVertex vertex;
        std::uint32_t lane;
        std::uint32_t depth;
    };
    /// Where the crossings of a turn came from.
    struct Origin {
        std::uint32_t lane;
        std::uint32_t depth;
    };
    struct alignas(64) Worker {
        explicit Worker(const Law& law) {
            for (std::uint32_t i = 0; i < kLanes; ++i) {
                lanes.push_back({law.sample_state()});
                idle.push_back(i);
            }
        }
        std::vector<Lane> lanes;
        std::vector<std::uint32_t> idle;
        std::vector<std::uint32_t> busy;
        WorkQueue<Reached> reached;
        WorkList<std::uint64_t> crossed; ///< origin << kPlaceBits | place
        std::array<Origin, kInFlight> origins;
    };

    /// `work` for newer processors.
    CASCADE_NEWER_INSTRUCTIONS void work_newer(SampleId first, std::uint32_t slots, std::atomic<std::uint32_t>& next,
                                               int thread) {
        work(first, slots, next, thread);
    }

    /// Keeps the lists of one thread filled until no slot is left.
    void work(SampleId first, std::uint32_t slots, std::atomic<std::uint32_t>& next, int thread) {
        Worker& worker = workers_[static_cast<std::size_t>(thread)];
        auto&& visit = visitor_.on_thread(thread);
        const auto threads = static_cast<std::uint32_t>(workers_.size());
        const std::uint32_t portion = std::clamp<std::uint32_t>(slots / (16 * threads), 1, kLargestPortion);
        std::uint32_t at = 0;
        std::uint32_t end = 0;
        const auto another_slot = [&] {
            if (at == end) {
                at = std::min(next.fetch_add(portion), slots);
                end = std::min(at + portion, slots);
            }
            return at < end;
        };
        for (;;) {
            arrive(worker, visit);
            retire(worker);
            while (worker.reached.size() < kInFlight && !worker.idle.empty() && another_slot()) {
                begin(worker, first + at, at, visit);
                ++at;
            }
            if (worker.busy.empty())
                return;
            leave(worker);
        }
    }

    template <class Visit>
    void begin(Worker& worker, SampleId sample, std::uint32_t slot, Visit& visit) {
        const std::uint32_t at = worker.idle.back();
        worker.idle.pop_back();
        worker.busy.push_back(at);
        Lane& lane = worker.lanes[at];
        lane.state.clear();
        lane.sample = sample;
        lane.slot = slot;
        lane.stopped = false;
        starts_(sample, [&](VertexId v) {
            if (!lane.stopped && law_.start(lane.state, static_cast<LocalVertex>(v)))
                reach(worker, lane, {static_cast<LocalVertex>(v), at, 0}, visit);
        });
    }

    template <class Visit>
    void reach(Worker& worker, Lane& lane, const Reached& reached, Visit& visit) {
        lane.stopped = visit(lane.slot, reached.vertex, reached.depth);
        if (reached.depth == options_.horizon)
            return;
        law_.prefetch_vertex(reached.vertex);
        worker.reached.push(reached);
        ++lane.waiting;
    }

    /// Reads the heads of what was crossed and keeps those that are new.
    template <class Visit>
    void arrive(Worker& worker, Visit& visit) {
        for (const std::uint64_t crossing : worker.crossed) {
            const Origin from = worker.origins[crossing >> kPlaceBits];
            const EdgeId place = crossing & ((std::uint64_t{1} << kPlaceBits) - 1);
            Lane& lane = worker.lanes[from.lane];
            if (lane.stopped)
                continue;
            const VertexId head = law_.target(place);
            const auto v = static_cast<LocalVertex>(head);
            if (law_.arrive(lane.state, v, options_.key, lane.sample, v, head, law_.payload(place)))
                reach(worker, lane, {v, from.lane, from.depth + 1}, visit);
        }
        worker.crossed.clear();
    }

    /// Frees the lanes of samples of which nothing waits: they have ended.
    static void retire(Worker& worker) {
        for (std::size_t i = 0; i < worker.busy.size();) {
            const std::uint32_t at = worker.busy[i];
            if (worker.lanes[at].waiting > 0) {
                ++i;
                continue;
            }
            worker.busy[i] = worker.busy.back();
            worker.busy.pop_back();
            worker.idle.push_back(at);
        }
    }

    /// Draws at the oldest of what was reached and asks for the heads of what is crossed.
    void leave(Worker& worker) {
        std::array<Leaving, kDrawBlock> leaving;
        std::size_t origin = 0; ///< of the first of the block
        std::size_t count = 0;
        const auto draw = [&] {
            law_.leave_all(options_.key, std::span(leaving.data(), count), [&](std::size_t i, EdgeId place) {
                law_.prefetch(place);
                worker.crossed.push(std::uint64_t{origin + i} << kPlaceBits | place);
            });
            origin += count;
            count = 0;
        };
        for (std::size_t left = std::min(worker.reached.size(), kInFlight); left > 0; --left) {
            const Reached reached = worker.reached.take();
            Lane& lane = worker.lanes[reached.lane];
            --lane.waiting;
            if (lane.stopped)
                continue;
            worker.origins[origin + count] = {reached.lane, reached.depth};
            leaving[count] = {lane.sample, reached.vertex, reached.vertex};
            if (++count == kDrawBlock)
                draw();
        }
        draw();
        worker.reached.tidy();
    }

    const Law& law_;
    const ExploreOptions& options_;
    Starts& starts_;
    Visitor& visitor_;
    std::vector<Worker> workers_;
};

} // namespace cascade::detail
