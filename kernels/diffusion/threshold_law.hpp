#pragma once
// Linear threshold, forward: a newly active vertex adds the weight of each of its arcs to the head's sum, and the head
// becomes active when the sum exceeds its threshold (Kempe, Kleinberg, Tardos, KDD'03).
//
// Everything is an integer: the threshold of v in a world is one draw below `ThresholdTotals::total[v]` and stands for
// the weight still needed; each crossing subtracts. Equal weights (wc) count arcs: weight 1 of in-degree many. The state
// of a sample or batch maps a touched vertex to what it still needs, 0 when active.

#include "kernels/diffusion/arc_probability.hpp"
#include "kernels/diffusion/explore.hpp"

namespace cascade {

/// What touched vertices still need. Open addressing; emptied at the cost of what was touched.
class NeedMap {
public:
    using Key = std::uint64_t;
    struct Found {
        std::uint64_t& need;
        bool fresh; ///< not touched before; `need` is then to be set
    };

    void clear();
    Found touch(Key key);

private:
    struct Entry {
        Key key = kEmpty;
        std::uint64_t need = 0;
    };
    static constexpr Key kEmpty = ~Key{0};
    std::size_t place(Key key) const;
    void grow();

    std::vector<Entry> entries_ = std::vector<Entry>(1024);
    std::vector<std::size_t> touched_; ///< positions in use
};

class ThresholdLaw {
public:
    struct Payload {
        float weight = 0;
    };
    using SampleState = NeedMap;
    using BatchState = NeedMap;

    /// Needs the graph's in- and out-lists. Collective.
    ThresholdLaw(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options);

    SampleState sample_state() const { return {}; }
    bool start(NeedMap& state, NeedMap::Key at) const {
        const NeedMap::Found found = state.touch(at);
        if (!found.fresh && found.need == 0)
            return false;
        found.need = 0;
        return true;
    }
    bool arrive(NeedMap& state, NeedMap::Key at, const RandomKey& key, SampleId world, LocalVertex v, VertexId id,
                Payload payload) const {
        const NeedMap::Found found = state.touch(at);
        if (found.fresh)
            found.need = threshold(key, world, v, id) + 1;
        if (found.need == 0)
            return false;
        const std::uint64_t weight = equal_ ? 1 : integer_weight(payload.weight) >> totals_.shift[v];
        found.need -= std::min(weight, found.need);
        return found.need == 0;
    }
    template <class Emit>
    void leave(const RandomKey&, SampleId, LocalVertex v, VertexId, Emit&& emit) const {
        for (EdgeId e = out_.offsets[v]; e < out_.offsets[v + 1]; ++e)
            emit(e);
    }
    template <class Emit>
    void leave_all(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
        for (std::size_t i = 0; i < leaving.size(); ++i)
            leave(key, leaving[i].sample, leaving[i].vertex, leaving[i].id, [&](EdgeId e) { emit(i, e); });
    }
    VertexId target(EdgeId e) const { return out_.neighbours[e]; }
    Payload payload(EdgeId e) const { return {equal_ ? 1.0F : weights_[e]}; }
    void prefetch(EdgeId e) const { out_.neighbours.prefetch(e); }
    void prefetch_vertex(LocalVertex v) const { __builtin_prefetch(out_.offsets.data() + v); }

private:
    std::uint64_t threshold(const RandomKey& key, SampleId world, LocalVertex v, VertexId id) const {
        const std::uint64_t total = equal_ ? in_.degree(v) : totals_.total[v];
        return total == 0 ? kWholeWeight : below(random_block(key, world, id, 0)[0], total);
    }

    const AdjacencyLists& in_;
    const AdjacencyLists& out_;
    bool equal_;
    BigArray<float> weights_; ///< of the out-arcs; empty when equal
    ThresholdTotals totals_;  ///< of the owned heads; empty when equal
};

} // namespace cascade
