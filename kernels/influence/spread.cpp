#include "kernels/influence/spread.hpp"

#include "kernels/diffusion/interval_teller.hpp"
#include "kernels/influence/bounds.hpp"
#include "kernels/influence/layer_losses.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

namespace cascade {
namespace {

std::uint64_t sum(const std::vector<std::uint64_t>& values) {
    return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
}

std::uint64_t distinct(std::span<const std::vector<VertexId>> classes) {
    std::unordered_set<VertexId> seen;
    for (const auto& members : classes)
        seen.insert(members.begin(), members.end());
    return seen.size();
}

/// Where the next batch ends: as far as the counts so far say is needed, at least an eighth and at most thrice more.
std::uint64_t next_end(std::uint64_t samples, double half_width, double wanted) {
    const auto now = static_cast<double>(samples);
    const double ratio = wanted > 0 ? half_width / wanted : 4.0;
    const double needed = std::clamp(1.02 * now * ratio * ratio, 1.125 * now, 4.0 * now);
    return (static_cast<std::uint64_t>(needed) + 1023) / 1024 * 1024;
}

} // namespace

SpreadInterval spread_interval(double total, double certain, std::uint64_t samples, std::uint64_t seed_roots,
                               std::uint64_t hits) {
    const double rest = total - certain;
    if (rest <= 0)
        return {certain, certain, certain};
    const ShareInterval share = wilson_interval(hits - seed_roots, samples - seed_roots, kZ95);
    return {certain + rest * share.share, certain + rest * share.low, certain + rest * share.high};
}

void SpreadProgress::state(Archive& archive) {
    counts.state(archive);
    archive.value("batch_end", batch_end);
}

SpreadMeasurement measure_spread(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                 const SpreadOptions& options, std::span<const std::vector<VertexId>> classes,
                                 SpreadProgress& progress, const std::function<void()>& rest) {
    const SeedClasses seeds(graph, classes);
    const Audience everybody(graph.vertex_count());
    const Audience& audience = options.audience == nullptr ? everybody : *options.audience;
    SampleOptions samples{options.explore, &audience.roots};
    samples.worth = &audience.hops;
    samples.time = audience.time;
    const std::vector<std::uint64_t> units = cumulative_units(graph, audience.roots, classes);
    const double total = audience.total();
    const double certain = units.empty() ? 0 : audience.value(units.back());
    const std::uint64_t all_seeds = distinct(classes);
    const double of_as_many = static_cast<double>(all_seeds) * (total / static_cast<double>(graph.vertex_count()));
    const HitCounts& counts = progress.counts;
    for (;;) {
        const SampleId end = std::min(progress.batch_end, options.most_samples);
        count_hits(context, graph, arcs, samples, 0, end, seeds, options.question, progress.counts, [&] {
            context.progress("measuring spread", counts.samples, end);
            rest();
        });
        const SpreadInterval all = spread_interval(total, certain, counts.samples, sum(counts.root), sum(counts.hit));
        tell_interval(context, "spread", counts.samples, all.spread, all.low, all.high);
        const double wanted = options.precision * std::max(all.spread, of_as_many);
        const bool enough = all_seeds == 0 || all.half_width() <= wanted || counts.samples >= options.most_samples;
        const SampleId next = broadcast(context.world, enough ? 0 : next_end(counts.samples, all.half_width(), wanted));
        if (next == 0)
            break;
        progress.batch_end = next;
    }
    SpreadMeasurement result;
    result.counts = counts;
    if (options.question != HitQuestion::lowest_class) {
        result.prefix.push_back(spread_interval(total, certain, counts.samples, sum(counts.root), sum(counts.hit)));
        return result;
    }
    std::uint64_t hits = 0;
    std::uint64_t roots = 0;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        hits += counts.hit[c];
        roots += counts.root[c];
        result.prefix.push_back(spread_interval(total, audience.value(units[c]), counts.samples, roots, hits));
    }
    return result;
}

void ReachProgress::state(Archive& archive) {
    on_target.state(archive);
    off_target.state(archive);
}

ReachMeasurement measure_reach(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                               const SpreadOptions& options, const std::vector<VertexId>& seeds,
                               ReachProgress& progress, const std::function<void()>& rest) {
    const auto measure = [&](bool with_weight, Domain domain, SpreadProgress& so_far) {
        Audience audience(members_of(graph, options.audience->roots, with_weight));
        if (audience.roots.total() == 0)
            return SpreadInterval{};
        audience.hops = options.audience->hops;
        audience.time = options.audience->time;
        audience.at_seed = options.audience->at_seed;
        SpreadOptions how = options;
        how.explore.key.domain = domain;
        how.audience = &audience;
        how.question = HitQuestion::any;
        const std::vector<std::vector<VertexId>> all = {seeds};
        return measure_spread(context, graph, arcs, how, all, so_far, rest).prefix.front();
    };
    ReachMeasurement reach;
    reach.on_target = measure(true, Domain::on_target, progress.on_target);
    reach.off_target = measure(false, Domain::off_target, progress.off_target);
    return reach;
}

SpreadAndReach measure_spread_and_reach(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                        const SpreadOptions& options, std::span<const std::vector<VertexId>> classes) {
    struct Alone final : Restartable {
        SpreadProgress spread;
        ReachProgress reach;
        LayerLossProgress losses;
        void state(Archive& archive) override {
            spread.state(archive);
            reach.state(archive);
            losses.state(archive);
        }
    } alone;
    alone.losses.without.resize(options.layer_losses ? 1 + arcs.further_layers().size() : 0);
    context.resume(alone);
    const auto rest = [&] { context.rest(alone); };
    SpreadAndReach result;
    result.spread = measure_spread(context, graph, arcs, options, classes, alone.spread, rest);
    std::vector<VertexId> seeds;
    for (const auto& members : classes)
        seeds.insert(seeds.end(), members.begin(), members.end());
    if (options.layer_losses)
        result.layer_losses =
            measure_layer_losses(context, graph, arcs, options, seeds, result.spread.counts, alone.losses, rest);
    if (options.audience == nullptr || options.audience->roots.equal())
        return result;
    result.reach = measure_reach(context, graph, arcs, options, seeds, alone.reach, rest);
    return result;
}

SpreadMeasurement measure_spread(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                 const SpreadOptions& options, std::span<const std::vector<VertexId>> classes) {
    struct Alone final : Restartable {
        SpreadProgress progress;
        void state(Archive& archive) override { progress.state(archive); }
    } alone;
    context.resume(alone);
    return measure_spread(context, graph, arcs, options, classes, alone.progress, [&] { context.rest(alone); });
}

} // namespace cascade
