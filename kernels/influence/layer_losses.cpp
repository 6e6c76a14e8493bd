#include "kernels/influence/layer_losses.hpp"

#include "kernels/influence/bounds.hpp"

#include <numeric>

namespace cascade {

void LayerLossProgress::state(Archive& archive) {
    for (HitCounts& counts : without)
        counts.state(archive);
}

std::vector<SpreadInterval> measure_layer_losses(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                                 const SpreadOptions& options, const std::vector<VertexId>& seeds,
                                                 const HitCounts& whole, LayerLossProgress& progress,
                                                 const std::function<void()>& rest) {
    const auto sum = [](const std::vector<std::uint64_t>& values) {
        return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
    };
    const Audience everybody(graph.vertex_count());
    const Audience& audience = options.audience == nullptr ? everybody : *options.audience;
    const std::vector<std::vector<VertexId>> all = {seeds};
    const SeedClasses classes(graph, all);
    const std::vector<std::uint64_t> units = cumulative_units(graph, audience.roots, all);
    const double others = audience.total() - (units.empty() ? 0 : audience.value(units.back()));
    SampleOptions samples{options.explore, &audience.roots};
    samples.worth = &audience.hops;
    std::vector<SpreadInterval> losses;
    for (std::size_t layer = 0; layer < progress.without.size(); ++layer) {
        samples.left_out = layer;
        HitCounts& counts = progress.without[layer];
        count_hits(context, graph, arcs, samples, 0, whole.samples, classes, HitQuestion::any, counts, [&] {
            context.progress("leaving layers out", layer * whole.samples + counts.samples,
                             progress.without.size() * whole.samples);
            rest();
        });
        const ShareInterval share =
            wilson_interval(sum(whole.hit) - sum(counts.hit), whole.samples - sum(whole.root), kZ95);
        losses.push_back({others * share.share, others * share.low, others * share.high});
    }
    return losses;
}

} // namespace cascade
