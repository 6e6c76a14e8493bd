#pragma once
// Independent cascade with negative opinions (IC-N: Chen et al., SDM'11): activation is that of the plain cascade, and
// every active vertex is content or not.
//
// A seed is content with probability q, the quality. Whoever is convinced by a content vertex is content with probability
// q, by one that is not content never. Where several convince a vertex in the same step it follows one of them, each
// equally likely (the paper tries them in random order): so a vertex d hops from the seeds over live arcs is content with
// probability q^(d+1). Content or not is decided by coins of (world, v), which say nothing of who becomes active.

#include "kernels/diffusion/cascade_law.hpp"
#include "kernels/diffusion/key_map.hpp"
#include "kernels/diffusion/lane_coins.hpp"

namespace cascade {

class OpinionLaw {
public:
    struct Payload {
        bool negative;
    };
    using BlockState = KeyMap<std::uint64_t>; ///< how many convinced a vertex in a step, where it was more than one
    struct Record {
        static constexpr bool kMasks = true;
        std::uint64_t taken;
        std::uint64_t arrived;
        std::uint64_t negative;      ///< of the active worlds
        std::uint64_t from_positive; ///< convinced by a content vertex, perhaps among others
        std::uint64_t from_negative;
        bool empty() const { return (taken | arrived) == 0; }
    };

    OpinionLaw(const LiveArcs& arcs, const HopFactors& factors, double quality)
        : arcs_(arcs), factors_(factors), quality_(quality) {}

    static constexpr bool kTriesAgain = false;
    std::vector<std::string> levels() const { return {"positive", "negative", "net"}; }

    template <class Count>
    Settled start(const Where& where, Record& record, BlockState&, std::uint64_t worlds, Count&& count) const {
        record.from_positive = worlds;
        return activate(where, record, worlds, worlds, count);
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&& record, BlockState&, std::uint64_t worlds, Emit&& emit) const {
        const RandomKey key{where.random_seed, Domain::forward};
        const std::uint64_t negative = record().negative;
        draw_crossings(arcs_, factors_, key, where, worlds, [&](EdgeId place, std::uint64_t live) {
            for (const bool bad : {false, true})
                if (const std::uint64_t some = live & (bad ? negative : ~negative); some != 0)
                    emit(place, some, Payload{bad});
        });
    }
    void receive(const Where& where, Record& record, BlockState& counts, std::uint64_t worlds,
                 const Payload& payload) const {
        const std::uint64_t news = worlds & ~record.taken;
        for_each_world(news & record.arrived, [&](std::uint32_t bit) {
            const auto found = counts.touch(key_of(where, bit));
            if (found.fresh)
                found.value = (record.from_negative >> bit & 1) != 0 ? kOneNegative : kOnePositive;
            found.value += payload.negative ? kOneNegative : kOnePositive;
        });
        record.arrived |= news;
        (payload.negative ? record.from_negative : record.from_positive) |= news;
    }
    std::uint64_t active(const Record& record) const { return record.taken; }
    std::uint64_t candidates(const Record& record) const { return record.arrived; }
    template <class Count>
    Settled settle(const Where& where, Record& record, BlockState& counts, std::uint64_t worlds, Count&& count) const {
        std::uint64_t follows_positive = worlds & record.from_positive;
        for_each_world(follows_positive & record.from_negative, [&](std::uint32_t bit) {
            const std::uint64_t both = counts.touch(key_of(where, bit)).value;
            const std::uint64_t positive = both % kOneNegative;
            const RandomKey key{where.random_seed, Domain::opinion_tie};
            if (below(random_block(key, where.first + bit, where.id, 0)[0], positive + both / kOneNegative) >= positive)
                follows_positive &= ~(std::uint64_t{1} << bit);
        });
        return activate(where, record, worlds, follows_positive, count);
    }
    VertexId target(EdgeId place) const { return arcs_.neighbour(place); }
    void prefetch(EdgeId place) const { arcs_.prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { arcs_.prefetch_vertex(v); }

private:
    static constexpr std::uint64_t kOnePositive = 1;
    static constexpr std::uint64_t kOneNegative = std::uint64_t{1} << 32;
    static constexpr std::size_t kPositive = 0, kNegative = 1, kNet = 2; ///< positions in levels()

    static std::uint64_t key_of(const Where& where, std::uint32_t bit) {
        return std::uint64_t{where.vertex} << 6 | bit;
    }

    template <class Count>
    Settled activate(const Where& where, Record& record, std::uint64_t worlds, std::uint64_t may_be_positive,
                     Count&& count) const {
        const std::uint64_t positive =
            quality_.throw_for({where.random_seed, Domain::opinion}, where.first, where.id, may_be_positive);
        const std::uint64_t negative = worlds & ~positive;
        record.taken |= worlds;
        record.negative |= negative;
        count(kPositive, positive, 1);
        count(kNegative, negative, 1);
        count(kNet, positive, 1);
        count(kNet, negative, -1);
        return {worlds, worlds};
    }

    const LiveArcs& arcs_;
    const HopFactors& factors_;
    LaneCoin quality_;
};

} // namespace cascade
