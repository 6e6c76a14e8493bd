#pragma once
// A pool as ranks hold it, from its samples.

#include "engine/graph/partitioned_graph.hpp"
#include "kernels/cover/inverted_pool.hpp"
#include "tests/support/machines.hpp"

#include <span>
#include <vector>

namespace cascade::testing {

/// Fills the pool of this rank from `samples`, but for those that are left out ([sample]; empty: none).
inline void fill_pool(InvertedPool& pool, int threads, const PartitionedGraph& graph,
                      const std::vector<std::vector<VertexId>>& samples, const std::vector<bool>& left_out = {}) {
    std::vector<Membership> mine;
    for (std::uint32_t j = 0; j < samples.size(); ++j)
        for (const VertexId v : samples[j])
            if (graph.selection_rank_of(v) == world().rank() && (left_out.empty() || !left_out[j]))
                mine.push_back({j, static_cast<LocalVertex>(v - graph.selection_first())});
    const std::span<const Membership> part(mine);
    pool.append(threads, std::span(&part, 1));
    pool.settle(threads, samples.size());
}

} // namespace cascade::testing
