#pragma once
// Epidemics in steps: infectious vertices try all their out-arcs again in every step.
//
// In step t, judged by the states at its start: every infectious u crosses each arc (u, v) with probability p(u, v), by
// live arcs drawn for (world, u, t), so a susceptible v is infected with 1 - Π(1 - p(u, v)) over its infectious
// in-neighbours; every exposed vertex becomes infectious with probability `latency`, every infectious one recovers with
// probability `recovery`, by coins of (world, v, t) of their own. si: no recovery. sis: who recovers is susceptible from
// the next step on. sir: immune. seir: infected vertices are exposed first. (Kermack, McKendrick, Proc. R. Soc. A 1927;
// chain binomials on a network.) A vertex counts as active from its first infection on.

#include "kernels/diffusion/forward_options.hpp"
#include "kernels/diffusion/lane_coins.hpp"
#include "kernels/diffusion/world_block.hpp"

namespace cascade {

class EpidemicLaw {
public:
    struct Payload {};
    struct BlockState {
        void clear() {}
    };
    struct Record {
        std::uint64_t taken; ///< not susceptible
        std::uint64_t arrived;
        std::uint64_t ever; ///< infected once
        std::uint64_t exposed;
        std::uint64_t infectious;
        bool empty() const { return (ever | arrived) == 0; }
    };

    EpidemicLaw(const LiveArcs& arcs, const ForwardOptions& options)
        : arcs_(arcs), factors_(options.hop_factors), model_(options.model), recovery_(options.recovery),
          latency_(options.latency) {}

    static constexpr bool kTriesAgain = true;
    std::vector<std::string> levels() const {
        switch (model_) {
        case ForwardModel::sis:
            return {"infectious"};
        case ForwardModel::sir:
            return {"infectious", "recovered"};
        case ForwardModel::seir:
            return {"infectious", "recovered", "exposed"};
        default:
            return {};
        }
    }

    /// Seeds are infectious at once.
    template <class Count>
    Settled start(const Where&, Record& record, BlockState&, std::uint64_t worlds, Count&& count) const {
        record.taken = record.ever = record.infectious = worlds;
        change(kInfectious, worlds, 1, count);
        return {worlds, worlds};
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&& record, BlockState&, std::uint64_t worlds, Emit&& emit) const {
        const RandomKey key{where.random_seed, Domain::forward, 0, where.step};
        draw_crossings(arcs_, factors_, key, where, worlds & record().infectious,
                       [&](EdgeId place, std::uint64_t world) { emit(place, world, Payload{}); });
    }
    void receive(const Where&, Record& record, BlockState&, std::uint64_t worlds, const Payload&) const {
        record.arrived |= worlds & ~record.taken;
    }
    std::uint64_t active(const Record& record) const { return record.ever; }
    std::uint64_t candidates(const Record& record) const { return record.arrived; }
    template <class Count>
    Settled settle(const Where&, Record& record, BlockState&, std::uint64_t worlds, Count&& count) const {
        const bool acts_already = (record.exposed | record.infectious) != 0; // then `turn` tells
        const bool latent = model_ == ForwardModel::seir;
        (latent ? record.exposed : record.infectious) |= worlds;
        change(latent ? kExposed : kInfectious, worlds, 1, count);
        const std::uint64_t first = worlds & ~record.ever;
        record.taken |= worlds;
        record.ever |= worlds;
        return {first, acts_already ? 0 : worlds};
    }
    /// `worlds` are those in which it acted in this step: who was infected in it waits for the next.
    template <class Count>
    std::uint64_t turn(const Where& where, Record& record, std::uint64_t worlds, Count&& count) const {
        const auto coins = [&](const LaneCoin& coin, Domain domain, std::uint64_t in) {
            return coin.throw_for({where.random_seed, domain, 0, where.step}, where.first, where.id, in);
        };
        const std::uint64_t recovers = coins(recovery_, Domain::recovery, record.infectious & worlds);
        const std::uint64_t emerges = coins(latency_, Domain::latency, record.exposed & worlds);
        record.infectious = (record.infectious & ~recovers) | emerges;
        record.exposed &= ~emerges;
        change(kInfectious, recovers, -1, count);
        change(kInfectious, emerges, 1, count);
        change(kExposed, emerges, -1, count);
        if (model_ == ForwardModel::sis)
            record.taken &= ~recovers;
        else
            change(kRecovered, recovers, 1, count);
        return record.exposed | record.infectious;
    }
    VertexId target(EdgeId place) const { return arcs_.neighbour(place); }
    void prefetch(EdgeId place) const { arcs_.prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { arcs_.prefetch_vertex(v); }

private:
    static constexpr std::size_t kInfectious = 0, kRecovered = 1, kExposed = 2; ///< positions in levels()

    template <class Count>
    void change(std::size_t level, std::uint64_t worlds, std::int64_t by, Count& count) const {
        if (worlds != 0 && model_ != ForwardModel::si)
            count(level, worlds, by);
    }

    const LiveArcs& arcs_;
    const HopFactors& factors_;
    ForwardModel model_;
    LaneCoin recovery_;
    LaneCoin latency_;
};

} // namespace cascade
