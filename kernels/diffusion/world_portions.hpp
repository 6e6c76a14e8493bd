#pragma once
// The loop around forward worlds: portions of whole blocks that take about a quarter of a second, a rest after each; up to
// two seconds where that gives every thread a block of 64 worlds, since the worlds of a block share what they do.

#include "engine/runtime/context.hpp"
#include "engine/runtime/portions.hpp"
#include "kernels/diffusion/world_units.hpp"

namespace cascade {

/// Simulates from world `done` on, a portion at a time, until `next_stop()` is no longer beyond it; no portion reaches
/// beyond that stop. `simulate(end)` works on [done, end); at a rest of `kernel`, `done` is `end`. Collective.
template <class NextStop, class Simulate>
void simulate_in_portions(Context& context, const PartitionedGraph& graph, Restartable& kernel, std::uint64_t worlds,
                          std::uint64_t& done, NextStop&& next_stop, Simulate&& simulate) {
    constexpr std::uint64_t kLonger = 8;
    const auto full = kBlockWorlds * static_cast<std::uint64_t>(graph.layout.groups * context.threads);
    Portions portions(context.world, kBlockWorlds / kLonger, 1); // a single block at first
    for (std::uint64_t stop = next_stop(); stop > done; stop = next_stop()) {
        const std::uint64_t wanted = std::max(portions.size(), std::min(full, kLonger * portions.size()));
        const std::uint64_t blocks = (wanted + kBlockWorlds - 1) / kBlockWorlds;
        const std::uint64_t end = std::min(stop, done + blocks * kBlockWorlds);
        simulate(end);
        context.samples_drawn += end - done;
        portions.finished(end - done);
        done = end;
        context.progress("simulating", done, worlds);
        context.rest(kernel);
        portions.resume_clock();
    }
}

} // namespace cascade
