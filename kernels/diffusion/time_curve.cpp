#include "kernels/diffusion/time_curve.hpp"

#include "engine/comm/collectives.hpp"

namespace cascade {

void TimeCurve::reached(int thread, SampleId first, std::uint64_t worlds, std::uint32_t point) {
    if (point >= points_)
        return;
    Told& told = told_[static_cast<std::size_t>(thread)];
    if (told.last != first) {
        told.last = first;
        told.points = &told.blocks[first];
        told.points->resize(points_);
    }
    for_each_world(worlds, [&](std::uint32_t bit) { ++(*told.points)[point][bit]; });
}

/// Over all threads and shards.
WorldRows TimeCurve::rows_of(const PartitionedGraph& graph, const WorldUnit& block) {
    WorldRows rows(block.first, block.worlds, 2);
    rows.values.resize(2 * points_);
    for (const Told& told : told_) {
        const auto found = told.blocks.find(block.first);
        if (found == told.blocks.end())
            continue;
        for (std::size_t point = 0; point < points_; ++point)
            for (std::size_t world = 0; world < kBlockWorlds; ++world)
                rows.values[2 * point][world] += found->second[point][world];
    }
    if (!graph.layout.replicated())
        all_reduce(graph.group_comm, std::span(rows.values.front().data(), rows.values.size() * kBlockWorlds),
                   Reduction::sum);
    for (std::size_t point = 0; point < points_; ++point)
        for (std::size_t world = 0; world < kBlockWorlds; ++world)
            rows.values[2 * point + 1][world] =
                rows.values[2 * point][world] + (point == 0 ? 0 : rows.values[2 * point - 1][world]);
    return rows;
}

void TimeCurve::absorb(const PartitionedGraph& graph, SampleId begin, SampleId end) {
    const int threads = static_cast<int>(told_.size());
    std::vector<WorldRows> rows;
    for (const WorldUnit& unit : units_of_group(graph, threads, begin, end)) {
        if (!rows.empty() && rows.back().first == unit.first)
            rows.back().worlds |= unit.worlds;
        else
            rows.push_back(rows_of(graph, unit));
    }
    for (Told& told : told_)
        told = {};
    if (graph.shard != 0)
        rows.clear();
    counts_.add(threads, rows);
}

} // namespace cascade
