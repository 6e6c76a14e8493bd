#pragma once
// Epidemics in steps: infectious vertices try all their out-arcs again in every step.
//
// In step t, judged by the states at its start: every infectious u crosses each arc (u, v) with probability p(u, v), by
// live arcs drawn for (world, u, t), so a susceptible v is infected with 1 - Π(1 - p(u, v)) over its infectious
// in-neighbours; every exposed vertex becomes infectious with probability `latency`, every infectious one recovers with
// probability `recovery`, by coins of (world, v, t) of their own. si: no recovery. sis: who recovers is susceptible from
// the next step on. sir: immune. seir: infected vertices are exposed first. (Kermack, McKendrick, Proc. R. Soc. A 1927;
// chain binomials on a network.) A vertex counts as active from its first infection on.
//
// Where activity fades, a vertex crosses with p(u, v) f^(a-1) in the a-th step it is infectious: its live arcs are thinned
// as by the factor of a hop, so the crossings of a smaller f lie within those of a larger. When it became infectious is
// remembered by (vertex, world); of an exposed one, when it was exposed: its coins tell the rest.

#include "kernels/diffusion/forward_options.hpp"
#include "kernels/diffusion/key_map.hpp"
#include "kernels/diffusion/lane_coins.hpp"
#include "kernels/diffusion/world_block.hpp"

namespace cascade {

class EpidemicLaw {
public:
    struct Payload {};
    /// When a vertex was infected in a world.
    struct Infected {
        std::uint32_t step;
        bool latent; ///< only exposed in that step
    };
    struct BlockState {
        std::optional<KeyMap<Infected>> infected; ///< of (vertex, world), where activity fades
        HopFactors factor;                        ///< of the crossings being drawn, likewise
        void clear() {
            if (infected)
                infected->clear();
        }
    };
    struct Record {
        static constexpr bool kMasks = true;
        std::uint64_t taken; ///< not susceptible
        std::uint64_t arrived;
        std::uint64_t ever; ///< infected once
        std::uint64_t exposed;
        std::uint64_t infectious;
        bool empty() const { return (ever | arrived) == 0; }
    };

    EpidemicLaw(const LiveArcs& arcs, const ForwardOptions& options)
        : arcs_(arcs), factors_(options.hop_factors), model_(options.model), recovery_(options.recovery),
          latency_(options.latency), fading_(options.activity_decay) {}

    static constexpr bool kTriesAgain = true;
    /// Who was infected once never is again.
    bool stays_taken() const { return model_ != ForwardModel::sis; }
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
    Settled start(const Where& where, Record& record, BlockState& state, std::uint64_t worlds, Count&& count) const {
        remember(where, state, worlds, false);
        record.taken = record.ever = record.infectious = worlds;
        change(kInfectious, worlds, 1, count);
        return {worlds, worlds};
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&& record, BlockState& state, std::uint64_t worlds, Emit&& emit) const {
        const RandomKey key{where.random_seed, Domain::forward, 0, where.step};
        const auto draw = [&](const HopFactors& factors, std::uint64_t in) {
            draw_crossings(arcs_, factors, key, where, in,
                           [&](EdgeId place, std::uint64_t live) { emit(place, live, Payload{}); });
        };
        const std::uint64_t infectious = worlds & record().infectious;
        if (fading_ >= 1)
            draw(factors_, infectious);
        else
            for_each_age(where, state, infectious, [&](std::uint32_t age, std::uint64_t in) {
                state.factor.assign(1, factor_of_step(factors_, where.step) * power(fading_, age - 1));
                draw(state.factor, in);
            });
    }
    void receive(const Where&, Record& record, BlockState&, std::uint64_t worlds, const Payload&) const {
        record.arrived |= worlds & ~record.taken;
    }
    std::uint64_t active(const Record& record) const { return record.ever; }
    std::uint64_t candidates(const Record& record) const { return record.arrived; }
    template <class Count>
    Settled settle(const Where& where, Record& record, BlockState& state, std::uint64_t worlds, Count&& count) const {
        const bool acts_already = (record.exposed | record.infectious) != 0; // then `turn` tells
        const bool latent = model_ == ForwardModel::seir;
        remember(where, state, worlds, latent);
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
        const std::uint64_t recovers =
            thrown(recovery_, Domain::recovery, where, where.step, record.infectious & worlds);
        const std::uint64_t emerges = thrown(latency_, Domain::latency, where, where.step, record.exposed & worlds);
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

    /// The coins of a vertex in a step.
    static std::uint64_t thrown(const LaneCoin& coin, Domain domain, const Where& where, std::uint32_t step,
                                std::uint64_t worlds) {
        return coin.throw_for({where.random_seed, domain, 0, step}, where.first, where.id, worlds);
    }
    static double power(double base, std::uint32_t exponent) {
        double result = 1;
        for (; exponent != 0; exponent >>= 1, base *= base)
            if ((exponent & 1) != 0)
                result *= base;
        return result;
    }

    void remember(const Where& where, BlockState& state, std::uint64_t worlds, bool latent) const {
        if (fading_ >= 1)
            return;
        if (!state.infected)
            state.infected.emplace();
        for_each_world(worlds, [&](std::uint32_t bit) {
            state.infected->touch(std::uint64_t{where.vertex} << 6 | bit).value = {where.step, latent};
        });
    }
    /// Steps since an infectious vertex became so, 1 in the first in which it tries.
    std::uint32_t age(const Where& where, BlockState& state, std::uint32_t bit) const {
        Infected& since = state.infected->touch(std::uint64_t{where.vertex} << 6 | bit).value;
        while (since.latent)
            since = {since.step + 1,
                     thrown(latency_, Domain::latency, where, since.step + 1, std::uint64_t{1} << bit) == 0};
        return where.step - since.step;
    }
    /// body(age, those of `worlds` in which the vertex has it).
    template <class F>
    void for_each_age(const Where& where, BlockState& state, std::uint64_t worlds, F&& body) const {
        std::array<std::uint32_t, kBlockWorlds> ages{};
        for_each_world(worlds, [&](std::uint32_t bit) { ages[bit] = age(where, state, bit); });
        while (worlds != 0) {
            const std::uint32_t first = ages[static_cast<std::size_t>(std::countr_zero(worlds))];
            std::uint64_t same = 0;
            for_each_world(worlds, [&](std::uint32_t bit) { same |= std::uint64_t{ages[bit] == first} << bit; });
            body(first, same);
            worlds &= ~same;
        }
    }

    const LiveArcs& arcs_;
    const HopFactors& factors_;
    ForwardModel model_;
    LaneCoin recovery_;
    LaneCoin latency_;
    double fading_; ///< f; 1: activity does not fade
};

} // namespace cascade
