#pragma once
// Worlds on a replicated graph: each thread takes units whole and drives their blocks through all steps.
//
// Crossings are drawn into a list that is worked off by the chunk: the heads are asked for as they are drawn, then
// their records, then they receive. So several cache misses are under way at a time. Where the law allows it and there are
// enough worlds, a thread takes up to eight blocks together (wide_worlds.hpp).

#include "engine/comm/collectives.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/memory_budget.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/wide_worlds.hpp"
#include "kernels/diffusion/world_units.hpp"

#include <atomic>
#include <iterator>
#include <memory>

namespace cascade::detail {

template <class Law>
class WholeWorlds {
public:
    WholeWorlds(const Context& context, const PartitionedGraph& graph, const Law& law, const Admission& admission,
                std::uint64_t random_seed, std::uint32_t max_steps)
        : graph_(graph), law_(law), admission_(admission), random_seed_(random_seed), max_steps_(max_steps) {
        for (int thread = 0; thread < context.threads; ++thread)
            workers_.emplace_back(WorldBlock<Law>(graph, law_, admission, random_seed));
        if constexpr (requires { law_.rows(); })
            if (law_.rows() != nullptr && all_reduce_min(context.world, std::int32_t{widen(context)}) == 0)
                for (Worker& worker : workers_)
                    worker.wide.reset();
    }

    /// Of a thread, if there are enough.
    std::uint64_t worlds_together() const { return (workers_[0].wide ? kWideGroups : 1) * kBlockWorlds; }
    /// What changed in each unit, in any order.
    std::vector<BlockCounts> run(const std::vector<WorldUnit>& units, std::span<const LocalVertex> seeds,
                                 VisitListener& listener) {
        const std::size_t most = widest(units.size());
        std::atomic<std::size_t> next{0};
        parallel_region(static_cast<int>(workers_.size()), [&](int thread) {
            for (std::size_t u = next.fetch_add(most); u < units.size(); u = next.fetch_add(most))
                work(std::span(units).subspan(u, std::min(most, units.size() - u)), seeds, listener, thread);
        });
        if (most > 1)
            look_at_sharing();
        std::vector<BlockCounts> all;
        for (Worker& worker : workers_) {
            std::move(worker.done.begin(), worker.done.end(), std::back_inserter(all));
            worker.done.clear();
        }
        return all;
    }

private:
    static constexpr std::size_t kChunk = 128;
    static constexpr std::size_t kFewestWide = 3; ///< units in a row that are worth wide worlds
    static constexpr std::uint64_t kUnlimited = std::uint64_t{1} << 60;
    static constexpr double kLeastShared = 2.5; ///< worlds of a vertex and step: below, blocks of 64 are as fast
    static constexpr int kNarrowRuns = 15;      ///< after wide worlds that shared less: the next seeds may share more

    struct Crossing {
        EdgeId place;
        std::uint64_t worlds;
        [[no_unique_address]] typename Law::Payload payload;
    };
    struct alignas(64) Worker {
        explicit Worker(WorldBlock<Law> empty) : block(std::move(empty)) {}
        WorldBlock<Law> block;
        WorkList<Crossing> crossed;
        std::unique_ptr<WideWorlds> wide;
        std::vector<BlockCounts> done;
    };

    /// Gives every thread wide worlds, which may hold half of the memory that is left; false where that is too little.
    /// Collective.
    bool widen(const Context& context) {
        const std::uint64_t budget = context.memory_per_rank;
        const auto ranks = static_cast<std::uint64_t>(context.world.split_by_host().size());
        const std::uint64_t left =
            std::min(available_bytes() / ranks, budget == 0 ? kUnlimited : budget - std::min(budget, resident_bytes()));
        const std::uint64_t each = left / 2 / workers_.size();
        const std::uint64_t held = WideWorlds::most_held(graph_.out());
        if (each <= held)
            return false;
        try {
            for (Worker& worker : workers_)
                worker.wide = std::make_unique<WideWorlds>(graph_, *law_.rows(), admission_, random_seed_, max_steps_,
                                                           each - held);
        } catch (const MemoryError&) {
            return false;
        }
        return true;
    }
    /// Units that a thread takes at once, so that all end with about as many.
    std::size_t widest(std::size_t units) {
        const std::size_t threads = workers_.size();
        const auto parts = [](std::size_t all, std::size_t most) { return (all + most - 1) / most; };
        const std::size_t rounds = parts(units, threads * kWideGroups);
        const std::size_t together = units > 0 ? parts(units, threads * rounds) : 0;
        if (!workers_[0].wide || together < kFewestWide)
            return 1;
        if (narrow_runs_ == 0)
            return together;
        --narrow_runs_;
        return 1;
    }
    void look_at_sharing() {
        for (Worker& worker : workers_)
            if (worker.wide->take_worlds_shared() < kLeastShared)
                narrow_runs_ = kNarrowRuns;
    }
    void work(std::span<const WorldUnit> units, std::span<const LocalVertex> seeds, VisitListener& listener,
              int thread) {
        if (units.size() >= kFewestWide) {
            Worker& worker = workers_[static_cast<std::size_t>(thread)];
            std::ranges::move(worker.wide->run(units, seeds, {listener, thread, units.front().first}),
                              std::back_inserter(worker.done));
            return;
        }
        for (const WorldUnit& unit : units)
            work(unit, seeds, listener, thread);
    }
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

    const PartitionedGraph& graph_;
    const Law& law_;
    const Admission& admission_;
    std::uint64_t random_seed_;
    std::uint32_t max_steps_;
    std::vector<Worker> workers_;
    int narrow_runs_ = 0;
};

} // namespace cascade::detail
