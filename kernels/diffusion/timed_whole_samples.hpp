#pragma once
// Samples by time on a replicated graph: a thread takes them whole, many in flight.
//
// All samples of a thread share one table of labels and move on together, a level or its nearest part a turn, as in `WholeSamples`: new ones
// begin only while few vertices are at hand. A table that has grown beyond what lies in cache takes no new samples;
// when those in it have ended it is emptied.

#include "engine/core/processor.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/timed_reach.hpp"

#include <atomic>

namespace cascade::detail {

template <class Starts, class Visitor>
class TimedWholeSamples {
public:
    TimedWholeSamples(const Context& context, const TimedLaw& law, const ExploreOptions& options, Starts& starts,
                      Visitor& visitor)
        : starts_(starts), visitor_(visitor) {
        for (int thread = 0; thread < context.threads; ++thread)
            workers_.emplace_back(law, options);
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
    static constexpr std::size_t kInFlight = 48;
    static constexpr std::size_t kChunk = 4 * kDrawBlock;
    static constexpr std::size_t kFullTable = 512;
    static constexpr std::uint32_t kPortion = 32; ///< slots a thread takes at once

    struct alignas(64) Worker {
        Worker(const TimedLaw& law, const ExploreOptions& options) : crossings(law, options) {}
        TimedReach reach;
        TimedCrossings crossings;
        NearestFirst nearest;
        WorkList<TimedVertex> waiting, leaving, chunk;
        std::vector<bool> stopped; ///< [slot]
    };

    CASCADE_NEWER_INSTRUCTIONS void work_newer(SampleId first, std::uint32_t slots, std::atomic<std::uint32_t>& next,
                                               int thread) {
        work(first, slots, next, thread);
    }

    void work(SampleId first, std::uint32_t slots, std::atomic<std::uint32_t>& next, int thread) {
        Worker& worker = workers_[static_cast<std::size_t>(thread)];
        auto&& visit = visitor_.on_thread(thread);
        worker.stopped.assign(slots, false);
        std::uint32_t at = 0;
        std::uint32_t end = 0;
        const auto another_slot = [&] {
            if (at == end && at < slots) {
                at = std::min(next.fetch_add(kPortion), slots);
                end = std::min(at + kPortion, slots);
            }
            return at < end;
        };
        for (;;) {
            while (worker.waiting.size() < kInFlight && worker.reach.size() < kFullTable && another_slot()) {
                starts_(first + at, [&](VertexId v) {
                    arrive(worker, {at, static_cast<LocalVertex>(v), 0}, 0, visit);
                });
                ++at;
            }
            if (worker.waiting.size() == 0) {
                worker.reach.clear();
                if (!another_slot())
                    return;
                continue;
            }
            advance(worker, first, visit);
        }
    }

    /// One level of all samples in flight, or of their nearest.
    template <class Visit>
    void advance(Worker& worker, SampleId first, Visit& visit) {
        worker.leaving.clear();
        worker.nearest.take(worker.waiting, worker.leaving);
        for (std::size_t from = 0; from < worker.leaving.size(); from += kChunk) {
            worker.chunk.clear();
            for (std::size_t i = from; i < std::min(from + kChunk, worker.leaving.size()); ++i) {
                const TimedVertex& left = worker.leaving[i];
                worker.chunk.push_if(!worker.stopped[left.slot] && !worker.reach.obsolete(left), left);
            }
            worker.crossings.cross(first, {worker.chunk.begin(), worker.chunk.size()},
                                   [&](std::uint32_t slot, VertexId head, Ticks time) {
                                       if (!worker.stopped[slot])
                                           arrive(worker, {slot, static_cast<LocalVertex>(head), time}, 1, visit);
                                   });
        }
    }

    template <class Visit>
    void arrive(Worker& worker, const TimedVertex& arrived, std::uint32_t depth, Visit& visit) {
        worker.reach.arrive(
            arrived, [&] { return worker.stopped[arrived.slot] = visit(arrived.slot, arrived.vertex, depth); },
            [&](const TimedVertex& left) {
                worker.crossings.prefetch(left.vertex);
                worker.waiting.push(left);
            });
    }

    Starts& starts_;
    Visitor& visitor_;
    std::vector<Worker> workers_;
};

} // namespace cascade::detail
