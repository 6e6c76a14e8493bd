#pragma once
// Independent cascade, forward: a newly active vertex acts in the one step that follows, along its live arcs.
//
// The live arcs of u in a world are those of `LiveArcs`, drawn when u acts. A factor of hop h thins them: an arc that is
// live is crossed in step h with that probability, by the coin of (world, u, v); the coins of a factor lie within those
// of any larger one, and a factor of 1 throws none.

#include "kernels/diffusion/hop_factors.hpp"
#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/world_block.hpp"

#include <algorithm>
#include <string>

namespace cascade {

class CascadeLaw {
public:
    struct Payload {};
    struct BlockState {
        void clear() {}
    };
    struct Record {
        static constexpr bool kMasks = true;
        std::uint64_t taken;   ///< active in these worlds
        std::uint64_t arrived; ///< newly, in this step
        bool empty() const { return (taken | arrived) == 0; }
    };
    static constexpr bool kTriesAgain = false;
    std::vector<std::string> levels() const { return {}; }

    CascadeLaw(const LiveArcs& arcs, const HopFactors& factors) : arcs_(arcs), factors_(factors) {}

    template <class Count>
    Settled start(const Where&, Record& record, BlockState&, std::uint64_t worlds, Count&&) const {
        record.taken = worlds;
        return {worlds, worlds};
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&&, BlockState&, std::uint64_t worlds, Emit&& emit) const {
        const RandomKey key{where.random_seed, Domain::forward};
        draw_crossings(arcs_, factors_, key, where, worlds,
                       [&](EdgeId place, std::uint64_t live) { emit(place, live, Payload{}); });
    }
    void receive(const Where&, Record& record, BlockState&, std::uint64_t worlds, const Payload&) const {
        record.arrived |= worlds & ~record.taken;
    }
    std::uint64_t active(const Record& record) const { return record.taken; }
    std::uint64_t candidates(const Record& record) const { return record.arrived; }
    template <class Count>
    Settled settle(const Where&, Record& record, BlockState&, std::uint64_t worlds, Count&&) const {
        record.taken |= worlds;
        return {worlds, worlds};
    }
    /// Where steps are what wide_worlds.hpp knows: the arcs, else null.
    const LiveArcs* rows() const {
        const bool plain = std::ranges::all_of(factors_, [](double factor) { return factor >= 1; });
        return plain && arcs_.draws_rows() ? &arcs_ : nullptr;
    }
    VertexId target(EdgeId place) const { return arcs_.neighbour(place); }
    void prefetch(EdgeId place) const { arcs_.prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { arcs_.prefetch_vertex(v); }

private:
    const LiveArcs& arcs_;
    const HopFactors& factors_;
};

} // namespace cascade
