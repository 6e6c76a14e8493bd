#include "kernels/diffusion/class_reach.hpp"

#include "engine/comm/collectives.hpp"
#include "engine/runtime/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace cascade {

/// Sorts by world, class and hop, one entry each.
void ClassReach::add_up(std::vector<Visit>& visits) {
    const auto place = [](const Visit& visit) { return std::tuple(visit.world, visit.of_class, visit.hop); };
    std::sort(visits.begin(), visits.end(), [&](const Visit& a, const Visit& b) { return place(a) < place(b); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < visits.size(); ++i) {
        if (kept > 0 && place(visits[kept - 1]) == place(visits[i]))
            visits[kept - 1].count += visits[i].count;
        else
            visits[kept++] = visits[i];
    }
    visits.resize(kept);
}

void ClassReach::count(const std::vector<Visit>& sorted) {
    uint128 reached = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const Visit& visit = sorted[i];
        const bool first = i == 0 || sorted[i - 1].world != visit.world || sorted[i - 1].of_class != visit.of_class;
        if (first)
            reached = 0;
        std::vector<ReachCell>& hops = cells_[visit.of_class];
        if (hops.size() <= visit.hop)
            hops.resize(visit.hop + 1);
        ReachCell& cell = hops[visit.hop];
        cell.newly += visit.count;
        cell.first += first;
        cell.squares_grown += visit.count * (2 * reached + visit.count);
        reached += visit.count;
    }
}

void ClassReach::absorb(const PartitionedGraph& graph) {
    parallel_region(static_cast<int>(visits_.size()),
                    [&](int thread) { add_up(visits_[static_cast<std::size_t>(thread)].list); });
    std::vector<Visit> all;
    for (Visits& visits : visits_) {
        all.insert(all.end(), visits.list.begin(), visits.list.end());
        visits.list.clear();
    }
    if (!graph.layout.replicated())
        all = cascade::gather(graph.group_comm, std::span<const Visit>(all));
    add_up(all);
    count(all);
}

std::vector<ClassReach::NamedCell> ClassReach::flat() const {
    std::vector<NamedCell> all;
    for (std::uint32_t c = 0; c < cells_.size(); ++c)
        for (std::uint32_t hop = 0; hop < cells_[c].size(); ++hop)
            if (cells_[c][hop].newly > 0)
                all.push_back({c, hop, cells_[c][hop]});
    return all;
}

void ClassReach::take(std::span<const NamedCell> flat) {
    for (const NamedCell& entry : flat) {
        std::vector<ReachCell>& hops = cells_.at(entry.of_class);
        if (hops.size() <= entry.hop)
            hops.resize(entry.hop + 1);
        hops[entry.hop].newly += entry.cell.newly;
        hops[entry.hop].first += entry.cell.first;
        hops[entry.hop].squares_grown += entry.cell.squares_grown;
    }
}

void ClassReach::gather(const Communicator& world) {
    const std::vector<NamedCell> mine = world.is_root() ? std::vector<NamedCell>() : flat();
    const std::vector<NamedCell> others = cascade::gather(world, std::span<const NamedCell>(mine));
    if (world.is_root())
        take(others);
    else
        cells_.assign(cells_.size(), {});
}

void ClassReach::state(const Communicator& world, Archive& archive, std::string_view name) {
    std::vector<NamedCell> all;
    if (!archive.loading()) {
        gather(world);
        all = flat();
    }
    archive.list(name, all);
    if (!archive.loading())
        return;
    cells_.assign(cells_.size(), {});
    if (world.is_root())
        take(all);
}

ReachBand reach_band(std::span<const ReachCell> cells, std::uint64_t worlds, std::size_t hops) {
    constexpr double kNormal95 = 1.959963984540054;
    ReachBand band;
    uint128 sum = 0;
    uint128 squares = 0;
    const auto count = static_cast<double>(worlds);
    for (std::size_t hop = 0; hop < hops; ++hop) {
        if (hop < cells.size()) {
            sum += cells[hop].newly;
            squares += cells[hop].squares_grown;
        }
        const double mean = static_cast<double>(sum) / count;
        // worlds x squares - sum^2 in whole numbers: nothing cancels
        const uint128 spread = squares * worlds - sum * sum;
        const double variance = worlds < 2 ? 0 : static_cast<double>(spread) / count / (count - 1);
        const double half = kNormal95 * std::sqrt(variance / count);
        band.mean.push_back(mean);
        band.low.push_back(mean - half);
        band.high.push_back(mean + half);
        band.variance.push_back(variance);
    }
    return band;
}

} // namespace cascade
