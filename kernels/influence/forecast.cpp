#include "kernels/influence/forecast.hpp"

#include "engine/core/exact_log.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/sampling/rr_sets.hpp"

#include <algorithm>
#include <cmath>

namespace cascade {
namespace {

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
    // Bare rule: (1 - s) / (1 + s) times about 0.78, what greedy reaches of its own bound, must come to the target.
    const double share = (kOneMinusInverseE - options.epsilon) / 0.78;
    const double slack = std::max(1e-3, (1.0 - share) / (1.0 + share));
    double hits = 2.0 * a / (slack * slack);
    if (options.settle < 1.0) {
        const double lift = 0.56 / std::max(options.settle, 1e-6);
        hits = std::max(hits, 2.0 * a * lift * lift);
    }
    const double needed = hits * n / std::max(spread, 1.0);
    std::uint32_t round = 1;
    while (round < plan.i_max && static_cast<double>(plan.samples_of_round(round)) < needed)
        ++round;
    return plan.samples_of_round(round);
}

/// Rough numbers from `samples` pilot samples to choose from and as many more to look at.
struct Pilot {
    double mean_set_size = 0;
    double spread = 0;
    std::uint64_t hits = 0;
};

Pilot run_pilot(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options,
                std::uint64_t samples) {
    const ExploreOptions pilot{{options.random_seed, Domain::pilot}, options.horizon};
    InvertedPool pool(graph.selection_count());
    const std::uint64_t memberships =
        collect_rr_sets(context, graph, arcs, pilot, 0, samples,
                        [&](std::vector<Membership> portion) { pool.append(std::move(portion)); });
    pool.settle();
    CoverTask task;
    task.k = options.k;
    task.candidates = copy_of(options.candidates);
    task.given = options.given;
    task.with_bounds = false;
    const CoverResult cover = greedy_cover(context, graph, pool, samples, task);
    std::vector<VertexId> all = options.given;
    all.insert(all.end(), cover.seeds.begin(), cover.seeds.end());
    const SeedClasses seeds(graph, std::vector<std::vector<VertexId>>{all});
    const HitCounts hits = count_hits(context, graph, arcs, pilot, samples, 2 * samples, seeds, HitQuestion::any);
    // Seeds of few samples cover too many of those and too few of others; the truth for good seeds lies between.
    const auto in_sample = static_cast<double>(cover.covered);
    const auto out_of_sample = static_cast<double>(hits.hit[0]);
    const double between = 2.0 * in_sample * out_of_sample / std::max(1.0, in_sample + out_of_sample);
    return {static_cast<double>(memberships) / static_cast<double>(samples),
            std::max(static_cast<double>(all.size()),
                     static_cast<double>(graph.vertex_count()) * between / static_cast<double>(samples)),
            hits.hit[0]};
}

} // namespace

SelectionForecast forecast_selection(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                     const SelectionOptions& options) {
    const auto timer = context.timers.scope("pilot");
    constexpr std::uint64_t kHitsWanted = 500;
    constexpr std::uint64_t kMostSamples = 1 << 17;
    std::uint64_t samples = 1000;
    Pilot pilot = run_pilot(context, graph, arcs, options, samples);
    while (pilot.hits < kHitsWanted && samples < kMostSamples)
        pilot = run_pilot(context, graph, arcs, options, samples *= 4);
    SelectionForecast result;
    result.mean_set_size = pilot.mean_set_size;
    result.spread = pilot.spread;
    const auto n = static_cast<double>(graph.vertex_count());
    result.theta = likely_theta(options, n, pilot.spread);
    const auto ranks = static_cast<double>(context.world.size());
    const double mine = pilot.mean_set_size * static_cast<double>(result.theta) / ranks;
    // Fitted to measured peaks: lists before and after a merge and the pairs that wait for it, offsets twice, bounds and
    // heap, the covered bits, and portions in transit between ranks.
    const bool alone = context.world.size() == 1;
    const double bytes = (alone ? 8.3 : 9.8) * mine + 4.0 * std::min(mine, 4.2e6) + 28.0 * n / ranks +
                         static_cast<double>(result.theta) / 8.0 + (alone ? 0.0 : 25.0 * std::min(mine, 1.2e6));
    result.bytes_per_rank = static_cast<std::uint64_t>(bytes);
    return result;
}

} // namespace cascade
