#include "jobs/common/forward_tables.hpp"

#include "engine/comm/collectives.hpp"
#include "jobs/common/named_vertices.hpp"
#include "jobs/dictionary/bands.hpp"
#include "kernels/influence/bounds.hpp"

#include <algorithm>
#include <cmath>

namespace cascade {
namespace {

std::vector<std::uint64_t> as_counts(const std::vector<std::int64_t>& values) {
    return {values.begin(), values.end()};
}

std::vector<std::uint32_t> as_small(const std::vector<std::int64_t>& values) {
    std::vector<std::uint32_t> small;
    for (const std::int64_t value : values)
        small.push_back(static_cast<std::uint32_t>(value));
    return small;
}

/// A column of rank 0's canonical ids. Collective.
Column named(const Communicator& world, const PartitionedGraph& graph, std::string name,
             const std::vector<std::int64_t>& canonical) {
    std::vector<VertexId> vertices(canonical.begin(), canonical.end());
    broadcast(world, vertices);
    return vertex_column(world, graph, std::move(name), vertices);
}

} // namespace

Distribution final_active(const ForwardResult& result) {
    if (!result.active.empty())
        return result.active.back();
    Distribution nobody;
    nobody.add(0, result.worlds);
    return nobody;
}

void add_bands(std::vector<Column>& columns, const std::string& name, const std::vector<Distribution>& hops,
               Quantiles quantiles) {
    std::vector<double> mean, variance;
    for (const Distribution& hop : hops) {
        mean.push_back(hop.mean());
        variance.push_back(hop.variance());
    }
    columns.push_back({name, mean});
    columns.push_back({variance_name(name), variance});
    for (const int percent : kBandPercents) {
        std::vector<std::int64_t> values;
        for (const Distribution& hop : hops)
            values.push_back(hop.quantile(percent / 100.0));
        if (quantiles == Quantiles::of_levels)
            columns.push_back({quantile_name(name, percent), values});
        else
            columns.push_back({quantile_name(name, percent), as_counts(values)});
    }
}

Column hop_index(std::size_t hops) {
    std::vector<std::uint32_t> index;
    for (std::uint32_t hop = 0; hop < hops; ++hop)
        index.push_back(hop);
    return {"hop", index};
}

Series hop_series(const ForwardResult& result) {
    Series series{"hops", hop_index(result.active.size()), {}, "activation_by_hop.csv"};
    add_bands(series.columns, "newly_active", result.newly_active, Quantiles::of_counts);
    add_bands(series.columns, "active", result.active, Quantiles::of_counts);
    for (const HopLevel& level : result.levels)
        add_bands(series.columns, level.name, level.hops, Quantiles::of_levels);
    return series;
}

Series time_series(const ForwardResult& result) {
    std::vector<double> times;
    for (std::uint32_t point = 0; point < result.times.active.size(); ++point)
        times.push_back(units_of(result.times.grid.at(point)));
    Series series{"time", {"time", times}, {}, "active_by_time.csv"};
    add_bands(series.columns, "newly_active", result.times.newly_active, Quantiles::of_counts);
    add_bands(series.columns, "active", result.times.active, Quantiles::of_counts);
    return series;
}

Table group_table(const ForwardResult& result) {
    std::vector<std::uint32_t> group, hop;
    std::vector<double> newly, active, low, high;
    const std::size_t hops = result.active.size();
    for (std::uint32_t g = 0; g < result.groups.size(); ++g) {
        const ReachBand band = reach_band(result.groups[g], result.worlds, hops);
        for (std::uint32_t h = 0; h < hops; ++h) {
            group.push_back(g);
            hop.push_back(h);
            newly.push_back(band.mean[h] - (h == 0 ? 0.0 : band.mean[h - 1]));
            active.push_back(band.mean[h]);
            low.push_back(band.low[h]);
            high.push_back(band.high[h]);
        }
    }
    return {"groups",
            {{"group", group},
             {"hop", hop},
             {"newly_active", newly},
             {"active", active},
             {"active_low", low},
             {"active_high", high}},
            "reach_by_group.csv"};
}

Table first_passage_table(const ForwardResult& result) {
    std::vector<std::uint32_t> group;
    std::vector<std::uint64_t> reached, q05, q50, q95;
    std::vector<double> share, share_low, share_high, mean, mean_low, mean_high;
    for (std::uint32_t g = 0; g < result.groups.size(); ++g) {
        Distribution hops;
        for (std::size_t h = 0; h < result.groups[g].size(); ++h)
            hops.add(static_cast<std::int64_t>(h), result.groups[g][h].first);
        const ShareInterval wilson = wilson_interval(hops.worlds(), result.worlds, kZ95);
        group.push_back(g);
        reached.push_back(hops.worlds());
        share.push_back(wilson.share);
        share_low.push_back(wilson.low);
        share_high.push_back(wilson.high);
        mean.push_back(hops.mean());
        mean_low.push_back(hops.mean() - hops.half_width());
        mean_high.push_back(hops.mean() + hops.half_width());
        for (const auto& [quantile, column] : {std::pair{0.05, &q05}, {0.5, &q50}, {0.95, &q95}})
            column->push_back(static_cast<std::uint64_t>(hops.quantile(quantile)));
    }
    return {"first_passage",
            {{"group", group},
             {"worlds_reached", reached},
             {"share", share},
             {"share_low", share_low},
             {"share_high", share_high},
             {"hop", mean},
             {"hop_low", mean_low},
             {"hop_high", mean_high},
             {"hop_q05", q05},
             {"hop_q50", q50},
             {"hop_q95", q95}},
            "first_passage.csv"};
}

Table replicate_table(const std::vector<std::vector<std::int64_t>>& rows, std::span<const std::string> levels) {
    std::vector<Column> columns = {{"world", as_counts(rows[0])},
                                   {"hop", as_small(rows[1])},
                                   {"newly_active", as_counts(rows[2])},
                                   {"active", as_counts(rows[3])}};
    for (std::size_t level = 0; level < levels.size(); ++level)
        columns.push_back({levels[level], rows[4 + level]});
    return {"replicates", columns, "replicates.csv"};
}

Table seed_table(const Communicator& world, const PartitionedGraph& graph, const ForwardResult& result,
                 std::span<const VertexId> seeds) {
    const Column vertices = vertex_column(world, graph, "vertex", seeds);
    std::vector<double> adoptions, low, high, share;
    const double total = world.is_root() ? final_active(result).mean() : 0;
    for (std::size_t i = 0; i < result.seeds.size(); ++i) {
        const ReachBand band =
            reach_band(result.seeds[i], result.worlds, std::max<std::size_t>(1, result.seeds[i].size()));
        adoptions.push_back(band.mean.back());
        low.push_back(band.low.back());
        high.push_back(band.high.back());
        share.push_back(total > 0 ? band.mean.back() / total : 0);
    }
    return {"seeds",
            {vertices, {"adoptions", adoptions}, {"adoptions_low", low}, {"adoptions_high", high}, {"share", share}},
            "adoptions_by_seed.csv"};
}

Table forest_table(const Communicator& world, const PartitionedGraph& graph, const ForwardResult& result) {
    const auto& rows = result.forest;
    return {"forest",
            {{"world", as_counts(rows[0])},
             {"hop", as_small(rows[1])},
             named(world, graph, "vertex", rows[2]),
             named(world, graph, "parent", rows[3]),
             named(world, graph, "seed", rows[4])},
            "forest.csv"};
}

} // namespace cascade
