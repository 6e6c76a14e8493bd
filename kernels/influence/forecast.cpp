#include "kernels/influence/forecast.hpp"

#include "engine/core/exact_log.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/sampling/rr_sets.hpp"

#include <algorithm>
#include <cmath>

namespace cascade {
namespace {

constexpr std::uint64_t kPilot = 1000;

Bitmap copy_of(const Bitmap& bits) {
    Bitmap copy(bits.size());
    for (std::size_t i = 0; i < bits.size(); ++i)
        if (bits.test(i))
            copy.set(i);
    return copy;
}

/// Samples of the round in which sampling is likely to end, for seeds that reach `spread` of n.
std::uint64_t likely_theta(const SelectionOptions& options, double n, double spread) {
    if (options.algorithm == SelectionAlgorithm::fixed)
        return options.samples;
    const double delta = options.delta > 0 ? options.delta : std::min(1.0 / n, 0.01);
    const OpimcPlan plan = opimc_plan(n, options.k, options.epsilon, delta);
    const double a = exact_log(1.0 / plan.delta_each);
    const double certified = 8.0 * a / (options.epsilon * options.epsilon);
    const double lift = options.settle > 0 ? 0.3 / options.settle : 1e6;
    const double hits = options.settle >= 1.0 ? certified : std::max(certified, 2.0 * 2.0 * a * lift * lift);
    const double needed = hits * n / std::max(spread, 1.0);
    std::uint32_t round = 1;
    while (round < plan.i_max && static_cast<double>(plan.samples_of_round(round)) < needed)
        ++round;
    return plan.samples_of_round(round);
}

} // namespace

SelectionForecast forecast_selection(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options) {
    const auto timer = context.timers.scope("pilot");
    const ExploreOptions pilot{{options.random_seed, Domain::pilot}, options.horizon};
    InvertedPool pool(graph.selection_count());
    const std::uint64_t memberships = collect_rr_sets(context, graph, arcs, pilot, 0, kPilot, [&](std::span<const Membership> portion) { pool.append(portion); });
    pool.settle();
    CoverTask task;
    task.k = options.k;
    task.candidates = copy_of(options.candidates);
    task.given = options.given;
    task.with_bounds = false;
    const CoverResult cover = greedy_cover(context, graph, pool, kPilot, task);
    std::vector<VertexId> all = options.given;
    all.insert(all.end(), cover.seeds.begin(), cover.seeds.end());
    const SeedClasses seeds(graph, std::vector<std::vector<VertexId>>{all});
    const HitCounts hits = count_hits(context, graph, arcs, pilot, kPilot, 2 * kPilot, seeds, HitQuestion::any);
    const auto n = static_cast<double>(graph.vertex_count());
    SelectionForecast result;
    result.mean_set_size = static_cast<double>(memberships) / static_cast<double>(kPilot);
    result.spread = std::max(static_cast<double>(all.size()), n * static_cast<double>(hits.hit[0]) / static_cast<double>(kPilot));
    result.theta = likely_theta(options, n, result.spread);
    const auto ranks = static_cast<double>(context.world.size());
    const double mine = result.mean_set_size * static_cast<double>(result.theta) / ranks;
    // Lists before and after the last merge and the pairs that wait for it; offsets twice, bounds and heap; portions in transit.
    const double bytes = 9.5 * mine + 28.0 * n / ranks + static_cast<double>(result.theta) / 8.0 + 24.0 * std::min(mine, 4.2e6);
    result.bytes_per_rank = static_cast<std::uint64_t>(bytes);
    return result;
}

} // namespace cascade
