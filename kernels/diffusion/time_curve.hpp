#pragma once
// Distributions over worlds of who is active by each point of a grid of time, a portion of worlds at a time.
//
// A block tells at its end how many vertices of this shard are newly active by each point in each of its worlds; the sums
// over the shards of a group are the rows of `HopCounts`, whose hops are the points.

#include "kernels/diffusion/hop_counts.hpp"
#include "kernels/diffusion/time_grid.hpp"
#include "kernels/diffusion/world_units.hpp"

#include <unordered_map>

namespace cascade {

class TimeCurve {
public:
    TimeCurve(const TimeGrid& grid, int threads) : grid_(grid), points_(grid.steps + 1), told_(threads_of(threads)) {}

    /// Worlds that may be absorbed at once, so that what is told of them stays small.
    std::uint64_t most_worlds() const { return std::max<std::uint64_t>((1 << 22) / points_ / 64, 1) * 64; }

    /// A vertex is active by `point` in these worlds of the block at `first`. Called by several threads at once.
    void reached(int thread, SampleId first, std::uint64_t worlds, std::uint32_t point);
    /// What was told of the worlds [begin, end), whose share of this group is complete. Collective over the group.
    void absorb(const PartitionedGraph& graph, SampleId begin, SampleId end);
    /// Everything to rank 0. Collective.
    void gather(const Communicator& world) { counts_.gather(world); }
    /// Collective; as for an archive.
    void state(const Communicator& world, Archive& archive) { counts_.state(world, archive); }

    const std::vector<Distribution>& newly_active() const { return counts_.column(0); } ///< [point]
    const std::vector<Distribution>& active() const { return counts_.column(1); }
    const TimeGrid& grid() const { return grid_; }

private:
    using Lanes = std::array<std::uint32_t, kBlockWorlds>;
    struct Told {
        std::unordered_map<SampleId, std::vector<Lanes>> blocks; ///< [block][point][world]
        SampleId last = ~SampleId{0};                            ///< block of the last vertex
        std::vector<Lanes>* points = nullptr;                    ///< of it
    };

    static std::size_t threads_of(int threads) { return static_cast<std::size_t>(threads); }
    WorldRows rows_of(const PartitionedGraph& graph, const WorldUnit& block);

    TimeGrid grid_;
    std::size_t points_;
    std::vector<Told> told_; ///< [thread]
    HopCounts counts_{2};
};

} // namespace cascade
