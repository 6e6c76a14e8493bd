#pragma once
// The loop around forward worlds: portions of whole blocks that take about a quarter of a second, a rest after each.

#include "engine/runtime/context.hpp"
#include "engine/runtime/portions.hpp"
#include "kernels/diffusion/world_units.hpp"

namespace cascade {

/// Simulates from world `done` on, a portion at a time, until `next_stop()` is no longer beyond it; no portion reaches
/// beyond that stop. `simulate(end)` works on [done, end); at a rest of `kernel`, `done` is `end`. Collective.
template <class NextStop, class Simulate>
void simulate_in_portions(Context& context, Restartable& kernel, std::uint64_t worlds, std::uint64_t& done,
                          NextStop&& next_stop, Simulate&& simulate) {
    Portions portions(context.world, kBlockWorlds);
    for (std::uint64_t stop = next_stop(); stop > done; stop = next_stop()) {
        const std::uint64_t wanted = (portions.size() + kBlockWorlds - 1) / kBlockWorlds * kBlockWorlds;
        const std::uint64_t end = std::min(stop, done + wanted);
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
