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

/// emit(place, world bit) for the arcs out of a vertex that are live, by `key`, in each of `worlds`, and survive the
/// factor of the step.
template <class Emit>
void draw_crossings(const LiveArcs& arcs, const HopFactors& factors, const RandomKey& key, const Where& where,
                    std::uint64_t worlds, Emit&& emit) {
    const double factor = factor_of_step(factors, where.step);
    if (factor >= 1) [[likely]] {
        arcs.draw_worlds(key, where.first, where.vertex, where.id, worlds,
                         [&](std::uint32_t bit, EdgeId place) { emit(place, std::uint64_t{1} << bit); });
        return;
    }
    const Threshold survives = Threshold::of(factor);
    if (survives.value == 0)
        return;
    const RandomKey thinning{key.random_seed, Domain::hop_decay, key.layer, key.wave};
    for_each_world(worlds, [&](std::uint32_t bit) {
        arcs.draw_places(key, where.first + bit, where.vertex, where.id, [&](EdgeId place) {
            if (survives.fires(random_block(thinning, where.first + bit, where.id, arcs.neighbour(place))[0]))
                emit(place, std::uint64_t{1} << bit);
        });
    });
}

} // namespace cascade
