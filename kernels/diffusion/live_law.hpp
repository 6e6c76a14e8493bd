#pragma once
// The law of live arcs: influence crosses an arc when the coin of (world, vertex) says so. Reverse sampling of both models
// follows it. See explore.hpp for what a law is.

#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/visited.hpp"

namespace cascade {

/// Influence crosses live arcs, drawn when their vertex is reached.
class LiveLaw {
public:
    struct Payload {};
    using SampleState = VisitedSet;
    using BatchState = VisitedPairs;

    static constexpr bool kOneGraph = true; ///< arcs are those of the graph's in-lists

    explicit LiveLaw(const LiveArcs& arcs) : arcs_(arcs) {}

    SampleState sample_state() const { return VisitedSet(arcs_.vertices()); }

    /// Marks a starting vertex; true when it is new.
    template <class State>
    bool start(State& state, typename State::Key at) const {
        return state.insert(at);
    }
    /// Takes one crossing; true when the vertex is newly reached.
    template <class State>
    bool arrive(State& state, typename State::Key at, const RandomKey&, SampleId, LocalVertex, VertexId,
                Payload) const {
        return state.insert(at);
    }
    /// Calls emit(i, place) for the arcs crossed out of `leaving[i]`, newly reached, in order of i.
    template <class Emit>
    void leave_all(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
        arcs_.draw_all(key, leaving, emit);
    }
    /// Where the arc at a place leads, and what it carries.
    VertexId target(EdgeId place) const { return arcs_.neighbour(place); }
    Payload payload(EdgeId) const { return {}; }
    void prefetch(EdgeId place) const { arcs_.prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { arcs_.prefetch_vertex(v); }

private:
    const LiveArcs& arcs_;
};

} // namespace cascade
