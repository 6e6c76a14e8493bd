#pragma once
// The factor on every probability in step h, and crossings thinned by it.

#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/world_block.hpp"

namespace cascade {

/// [h - 1] for step h; the last one holds on. None: always 1.
using HopFactors = std::vector<double>;

inline double factor_of_step(const HopFactors& factors, std::uint32_t step) {
    return factors.empty() ? 1.0 : factors[std::min<std::size_t>(step, factors.size()) - 1];
}

/// emit(place, some of `worlds`) for the arcs out of a vertex that are live there, by `key`, and survive the factor of the
/// step.
template <class Emit>
void draw_crossings(const LiveArcs& arcs, const HopFactors& factors, const RandomKey& key, const Where& where,
                    std::uint64_t worlds, Emit&& emit) {
    const double factor = factor_of_step(factors, where.step);
    if (factor >= 1) [[likely]] {
        arcs.draw_worlds(key, where.first, where.vertex, where.id, worlds, emit);
        return;
    }
    const Threshold survives = Threshold::of(factor);
    if (survives.value == 0)
        return;
    const RandomKey thinning{key.random_seed, Domain::hop_decay, key.layer, key.wave};
    arcs.draw_worlds(key, where.first, where.vertex, where.id, worlds, [&](EdgeId place, std::uint64_t live) {
        std::uint64_t crossed = 0;
        for_each_world(live, [&](std::uint32_t bit) {
            const RandomBlock block = random_block(thinning, where.first + bit, where.id, arcs.neighbour(place));
            crossed |= std::uint64_t{survives.fires(block[0])} << bit;
        });
        if (crossed != 0)
            emit(place, crossed);
    });
}

/// The same, told once for every world in which an arc is crossed: emit(place, bit of the world).
template <class Emit>
void draw_single_crossings(const LiveArcs& arcs, const HopFactors& factors, const RandomKey& key, const Where& where,
                           std::uint64_t worlds, Emit&& emit) {
    draw_crossings(arcs, factors, key, where, worlds, [&](EdgeId place, std::uint64_t live) {
        for (; live != 0; live &= live - 1)
            emit(place, live & -live);
    });
}

} // namespace cascade
