#include "kernels/influence/spread.hpp"

#include "kernels/influence/bounds.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_set>

namespace cascade {
namespace {

std::uint64_t sum(const std::vector<std::uint64_t>& values) {
    return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
}

/// Number of distinct seeds in the classes up to each.
std::vector<std::uint64_t> cumulative_sizes(std::span<const std::vector<VertexId>> classes) {
    std::unordered_set<VertexId> seen;
    std::vector<std::uint64_t> sizes;
    for (const auto& members : classes) {
        seen.insert(members.begin(), members.end());
        sizes.push_back(seen.size());
    }
    return sizes;
}

/// Where the next batch ends: as far as the counts so far say is needed, at least an eighth and at most thrice more.
std::uint64_t next_end(std::uint64_t samples, double half_width, double wanted) {
    const auto now = static_cast<double>(samples);
    const double ratio = wanted > 0 ? half_width / wanted : 4.0;
    const double needed = std::clamp(1.02 * now * ratio * ratio, 1.125 * now, 4.0 * now);
    return (static_cast<std::uint64_t>(needed) + 1023) / 1024 * 1024;
}

} // namespace

SpreadInterval spread_interval(VertexId n, std::uint64_t seeds, std::uint64_t samples, std::uint64_t seed_roots,
                               std::uint64_t hits) {
    const auto certain = static_cast<double>(seeds);
    const double rest = static_cast<double>(n) - certain;
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
    const std::vector<std::uint64_t> sizes = cumulative_sizes(classes);
    const VertexId n = graph.vertex_count();
    const std::uint64_t all_seeds = sizes.empty() ? 0 : sizes.back();
    const HitCounts& counts = progress.counts;
    for (;;) {
        const SampleId end = std::min(progress.batch_end, options.most_samples);
        count_hits(context, graph, arcs, options.explore, 0, end, seeds, options.question, progress.counts, [&] {
            context.progress("measuring spread", counts.samples, end);
            rest();
        });
        const SpreadInterval all = spread_interval(n, all_seeds, counts.samples, sum(counts.root), sum(counts.hit));
        context.event("interval", {{"of", std::string("spread")},
                                   {"worlds", counts.samples},
                                   {"mean", all.spread},
                                   {"low", all.low},
                                   {"high", all.high}});
        const double wanted = options.precision * all.spread;
        const bool enough = all_seeds == 0 || all.half_width() <= wanted || counts.samples >= options.most_samples;
        const SampleId next = broadcast(context.world, enough ? 0 : next_end(counts.samples, all.half_width(), wanted));
        if (next == 0)
            break;
        progress.batch_end = next;
    }
    SpreadMeasurement result;
    result.counts = counts;
    if (options.question != HitQuestion::lowest_class) {
        result.prefix.push_back(spread_interval(n, all_seeds, counts.samples, sum(counts.root), sum(counts.hit)));
        return result;
    }
    std::uint64_t hits = 0;
    std::uint64_t roots = 0;
    for (std::size_t c = 0; c < classes.size(); ++c) {
        hits += counts.hit[c];
        roots += counts.root[c];
        result.prefix.push_back(spread_interval(n, sizes[c], counts.samples, roots, hits));
    }
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
