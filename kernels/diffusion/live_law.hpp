#pragma once
// The law of live arcs: influence crosses an arc when the coin of (world, vertex) says so. Reverse sampling of both models
// follows it. See explore.hpp for what a law is.

#include "kernels/diffusion/live_arcs.hpp"

namespace cascade {

/// Influence crosses live arcs, drawn when their vertex is reached.
class LiveLaw {
public:
    static constexpr bool kOneGraph = true; ///< arcs are those of the graph's in-lists

    explicit LiveLaw(const LiveArcs& arcs) : arcs_(arcs) {}

    LocalVertex vertices() const { return arcs_.vertices(); }
    /// Calls emit(i, place) for the arcs crossed out of `leaving[i]`, newly reached, in order of i.
    template <class Emit>
    void leave_all(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
        arcs_.draw_all(key, leaving, emit);
    }
    /// The arcs themselves, where a step may go by registers (wide_steps.hpp).
    const LiveArcs* wide_arcs() const { return arcs_.steps_wide() ? &arcs_ : nullptr; }
    /// Where the arc at a place leads.
    VertexId target(EdgeId place) const { return arcs_.neighbour(place); }
    void prefetch(EdgeId place) const { arcs_.prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { arcs_.prefetch_vertex(v); }

private:
    const LiveArcs& arcs_;
};

} // namespace cascade
