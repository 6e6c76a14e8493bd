#pragma once
// Several campaigns spread at once under independent cascade; whoever becomes active belongs to one of them for good.
//
// The live arcs are those of the plain cascade, so who is active when is what the union of all seeds makes it, world by
// world; only whose a vertex becomes is decided here. It takes the campaign that reaches it first. Where several do in the
// same step, the tie rule says: the one given first, the one given last, or one of the arcs that bring them, each equally
// likely, by the word of (world, v). (Bharathi, Kempe, Salek, WINE 2007, let arcs draw continuous delays instead; Carnes,
// Nagarajan, Wild, van Zuylen, ICEC 2007, "wave propagation model", the proportional rule here.)
//
// Which campaign a vertex has in 64 worlds are the bits of kPlanes words. Counts of arcs lie in a map, for vertices that
// are reached more than once in a step.

#include "kernels/diffusion/cascade_law.hpp"
#include "kernels/diffusion/key_map.hpp"
#include "kernels/diffusion/tie_rule.hpp"

#include <fmt/format.h>

#include <unordered_map>

namespace cascade {

inline constexpr std::uint32_t kMostRivals = 16;

/// Seeds of all campaigns: bit c of a vertex says that it is a seed of campaign c.
struct Rivals {
    std::unordered_map<VertexId, std::uint32_t> seeds;
    std::uint32_t count = 0; ///< campaigns
    TieRule tie = TieRule::proportional;
};

class RivalLaw {
    static constexpr std::size_t kPlanes = 4; ///< bits of a campaign's number
    static_assert(kMostRivals <= 1U << kPlanes);

public:
    struct Payload {
        std::uint32_t campaign;
    };
    using BlockState = KeyMap<std::uint32_t>; ///< arcs that brought a campaign to a vertex in a world and step
    struct Record {
        static constexpr bool kMasks = true;
        std::uint64_t taken;
        std::uint64_t arrived;
        std::uint64_t again; ///< of those, where a second arc arrived
        std::array<std::uint64_t, kPlanes> campaign;
        bool empty() const { return (taken | arrived) == 0; }
    };
    static constexpr bool kTriesAgain = false;

    RivalLaw(const LiveArcs& arcs, const HopFactors& factors, const Rivals& rivals)
        : arcs_(arcs), factors_(factors), rivals_(rivals) {}

    std::vector<std::string> levels() const {
        std::vector<std::string> names;
        for (std::uint32_t c = 1; c <= rivals_.count; ++c)
            names.push_back(fmt::format("campaign_{}", c));
        return names;
    }

