#pragma once
// Which samples of the pool are covered, the same bitmap on every rank.
//
// The rank that owns a seed decodes its list and broadcasts the ids that are newly covered; so an id is sent at most once
// in the life of a coverage. One rank alone sets its bits while it decodes.

#include "engine/core/bitmap.hpp"
#include "engine/graph/partitioned_graph.hpp"
#include "engine/runtime/context.hpp"
#include "kernels/cover/inverted_pool.hpp"

namespace cascade {

class Coverage {
public:
    /// Nothing covered of `samples` samples.
    Coverage(const Communicator& world, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples)
        : world_(world), graph_(graph), pool_(pool), covered_(samples) {}

    /// Covers what v hits; how many samples that adds. Collective.
    std::uint64_t cover(VertexId v);

    const Bitmap& covered() const { return covered_; }
    std::uint64_t count() const { return count_; }

private:
    const Communicator& world_;
    const PartitionedGraph& graph_;
    const InvertedPool& pool_;
    Bitmap covered_;
    std::uint64_t count_ = 0;
    std::vector<std::uint32_t> fresh_; ///< newly covered by the seed at hand
};

/// How many of the pool's `samples` samples each prefix of the seeds covers: [i] is for the first i + 1. Collective.
std::vector<std::uint64_t> coverage_curve(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                                          std::uint64_t samples, std::span<const VertexId> seeds);

/// How many memberships lie in samples that `seeds` do not cover. Scans the pool. Collective.
std::uint64_t memberships_outside(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                                  std::uint64_t samples, std::span<const VertexId> seeds);

} // namespace cascade
