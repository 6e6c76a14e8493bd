#include "kernels/diffusion/hop_counts.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/runtime/parallel.hpp"

#include <algorithm>

namespace cascade {

WorldRows::WorldRows(const BlockCounts& counts)
    : first(counts.first), worlds(counts.worlds), columns(counts.quantities + 1) {
    std::size_t used = counts.change.size();
    const auto silent = [](const auto& row) {
        return std::all_of(row.begin(), row.end(), [](std::int64_t change) { return change == 0; });
    };
    while (used > 0 && silent(counts.change[used - 1]))
        --used;
    const std::size_t steps = (used + counts.quantities - 1) / counts.quantities;
    values.resize(steps * columns);
    for (std::size_t step = 0; step < steps; ++step)
        for (std::size_t quantity = 0; quantity < counts.quantities; ++quantity) {
            const auto& change = counts.change[step * counts.quantities + quantity];
            auto& level = values[step * columns + quantity + 1];
            if (quantity == 0)
                values[step * columns] = change;
            if (step > 0)
                level = values[(step - 1) * columns + quantity + 1];
            for (std::size_t world = 0; world < kBlockWorlds; ++world)
                level[world] += change[world];
        }
}

namespace {

/// The hops of a world up to its last change, at least one.
std::size_t last_hop(const WorldRows& block, std::uint32_t world, std::size_t columns) {
    std::size_t hops = std::max<std::size_t>(block.hops(), 1);
    const auto still = [&](std::size_t hop) {
        for (std::size_t c = 1; c < columns; ++c)
            if (block.at(hop, c, world) != block.at(hop - 1, c, world))
                return false;
        return true;
    };
    while (hops > 1 && still(hops - 1))
        --hops;
    return hops;
}

} // namespace

void add_world_rows(RowLog& log, const WorldRows& block, std::size_t columns) {
    std::vector<std::int64_t> row(2 + columns);
    for_each_world(block.worlds, [&](std::uint32_t world) {
        const std::size_t hops = last_hop(block, world, columns);
        for (std::size_t hop = 0; hop < hops; ++hop) {
            row[0] = static_cast<std::int64_t>(block.first + world);
            row[1] = static_cast<std::int64_t>(hop);
            for (std::size_t c = 0; c < columns; ++c)
                row[2 + c] = block.at(hop, c, world);
            log.add(row);
        }
    });
}

/// A hop that no earlier world had: they all stood still there.
void HopCounts::reserve(std::size_t hops) {
    for (std::size_t hop = this->hops(); hop < hops; ++hop)
        for (std::size_t c = 0; c < columns_; ++c) {
            Distribution still;
            if (hop > 0 && c == 0)
                still.add(0, hops_[0].back().worlds());
            else if (hop > 0)
                still = hops_[c].back();
            hops_[c].push_back(std::move(still));
        }
}

void HopCounts::add(int threads, std::span<const WorldRows> rows) {
    std::size_t width = hops();
    for (const WorldRows& block : rows)
        width = std::max(width, block.hops());
    reserve(width);
    parallel_for(threads, width * columns_, 1, [&](std::size_t at, std::size_t, int) {
        const std::size_t hop = at / columns_;
        const std::size_t column = at % columns_;
        std::vector<std::int64_t> values;
        values.reserve(rows.size() * kBlockWorlds);
        for (const WorldRows& block : rows)
            for_each_world(block.worlds, [&](std::uint32_t world) { values.push_back(block.at(hop, column, world)); });
        hops_[column][hop].add_each(values);
    });
}

std::vector<std::int64_t> HopCounts::flat() const {
    std::vector<std::int64_t> all;
    for (std::size_t c = 0; c < columns_; ++c)
        for (std::size_t hop = 0; hop < hops(); ++hop)
            for (const Distribution::Entry& entry : hops_[c][hop].values())
                all.insert(all.end(), {static_cast<std::int64_t>(c), static_cast<std::int64_t>(hop), entry.value,
                                       static_cast<std::int64_t>(entry.worlds)});
    return all;
}

/// Adds what `flat` gave, of several ranks one behind the other.
void HopCounts::take(std::span<const std::int64_t> flat) {
    std::size_t at = 0;
    while (at + 3 < flat.size()) {
        const auto column = static_cast<std::size_t>(flat[at]);
        const auto hop = static_cast<std::size_t>(flat[at + 1]);
        Distribution run;
        std::size_t end = at;
        std::vector<Distribution::Entry> entries;
        for (; end + 3 < flat.size() && flat[end] == flat[at] && flat[end + 1] == flat[at + 1] &&
               (entries.empty() || entries.back().value < flat[end + 2]);
             end += 4)
            entries.push_back({flat[end + 2], static_cast<std::uint64_t>(flat[end + 3])});
        for (std::vector<Distribution>& each : hops_)
            each.resize(std::max(each.size(), hop + 1));
        hops_.at(column)[hop].add_sorted(entries);
        at = end;
    }
}

void HopCounts::gather(const Communicator& world) {
    reserve(all_reduce_max(world, std::uint64_t{hops()}));
    const std::vector<std::int64_t> mine = world.is_root() ? std::vector<std::int64_t>() : flat();
    const std::vector<std::int64_t> others = cascade::gather(world, std::span<const std::int64_t>(mine));
    if (world.is_root())
        take(others);
    else
        hops_.assign(columns_, {});
}

void HopCounts::state(const Communicator& world, Archive& archive) {
    std::vector<std::int64_t> all;
    if (!archive.loading()) {
        gather(world);
        all = flat();
    }
    archive.list("hops", all);
    if (!archive.loading())
        return;
    hops_.assign(columns_, {});
    if (world.is_root())
        take(all);
}

} // namespace cascade
