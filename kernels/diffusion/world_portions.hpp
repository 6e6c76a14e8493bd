#pragma once
// The loop around forward worlds: portions of whole blocks that take about a quarter of a second, a rest after each. Worlds
// that a thread advances together share what they do, so a portion gives every thread as many if that takes up to two
// seconds; up to a quarter of a minute where they are more than a block, a portion then being done in a fraction of that.

#include "engine/runtime/context.hpp"
#include "engine/runtime/portions.hpp"
#include "kernels/diffusion/world_units.hpp"

namespace cascade {

/// Simulates from world `done` on, a portion at a time, until `next_stop()` is no longer beyond it; no portion reaches
/// beyond that stop. `simulate(end)` works on [done, end), for each of `sets` seed sets, a thread on `together` worlds at a time
/// if there are as many; at a rest of `kernel`, `done` is `end`. Collective.
template <class NextStop, class Simulate>
void simulate_in_portions(Context& context, const PartitionedGraph& graph, Restartable& kernel, std::uint64_t worlds,
                          std::uint64_t together, std::size_t sets, std::uint64_t& done, NextStop&& next_stop,
                          Simulate&& simulate) {
    constexpr EdgeId kQuick = EdgeId{1} << 24; // 512 worlds on so many arcs take two seconds: no trial
    const bool wide = together > kBlockWorlds;
    const std::uint64_t full = together * static_cast<std::uint64_t>(graph.layout.groups * context.threads);
    const std::uint64_t longer = wide ? 64 : 8;
    const std::uint64_t first = wide && graph.edge_count() * sets <= kQuick ? full : kBlockWorlds / 8;
    Portions portions(context.world, first, 1);
    for (std::uint64_t stop = next_stop(); stop > done; stop = next_stop()) {
        const std::uint64_t wanted = std::max(portions.size(), std::min(full, longer * portions.size()));
        const std::uint64_t whole =
            wanted < full ? (wanted + kBlockWorlds - 1) / kBlockWorlds * kBlockWorlds : wanted / full * full;
        const std::uint64_t end = std::min(stop, done + whole);
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
