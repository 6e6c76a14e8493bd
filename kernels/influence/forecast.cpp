#include "kernels/influence/forecast.hpp"

#include "engine/core/exact_log.hpp"
#include "kernels/cover/knapsack.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/influence/opimc.hpp"
#include "kernels/sampling/rr_sets.hpp"

#include <algorithm>
#include <cmath>

namespace cascade {
namespace {

/// Rough numbers from `samples` pilot samples to choose from and as many more to look at.
struct Pilot {
    double mean_set_size = 0;
    double spread = 0;
    double seeds = 0;
    std::uint64_t hits = 0;
    double first_share = 0;   ///< of the samples, which the first seed covers
    double outside_share = 1; ///< of the memberships, which lie in the others
};

/// Samples of the round in which sampling is likely to end, for seeds that spread as the pilot's, of `total` among n vertices.
std::uint64_t likely_theta(const SelectionOptions& options, double n, double total, const Pilot& pilot) {
    if (options.algorithm == SelectionAlgorithm::fixed)
        return options.samples;
    const double delta = options.delta > 0 ? options.delta : std::min(1.0 / n, 0.01);
    if (options.algorithm == SelectionAlgorithm::imm) {
        const ImmPlan plan = imm_plan(n, options.k, options.epsilon, delta, n, options.k);
        return plan.samples_for(pilot.spread / total * n / (1.0 + plan.epsilon_search));
    }
    OpimcPlan plan = opimc_plan(n, options.k, options.epsilon, delta);
    const double a = exact_log(1.0 / plan.delta_each);
    // Bare rule: (1 - s) / (1 + s) times about 0.78, what greedy reaches of its own bound, must come to the target.
    const double share = (options.promised_share() - options.epsilon) / 0.78;
    const double slack = std::max(1e-3, (1.0 - share) / (1.0 + share));
    double hits = 2.0 * a / (slack * slack);
    double least = 0;
    if (options.settle < 1.0) {
        hits = std::max(hits, 900.0 * pilot.seeds * 0.005 / std::max(options.settle, 1e-6));
        least = least_work(options.settle) / std::max(pilot.mean_set_size, 1.0);
        plan.go_on_to(least);
    }
    const double needed = std::max(least, hits * total / std::max(pilot.spread, total / std::max(n, 1.0)));
    std::uint32_t round = 1;
    while (round < plan.i_max && static_cast<double>(plan.samples_of_round(round)) < needed)
        ++round;
    return plan.samples_of_round(round);
}

CoverResult choose(Context& context, const PartitionedGraph& graph, const InvertedPool& pool, std::uint64_t samples,
                   const SelectionOptions& options) {
    if (options.budget > 0)
        return knapsack_cover(
            context, graph, pool, samples,
            {options.k, options.candidates.clone(), options.costs, options.budget, options.given, false});
    CoverTask task;
    task.k = options.k;
    task.candidates = options.candidates.clone();
    task.given = options.given;
    task.with_bounds = false;
    return greedy_cover(context, graph, pool, samples, task);
}

Pilot run_pilot(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const SelectionOptions& options,
                std::uint64_t samples) {
    const Audience everybody(graph.vertex_count());
    const Audience& audience = options.audience == nullptr ? everybody : *options.audience;
    SampleOptions pilot{{{options.random_seed, Domain::pilot}}, &audience.roots};
    pilot.worth = &audience.hops;
    pilot.time = audience.time;
    InvertedPool pool(graph.selection_count());
    const std::uint64_t memberships = collect_rr_sets(context, graph, arcs, pilot, 0, samples,
                                                      [&](std::span<const std::span<const Membership>> parts) {
                                                          pool.append(context.threads, parts);
                                                      })
                                          .memberships;
    pool.settle(context.threads, samples);
    const CoverResult cover = choose(context, graph, pool, samples, options);
    std::vector<VertexId> all = options.given;
    all.insert(all.end(), cover.seeds.begin(), cover.seeds.end());
    const SeedClasses seeds(graph, std::vector<std::vector<VertexId>>{all});
    const HitCounts hits = count_hits(context, graph, arcs, pilot, samples, 2 * samples, seeds, HitQuestion::any);
    // Seeds of few samples cover too many of those and too few of others; the truth for good seeds lies between.
    const auto in_sample = static_cast<double>(cover.covered);
    const auto out_of_sample = static_cast<double>(hits.hit[0]);
    const double between = 2.0 * in_sample * out_of_sample / std::max(1.0, in_sample + out_of_sample);
    return {static_cast<double>(memberships) / static_cast<double>(samples),
            std::max(audience.value(units_of(graph, audience.roots, all)),
                     audience.total() * between / static_cast<double>(samples)),
            static_cast<double>(cover.seeds.size()),
            hits.hit[0],
            static_cast<double>(cover.gains[0]) / static_cast<double>(samples),
            static_cast<double>(memberships_outside(context, graph, pool, samples, std::span(cover.seeds.data(), 1))) /
                static_cast<double>(std::max<std::uint64_t>(memberships, 1))};
}

/// Memberships that will be stored of theta samples.
double likely_memberships(const SelectionOptions& options, const Pilot& pilot, std::uint64_t theta) {
    const auto samples = static_cast<double>(theta);
    const bool cut = options.hit_and_stop != HitAndStop::off && options.algorithm == SelectionAlgorithm::opimc &&
                     pilot.outside_share <= 0.75 && pilot.first_share > 0;
    if (!cut)
        return pilot.mean_set_size * samples;
    constexpr double kSettled = 256; // samples that carry a sentinel
    const double whole = std::min(samples, kSettled / pilot.first_share);
    return pilot.mean_set_size * (whole + pilot.outside_share * (samples - whole));
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
    const double total = options.audience == nullptr ? n : options.audience->total();
    result.theta = likely_theta(options, n, total, pilot);
    const auto ranks = static_cast<double>(context.world.size());
    const double mine = likely_memberships(options, pilot, result.theta) / ranks;
    // Fitted to measured peaks: encoded lists, memberships that wait for encoding, the boxes they come in, and for each
    // vertex its list's place, its out-degree, its bound and its turn in the heap; the covered bits; portions in transit
    // between ranks.
    const bool alone = context.world.size() == 1;
    const double bytes = 2.6 * mine + 5.0 * std::min(mine, std::max(4.2e6, mine / 4)) + 8e6 + 30.0 * n / ranks +
                         static_cast<double>(result.theta) / 8.0 + (alone ? 0.0 : 25.0 * std::min(mine, 1.2e6));
    result.bytes_per_rank = static_cast<std::uint64_t>(bytes);
    return result;
}

} // namespace cascade
