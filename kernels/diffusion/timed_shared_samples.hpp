#pragma once
// Samples by time on a partitioned graph: the shards of a group advance a batch level by level, as in `SharedSamples`.
//
// An item carries when the vertex is reached. The delay of an arc is drawn at the shard that holds the vertex left; the
// label is kept by the owner of the one reached.

#include "engine/comm/all_to_all.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/timed_reach.hpp"

#include <atomic>

namespace cascade::detail {

template <class Starts, class Visitor>
class TimedSharedSamples {
public:
    TimedSharedSamples(const Context& context, const PartitionedGraph& graph, const TimedLaw& law,
                       const ExploreOptions& options, Starts& starts, Visitor& visitor)
        : graph_(graph), starts_(starts), visitor_(visitor) {
        for (int thread = 0; thread < context.threads; ++thread)
            workers_.emplace_back(graph, law, options);
    }

    /// Collective over the group; returns the number of vertices visited on all its shards.
    std::uint64_t run(SampleId first, std::uint32_t slots) {
        for (Worker& worker : workers_) {
            worker.reach.clear();
            worker.waiting.clear();
        }
        stopped_.assign((slots + 63) / 64, 0);
        for (std::uint32_t slot = 0; slot < slots; ++slot)
            starts_(first + slot, [&](VertexId v) {
                if (graph_.is_owned(v))
                    send(workers_[0], slot, v, 0);
            });
        std::uint64_t stopped = 0;
        for (std::uint32_t depth = 0;; ++depth) {
            const Received<TimedVertex> arrived = all_to_all(graph_.group_comm, merged_outbox());
            std::array<std::uint64_t, 2> busy{arrived.items.size(), stopped};
            for (const Worker& worker : workers_)
                busy[0] += worker.waiting.size();
            all_reduce(graph_.group_comm, std::span<std::uint64_t>(busy), Reduction::sum);
            if (busy[0] == 0)
                break;
            if (busy[1] != 0)
                all_reduce(graph_.group_comm, std::span(stopped_), Reduction::bit_or);
            stopped = advance(arrived.items, first, depth);
        }
        std::uint64_t visited = 0;
        for (const Worker& worker : workers_)
            visited += worker.reach.size();
        return all_reduce_sum(graph_.group_comm, visited);
    }

private:
    struct alignas(64) Worker {
        Worker(const PartitionedGraph& graph, const TimedLaw& law, const ExploreOptions& options)
            : crossings(law, options), outbox(static_cast<std::size_t>(graph.layout.shards)) {}
        TimedReach reach;
        TimedCrossings crossings;
        NearestFirst nearest;
        WorkList<TimedVertex> waiting, nearest_part, leaving;
        std::vector<std::vector<TimedVertex>> outbox;
    };

    void send(Worker& worker, std::uint32_t slot, VertexId v, Ticks time) {
        const int owner = graph_.owner_of(v);
        worker.outbox[static_cast<std::size_t>(owner)].push_back(
            {slot, static_cast<LocalVertex>(v - graph_.shards.begin_of(owner)), time});
    }

    std::vector<std::vector<TimedVertex>> merged_outbox() {
        std::vector<std::vector<TimedVertex>> all(static_cast<std::size_t>(graph_.layout.shards));
        for (Worker& worker : workers_)
            move_behind(all, worker.outbox);
        return all;
    }

    bool is_stopped(std::uint32_t slot) {
        return std::atomic_ref(stopped_[slot / 64]).load(std::memory_order_relaxed) >> (slot % 64) & 1;
    }

    /// One level: take what arrived, send on from what was reached anew or sooner. The samples that were stopped.
    std::uint64_t advance(const std::vector<TimedVertex>& arrived, SampleId first, std::uint32_t depth) {
        std::atomic<std::uint64_t> stopping{0};
        const auto threads = static_cast<std::uint32_t>(workers_.size());
        parallel_region(static_cast<int>(threads), [&](int thread) {
            Worker& worker = workers_[static_cast<std::size_t>(thread)];
            auto&& visit = visitor_.on_thread(thread);
            for (const TimedVertex& item : arrived)
                if (item.slot % threads == static_cast<std::uint32_t>(thread) && !is_stopped(item.slot))
                    worker.reach.arrive(
                        item,
                        [&] {
                            const bool stops = visit(item.slot, item.vertex, depth);
                            if (stops) {
                                std::atomic_ref(stopped_[item.slot / 64])
                                    .fetch_or(std::uint64_t{1} << (item.slot % 64), std::memory_order_relaxed);
                                stopping.fetch_add(1, std::memory_order_relaxed);
                            }
                            return stops;
                        },
                        [&](const TimedVertex& left) { worker.waiting.push(left); });
            worker.nearest_part.clear();
            worker.nearest.take(worker.waiting, worker.nearest_part);
            worker.leaving.clear();
            for (const TimedVertex& left : worker.nearest_part)
                worker.leaving.push_if(!is_stopped(left.slot) && !worker.reach.obsolete(left), left);
            worker.crossings.cross(
                first, {worker.leaving.begin(), worker.leaving.size()},
                [&](std::uint32_t slot, VertexId head, Ticks time) { send(worker, slot, head, time); });
        });
        return stopping.load();
    }

    const PartitionedGraph& graph_;
    Starts& starts_;
    Visitor& visitor_;
    std::vector<Worker> workers_;
    std::vector<std::uint64_t> stopped_; ///< a bit a slot
};

} // namespace cascade::detail
