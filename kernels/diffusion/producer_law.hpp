#pragma once
// Independent cascade with producers: whoever has tried its neighbours tries them again in the next step with
// probability rho, and so on after every try.
//
// So a vertex tries N times, P(N = a) = (1 - rho) rho^(a-1), in as many steps that follow each other; every try draws live
// arcs of its own. Over all tries an arc of probability p carries with p / (1 - rho (1 - p)); the arcs out of one vertex
// are not independent, since its tries are the same. (In distribution this is sir with recovery 1 - rho.)
//
// The live arcs of the a-th try of u, and whether there is one more, are those of (world, u, a), whenever and by whomever u
// was reached: those of the first are the plain cascade's. So without a limit of hops a world is reachability over arcs
// that are the same for all seeds, and grows with rho. Which try it is follows from the step in which u became active:
// worlds of different steps act apart.
//
// The generation of a seed is 0, that of any other vertex one more than the smallest of those that reached it in the step
// in which it became active; it is the kind of the vertex.

#include "kernels/diffusion/hop_factors.hpp"
#include "kernels/diffusion/lane_coins.hpp"
#include "kernels/diffusion/lane_numbers.hpp"
#include "kernels/diffusion/world_block.hpp"

#include <string>

namespace cascade {

class ProducerLaw {
public:
    struct Payload {
        std::uint32_t generation; ///< of whom it reaches
    };
    using BlockState = LaneNumbers::High; ///< of all generations
    struct Record {
        std::uint64_t taken;
        std::uint64_t arrived;
        LaneNumbers generation;
        bool empty() const { return (taken | arrived) == 0; }
    };
    static constexpr bool kTriesAgain = true;
    static constexpr bool kCountsKinds = true;
    /// Who is active stays so.
    bool stays_taken() const { return true; }
    /// Tries that have been made or will be made in the next step, and vertices with more than one of them.
    std::vector<std::string> levels() const { return {"tries", "producers"}; }
    static constexpr std::size_t kTries = 0, kProducers = 1; ///< positions in levels()

    ProducerLaw(const LiveArcs& arcs, const HopFactors& factors, double respread)
        : arcs_(arcs), factors_(factors), respread_(respread) {}

    template <class Count>
    Settled start(const Where&, Record& record, BlockState&, std::uint64_t worlds, Count&& count) const {
        return activate(record, worlds, count);
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&& record, BlockState& state, std::uint64_t worlds, Emit&& emit) const {
        const RandomKey key{where.random_seed, Domain::forward, 0, tries(where) - 1};
        const LaneNumbers mine = record().generation;
        draw_single_crossings(arcs_, factors_, key, where, worlds, [&](EdgeId place, std::uint64_t world) {
            emit(place, world, Payload{1 + mine.get(static_cast<std::uint32_t>(std::countr_zero(world)), state)});
        });
    }
    void receive(const Where&, Record& record, BlockState& state, std::uint64_t worlds, const Payload& payload) const {
        const std::uint64_t news = worlds & ~record.taken;
        std::uint64_t earlier = news & ~record.arrived;
        for_each_world(news & record.arrived, [&](std::uint32_t bit) {
            earlier |= std::uint64_t{payload.generation < record.generation.get(bit, state)} << bit;
        });
        if (earlier != 0)
            record.generation.set(earlier, payload.generation, state);
        record.arrived |= news;
    }
    std::uint64_t active(const Record& record) const { return record.taken; }
    std::uint64_t candidates(const Record& record) const { return record.arrived; }
    template <class Count>
    Settled settle(const Where&, Record& record, BlockState&, std::uint64_t worlds, Count&& count) const {
        return activate(record, worlds, count);
    }
    template <class Count>
    std::uint64_t turn(const Where& where, Record&, std::uint64_t worlds, Count&& count) const {
        const RandomKey key{where.random_seed, Domain::respread, 0, tries(where)};
        const std::uint64_t again = respread_.throw_for(key, where.first, where.id, worlds);
        if (again != 0) {
            count(kTries, again, 1);
            if (tries(where) == 1)
                count(kProducers, again, 1);
        }
        return again;
    }
    /// The kind of an active vertex is its generation.
    template <class F>
    void kinds(const Where&, const Record& record, BlockState& state, std::uint64_t worlds, F&& body) const {
        record.generation.for_each(worlds, state, body);
    }
    VertexId target(EdgeId place) const { return arcs_.neighbour(place); }
    void prefetch(EdgeId place) const { arcs_.prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { arcs_.prefetch_vertex(v); }

private:
    /// Of what acts, that of this step included.
    static std::uint32_t tries(const Where& where) { return where.step - where.since; }
    template <class Count>
    static Settled activate(Record& record, std::uint64_t worlds, Count&& count) {
        record.taken |= worlds;
        if (worlds != 0)
            count(kTries, worlds, 1);
        return {worlds, worlds};
    }

    const LiveArcs& arcs_;
    const HopFactors& factors_;
    LaneCoin respread_;
};

} // namespace cascade
