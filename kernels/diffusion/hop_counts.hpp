#pragma once
// Distributions over worlds of everything a model counts, hop by hop, built a portion of worlds at a time.
//
// Column 0 is the vertices newly active in a hop, column 1 those active so far, column 1 + q the model's level q at the
// end of the hop. A world that has ended stands still: nothing new, levels as they are; so every hop knows every world.
// Each group adds its own worlds; `gather` brings all of it to rank 0.

#include "engine/comm/communicator.hpp"
#include "engine/core/archive.hpp"
#include "kernels/diffusion/distribution.hpp"
#include "kernels/diffusion/row_log.hpp"
#include "kernels/diffusion/world_block.hpp"

namespace cascade {

/// Values at the end of each hop of each world: changes become sums, except those of column 0, which gets a copy of
/// its sums beside it. [hop * columns + column][world]; hops after the last change are left out.
struct WorldRows {
    SampleId first = 0;
    std::uint64_t worlds = 0;
    std::size_t columns = 2;
    std::vector<std::array<std::int64_t, kBlockWorlds>> values;

    WorldRows(SampleId block, std::uint64_t which, std::size_t width) : first(block), worlds(which), columns(width) {}
    explicit WorldRows(const BlockCounts& counts);
    std::size_t hops() const { return values.size() / columns; }
    /// Where the block has ended: newly 0, the rest as at its end.
    std::int64_t at(std::size_t hop, std::size_t column, std::uint32_t world) const {
        if (hop < hops())
            return values[hop * columns + column][world];
        return column == 0 || values.empty() ? 0 : values[values.size() - columns + column][world];
    }
};

/// World, hop and the first `columns` values: a row for each world and hop until nothing changes any more there, one hop
/// at least.
void add_world_rows(RowLog& log, const WorldRows& block, std::size_t columns);

class HopCounts {
public:
    explicit HopCounts(std::size_t columns) : columns_(columns) {}

    void add(int threads, std::span<const WorldRows> rows);
    /// Everything to rank 0, nothing is left elsewhere. Collective.
    void gather(const Communicator& world);
    /// Collective; as for an archive.
    void state(const Communicator& world, Archive& archive);

    std::size_t columns() const { return columns_; }
    std::size_t hops() const { return hops_.empty() ? 0 : hops_.front().size(); }
    const std::vector<Distribution>& column(std::size_t column) const { return hops_[column]; }

private:
    void reserve(std::size_t hops);
    std::vector<std::int64_t> flat() const;
    void take(std::span<const std::int64_t> flat);

    std::size_t columns_;
    std::vector<std::vector<Distribution>> hops_{columns_}; ///< [column][hop]
};

} // namespace cascade