    template <class Count>
    Settled start(const Where& where, Record& record, BlockState&, std::uint64_t worlds, Count&& count) const {
        const std::uint32_t wanted = rivals_.seeds.at(where.id);
        const auto first = static_cast<std::uint32_t>(std::countr_zero(wanted));
        const std::uint32_t last = 31 - static_cast<std::uint32_t>(std::countl_zero(wanted));
        if (rivals_.tie != TieRule::proportional || first == last)
            assign(record, worlds, rivals_.tie == TieRule::last ? last : first);
        else
            for_each_world(worlds, [&](std::uint32_t bit) {
                assign(record, std::uint64_t{1} << bit,
                       drawn(where, bit, [&](std::uint32_t c) { return wanted >> c & 1; }));
            });
        return activate(record, worlds, count);
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&& record, BlockState&, std::uint64_t worlds, Emit&& emit) const {
        const RandomKey key{where.random_seed, Domain::forward};
        const Record mine = record();
        draw_single_crossings(arcs_, factors_, key, where, worlds, [&](EdgeId place, std::uint64_t world) {
            emit(place, world, Payload{campaign_of(mine, world)});
        });
    }
    void receive(const Where& where, Record& record, BlockState& counts, std::uint64_t worlds,
                 const Payload& payload) const {
        const std::uint64_t news = worlds & ~record.taken;
        assign(record, news & ~record.arrived, payload.campaign);
        for_each_world(news & record.arrived, [&](std::uint32_t bit) {
            const std::uint64_t world = std::uint64_t{1} << bit;
            const std::uint32_t before = campaign_of(record, world);
            if (rivals_.tie == TieRule::proportional)
                add_arc(where, record, counts, bit, before, payload.campaign);
            else if ((payload.campaign < before) == (rivals_.tie == TieRule::first))
                assign(record, world, payload.campaign);
        });
        record.arrived |= news;
    }
    std::uint64_t active(const Record& record) const { return record.taken; }
    std::uint64_t candidates(const Record& record) const { return record.arrived; }
    template <class Count>
    Settled settle(const Where& where, Record& record, BlockState& counts, std::uint64_t worlds, Count&& count) const {
        for_each_world(worlds & record.again, [&](std::uint32_t bit) {
            assign(record, std::uint64_t{1} << bit,
                   drawn(where, bit, [&](std::uint32_t c) { return counts.touch(key_of(where, bit, c)).value; }));
        });
        record.again = 0;
        return activate(record, worlds, count);
    }
    /// The kind of an active vertex is its campaign.
    template <class F>
    void kinds(const Where&, const Record& record, BlockState&, std::uint64_t worlds, F&& body) const {
        for (std::uint32_t c = 0; c < rivals_.count && worlds != 0; ++c) {
            const std::uint64_t those = worlds_of(record, c) & worlds;
            if (those != 0)
                body(c, those);
            worlds &= ~those;
        }
    }
    VertexId target(EdgeId place) const { return arcs_.neighbour(place); }
    void prefetch(EdgeId place) const { arcs_.prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { arcs_.prefetch_vertex(v); }

private:
    static std::uint64_t key_of(const Where& where, std::uint32_t bit, std::uint32_t campaign) {
        return (std::uint64_t{where.vertex} << 6 | bit) << kPlanes | campaign;
    }
    static std::uint32_t campaign_of(const Record& record, std::uint64_t world) {
        std::uint32_t campaign = 0;
        for (std::size_t plane = 0; plane < kPlanes; ++plane)
            campaign |= static_cast<std::uint32_t>((record.campaign[plane] & world) != 0) << plane;
        return campaign;
    }
    static std::uint64_t worlds_of(const Record& record, std::uint32_t campaign) {
        std::uint64_t worlds = ~std::uint64_t{0};
        for (std::size_t plane = 0; plane < kPlanes; ++plane)
            worlds &= (campaign >> plane & 1) != 0 ? record.campaign[plane] : ~record.campaign[plane];
        return worlds;
    }
    static void assign(Record& record, std::uint64_t worlds, std::uint32_t campaign) {
        for (std::size_t plane = 0; plane < kPlanes; ++plane)
            record.campaign[plane] = (record.campaign[plane] & ~worlds) | ((campaign >> plane & 1) != 0 ? worlds : 0);
    }
    static void add_arc(const Where& where, Record& record, BlockState& counts, std::uint32_t bit, std::uint32_t before,
                        std::uint32_t campaign) {
        if ((record.again >> bit & 1) == 0) {
            counts.touch(key_of(where, bit, before)).value = 1;
            record.again |= std::uint64_t{1} << bit;
        }
        ++counts.touch(key_of(where, bit, campaign)).value;
    }
    /// A campaign in proportion to weight_of(campaign), by the word of (world, v).
    template <class Weight>
    std::uint32_t drawn(const Where& where, std::uint32_t bit, Weight&& weight_of) const {
        std::array<std::uint32_t, kMostRivals> weights{};
        std::uint64_t total = 0;
        for (std::uint32_t c = 0; c < rivals_.count; ++c)
            total += weights[c] = weight_of(c);
        const RandomKey key{where.random_seed, Domain::rival_tie};
        std::uint64_t rest = below(random_block(key, where.first + bit, where.id, 0)[0], total);
        std::uint32_t campaign = 0;
        while (rest >= weights[campaign])
            rest -= weights[campaign++];
        return campaign;
    }
    template <class Count>
    Settled activate(Record& record, std::uint64_t worlds, Count&& count) const {
        record.taken |= worlds;
        for (std::uint32_t c = 0; c < rivals_.count; ++c)
            if (const std::uint64_t those = worlds_of(record, c) & worlds; those != 0)
                count(c, those, 1);
        return {worlds, worlds};
    }

    const LiveArcs& arcs_;
    const HopFactors& factors_;
    const Rivals& rivals_;
};

} // namespace cascade
