#pragma once
// Worlds the plain way: the whole graph on one rank, the live arcs of all vertices drawn one after the other, then a
// breadth-first search over them. Slow, in memory, and without anything an explorer is clever about.

#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/sampling/roots.hpp"
#include "tests/support/machines.hpp"

#include <vector>

namespace cascade::testing {

inline constexpr std::uint32_t kFar = ~std::uint32_t{0};

class PlainWorlds {
public:
    /// Collective.
    PlainWorlds(const SmallGraph& shape, const DiffusionOptions& options, Direction direction)
        : context_{world().split(world().rank()), 1}, graph_(distribute(context_.world, shape, {1, 1})),
          arcs_(context_, graph_, options, direction) {}
    PlainWorlds(const PlainWorlds&) = delete;
    PlainWorlds& operator=(const PlainWorlds&) = delete;

    VertexId vertices() const { return graph_.vertex_count(); }

    /// [v]: the live neighbours of v.
    std::vector<std::vector<VertexId>> live(const RandomKey& key, SampleId sample) const {
        std::vector<std::vector<VertexId>> lists(vertices());
        for (VertexId v = 0; v < vertices(); ++v)
            arcs_.draw(key, sample, static_cast<LocalVertex>(v), v, [&](VertexId u) { lists[v].push_back(u); });
        return lists;
    }

    /// [v]: hops from the starts over live arcs, kFar beyond `horizon` or where nothing leads.
    std::vector<std::uint32_t> distances(const RandomKey& key, SampleId sample, std::vector<VertexId> starts,
                                         std::uint32_t horizon = kFar) const {
        const auto lists = live(key, sample);
        std::vector<std::uint32_t> far(vertices(), kFar);
        for (const VertexId v : starts)
            far[v] = 0;
        for (std::uint32_t hop = 0; !starts.empty() && hop < horizon; ++hop) {
            std::vector<VertexId> next;
            for (const VertexId v : starts)
                for (const VertexId u : lists[v])
                    if (far[u] == kFar) {
                        far[u] = hop + 1;
                        next.push_back(u);
                    }
            starts = std::move(next);
        }
        return far;
    }

    /// The RR sets of samples 0 … samples - 1, vertices ascending.
    std::vector<std::vector<VertexId>> rr_sets(const RandomKey& key, SampleId samples,
                                               std::uint32_t horizon = kFar) const {
        std::vector<std::vector<VertexId>> sets(samples);
        for (SampleId s = 0; s < samples; ++s) {
            const auto far = distances(key, s, {sample_root(key, s, vertices())}, horizon);
            for (VertexId v = 0; v < vertices(); ++v)
                if (far[v] != kFar)
                    sets[s].push_back(v);
        }
        return sets;
    }

private:
    Context context_;
    PartitionedGraph graph_;
    LiveArcs arcs_;
};

} // namespace cascade::testing
