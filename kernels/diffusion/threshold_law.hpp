#pragma once
// Thresholds, forward: a newly active vertex adds the weight of each of its arcs to the head's sum, and the head becomes
// active when the sum has reached what it wants.
//
// Linear threshold (Kempe, Kleinberg, Tardos, KDD'03): it wants more than a share of 1 that it draws once a world. A
// fraction (Watts, PNAS 2002; Granovetter, AJS 1978, for drawn ones): that share of all its in-weights. A count (Centola,
// Macy, AJS 2007): so many in-neighbours, whatever their weights.
//
// Everything is an integer: the threshold of v in a world is one draw below `ThresholdTotals::total[v]`, or a share of
// it, and stands for the weight still needed; each crossing subtracts. Equal weights (wc) count arcs: weight 1 of
// in-degree many. What a vertex still needs in a world lies in one map a block; 0 when active.

#include "kernels/diffusion/arc_probability.hpp"
#include "kernels/diffusion/key_map.hpp"
#include "kernels/diffusion/threshold_rule.hpp"
#include "kernels/diffusion/world_block.hpp"

#include <string>

namespace cascade {

/// What touched vertices still need in a world.
using NeedMap = KeyMap<std::uint64_t>;

class ThresholdLaw {
public:
    struct Payload {
        float weight = 0;
    };
    using BlockState = NeedMap;
    struct Record {
        static constexpr bool kMasks = true;
        std::uint64_t taken;   ///< active in these worlds
        std::uint64_t arrived; ///< the threshold was reached in this step
        bool empty() const { return (taken | arrived) == 0; }
    };
    static constexpr bool kTriesAgain = false;
    std::vector<std::string> levels() const { return {}; }

    /// Needs the graph's in- and out-lists. InputError for weights that are no probabilities, and for a sum above 1 of a
    /// drawn rule without `options.normalise`. Collective.
    ThresholdLaw(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options,
                 const ThresholdRule& rule = {});

    template <class Count>
    Settled start(const Where&, Record& record, NeedMap&, std::uint64_t worlds, Count&&) const {
        record.taken = worlds;
        return {worlds, worlds};
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&&, NeedMap&, std::uint64_t worlds, Emit&& emit) const {
        for_each_arc(where, [&](EdgeId e, float weight) { emit(e, worlds, Payload{weight}); });
    }
    void receive(const Where& where, Record& record, NeedMap& needs, std::uint64_t worlds,
                 const Payload& payload) const {
        const std::uint64_t weight = weight_at(where, payload.weight);
        for_each_world(worlds & ~(record.taken | record.arrived), [&](std::uint32_t bit) {
            const NeedMap::Found found = needs.touch(NeedMap::Key{where.vertex} << 6 | bit);
            if (found.fresh)
                found.value = need({where.random_seed, Domain::forward}, where, bit);
            found.value -= std::min(weight, found.value);
            if (found.value == 0)
                record.arrived |= std::uint64_t{1} << bit;
        });
    }
    std::uint64_t active(const Record& record) const { return record.taken; }
    std::uint64_t candidates(const Record& record) const { return record.arrived; }
    template <class Count>
    Settled settle(const Where&, Record& record, NeedMap&, std::uint64_t worlds, Count&&) const {
        record.taken |= worlds;
        return {worlds, worlds};
    }
    VertexId target(EdgeId e) const { return out_.neighbours[e]; }
    void prefetch(EdgeId e) const { out_.neighbours.prefetch(e); }
    void prefetch_vertex(LocalVertex v) const { __builtin_prefetch(out_.offsets.data() + v); }

    /// What an out-arc carries; body(place, weight) for those of a vertex.
    float weight_of(EdgeId e) const { return equal_ ? 1.0F : weights_[e]; }
    template <class F>
    void for_each_arc(const Where& where, F&& body) const {
        for (EdgeId e = out_.offsets[where.vertex]; e < out_.offsets[where.vertex + 1]; ++e)
            body(e, weight_of(e));
    }
    /// What a weight that was sent counts at the head.
    std::uint64_t weight_at(const Where& where, float weight) const {
        return equal_ ? 1 : integer_weight(weight) >> totals_.shift[where.vertex];
    }
    /// The weight that makes v active in world first + bit, at least 1.
    std::uint64_t need(const RandomKey& key, const Where& where, std::uint32_t bit) const {
        if (rule_.kind == ThresholdRule::Kind::count)
            return rule_.count;
        const std::uint64_t total = equal_ ? in_.degree(where.vertex) : totals_.total[where.vertex];
        if (rule_.kind == ThresholdRule::Kind::fraction)
            return rule_.share_of(total);
        if (total == 0)
            return kWholeWeight + 1;
        return below(random_block(key, where.first + bit, where.id, 0)[0], total) + 1;
    }

protected:
    const AdjacencyLists& in_;
    const AdjacencyLists& out_;

private:
    ThresholdRule rule_;
    bool equal_;
    BigArray<float> weights_; ///< of the out-arcs; empty when equal
    ThresholdTotals totals_;  ///< of the owned heads; empty when equal
};

} // namespace cascade
