#include "kernels/cover/coverage.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/runtime/parallel.hpp"

#include <atomic>

namespace cascade {

std::uint64_t Coverage::cover(VertexId v) {
    const int owner = graph_.selection_rank_of(v);
    const std::uint64_t before = count_;
    fresh_.clear();
    if (world_.rank() == owner) {
        const auto mine = static_cast<LocalVertex>(v - graph_.selection_first());
        if (world_.size() == 1)
            pool_.for_each(mine, [&](std::uint32_t sample) { count_ += covered_.insert(sample); });
        else
            pool_.for_each(mine, [&](std::uint32_t sample) {
                if (!covered_.test(sample))
                    fresh_.push_back(sample);
            });
    }
    if (world_.size() > 1) {
        broadcast(world_, fresh_, owner);
        for (const std::uint32_t sample : fresh_)
            covered_.set(sample);
        count_ += fresh_.size();
    }
    return count_ - before;
}

std::vector<std::uint64_t> coverage_curve(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                                          std::uint64_t samples, std::span<const VertexId> seeds) {
    Coverage coverage(context.world, graph, pool, samples);
    std::vector<std::uint64_t> curve;
    for (const VertexId v : seeds) {
        coverage.cover(v);
        curve.push_back(coverage.count());
    }
    return curve;
}

std::uint64_t memberships_outside(Context& context, const PartitionedGraph& graph, const InvertedPool& pool,
                                  std::uint64_t samples, std::span<const VertexId> seeds) {
    Coverage coverage(context.world, graph, pool, samples);
    for (const VertexId v : seeds)
        coverage.cover(v);
    constexpr std::size_t kGrain = 1024;
    std::atomic<std::uint64_t> outside{0};
    parallel_for(context.threads, pool.vertices(), kGrain, [&](std::size_t begin, std::size_t end, int) {
        std::uint64_t sum = 0;
        for (std::size_t v = begin; v < end; ++v)
            sum += pool.count_outside(static_cast<LocalVertex>(v), coverage.covered());
        outside += sum;
    });
    return all_reduce_sum(context.world, outside.load());
}

} // namespace cascade
