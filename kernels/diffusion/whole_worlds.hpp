#pragma once
// Worlds on a replicated graph: each thread takes units whole and drives their blocks through all steps.
//
// Crossings are drawn into a list that is worked off by the chunk: the heads are asked for as they are drawn, then
// their records, then they receive. So several cache misses are under way at a time.

#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/world_units.hpp"

#include <atomic>

namespace cascade::detail {

template <class Law>
class WholeWorlds {
public:
    WholeWorlds(const Context& context, const PartitionedGraph& graph, const Law& law, const Admission& admission,
                std::uint64_t random_seed, std::uint32_t max_steps)
        : law_(law), max_steps_(max_steps) {
        for (int thread = 0; thread < context.threads; ++thread)
            workers_.emplace_back(WorldBlock<Law>(graph, law_, admission, random_seed));
    }

    /// What changed in each unit, in any order.
    std::vector<BlockCounts> run(const std::vector<WorldUnit>& units, std::span<const LocalVertex> seeds,
                                 VisitListener& listener) {
        std::atomic<std::size_t> next{0};
        parallel_region(static_cast<int>(workers_.size()), [&](int thread) {
            for (std::size_t u = next.fetch_add(1); u < units.size(); u = next.fetch_add(1))
                work(units[u], seeds, listener, thread);
        });
        std::vector<BlockCounts> all;
        for (Worker& worker : workers_) {
            std::move(worker.done.begin(), worker.done.end(), std::back_inserter(all));
            worker.done.clear();
        }
        return all;
    }

private:
    static constexpr std::size_t kChunk = 128;

    struct Crossing {
        EdgeId place;
        std::uint64_t worlds;
        [[no_unique_address]] typename Law::Payload payload;
    };
    struct alignas(64) Worker {
        explicit Worker(WorldBlock<Law> empty) : block(std::move(empty)) {}
        WorldBlock<Law> block;
        WorkList<Crossing> crossed;
        std::vector<BlockCounts> done;
    };

    void work(const WorldUnit& unit, std::span<const LocalVertex> seeds, VisitListener& listener, int thread) {
        Worker& worker = workers_[static_cast<std::size_t>(thread)];
        WorldBlock<Law>& block = worker.block;
        const UnitVisitor visit{listener, thread, unit.first};
        block.begin(unit.first, unit.worlds);
        for (const LocalVertex v : seeds)
            block.start(v, visit);
        block.started();
        while (block.acting() && block.step() < max_steps_) {
            block.begin_step();
            block.leave([] { return true; },
                        [&](EdgeId place, std::uint64_t worlds, const typename Law::Payload& payload) {
                            law_.prefetch(place);
                            worker.crossed.push({place, worlds, payload});
                            if (worker.crossed.size() >= kChunk)
                                arrive(worker);
                        });
            arrive(worker);
            block.settle(visit);
        }
        block.end([&](LocalVertex v, std::uint64_t worlds, std::uint32_t kind) {
            listener.reached(thread, unit.first, v, worlds, kind);
        });
        worker.done.push_back(block.counts());
    }

    void arrive(Worker& worker) {
        for (const Crossing& crossing : worker.crossed)
            worker.block.prefetch(static_cast<LocalVertex>(law_.target(crossing.place)));
        for (const Crossing& crossing : worker.crossed)
            worker.block.receive(static_cast<LocalVertex>(law_.target(crossing.place)), crossing.worlds,
                                 crossing.payload);
        worker.crossed.clear();
    }

    const Law& law_;
    std::uint32_t max_steps_;
    std::vector<Worker> workers_;
};

} // namespace cascade::detail
