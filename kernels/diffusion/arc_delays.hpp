#pragma once
// The delay of an arc in a world: a pure function of (random seed, which draw of arcs, world, tail, head).
//
// Two places draw it: reverse samples at the head, forward worlds at the tail. Both ask by the row they are at and the
// neighbour at the other end, and only for arcs that influence crosses. The draw has a domain of its own, with the domain
// that drew the arc as its wave, so that a delay says nothing of which arcs are live and differs from pool to pool.
// Where scales are the arcs' own they are found in the row by the neighbour's id.

#include "engine/random/philox.hpp"
#include "kernels/diffusion/arc_probability.hpp"
#include "kernels/diffusion/delay_law.hpp"

namespace cascade {

class ArcDelays {
public:
    /// For the arcs in this rank's lists of `direction`. InputError, on every rank, for a graph without weights where
    /// the law needs them, and for the first arc whose weight is no delay. Collective.
    ArcDelays(Context& context, const PartitionedGraph& graph, const DelayLaw& law, Direction direction);

    const DelayLaw& law() const { return law_; }

    /// The key of the delays of arcs drawn by `arcs`.
    static RandomKey key_of(const RandomKey& arcs) {
        return {arcs.random_seed, Domain::delay, arcs.layer, static_cast<std::uint32_t>(arcs.domain)};
    }

    /// What decides, for `draw`; apart from it, so that a loop can do one after the other. `id` is that of the row.
    std::uint64_t word(const RandomKey& key, SampleId world, VertexId id, VertexId neighbour) const {
        if (law_.kind == DelayKind::fixed)
            return 0;
        const bool in = direction_ == Direction::in;
        return random_block(key, world, in ? id : neighbour, in ? neighbour : id)[0];
    }
    /// The delay of the arc between the owned vertex `row` and `neighbour`.
    Ticks draw(std::uint64_t word, LocalVertex row, VertexId neighbour) const {
        return law_.draw(word, scale(row, neighbour));
    }
    /// The same from a quantile of `law()`, for many at a time.
    Ticks delay(double quantile, LocalVertex row, VertexId neighbour) const {
        return DelayLaw::delay(scale(row, neighbour), quantile);
    }

private:
    double scale(LocalVertex row, VertexId neighbour) const {
        return law_.by_arc ? own_scale(row, neighbour) : law_.scale;
    }
    double own_scale(LocalVertex row, VertexId neighbour) const;

    DelayLaw law_;
    Direction direction_;
    const AdjacencyLists& lists_;
};

} // namespace cascade
