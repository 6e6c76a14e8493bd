#include "kernels/diffusion/layer_ablation.hpp"

#include <algorithm>
#include <tuple>

namespace cascade {
namespace {

/// Column 0 is not used: it has another meaning in HopCounts.
constexpr std::size_t kFirstLayer = 1;

/// Only the counts of worlds matter.
class NobodyListens final : public VisitListener {
    bool follows_steps() const override { return false; }
    void visit(int, SampleId, LocalVertex, std::uint64_t, std::uint32_t, std::uint32_t) override {}
    void visit_traced(int, SampleId, LocalVertex, std::uint32_t, const Trace&) override {}
    void reached(int, SampleId, LocalVertex, std::uint64_t, std::uint32_t) override {}
};

void sort_by_worlds(std::vector<WorldRows>& rows) {
    std::sort(rows.begin(), rows.end(), [](const WorldRows& a, const WorldRows& b) {
        return std::tie(a.first, a.worlds) < std::tie(b.first, b.worlds);
    });
}

/// Active in the end.
std::int64_t final_active(const WorldRows& rows, std::uint32_t world) {
    return rows.at(rows.hops(), 1, world);
}

} // namespace

LayerAblation::LayerAblation(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                             const std::shared_ptr<const LayerArcs>& arcs)
    : context_(context), untraced_(options), differences_(kFirstLayer + 1 + options.layers.size()) {
    untraced_.trace = false;
    for (std::size_t layer = 0; layer <= options.layers.size(); ++layer)
        without_.push_back(make_layered_runner(context, graph, untraced_, arcs, layer));
}

void LayerAblation::add(SampleId begin, SampleId end, std::span<const VertexId> seeds,
                        std::span<const WorldRows> whole) {
    std::vector<WorldRows> with(whole.begin(), whole.end());
    sort_by_worlds(with);
    std::vector<WorldRows> differences;
    for (const WorldRows& unit : with)
        differences.emplace_back(unit.first, unit.worlds, differences_.columns()).values.resize(differences_.columns());
    NobodyListens listener;
    for (std::size_t layer = 0; layer < without_.size(); ++layer) {
        std::vector<WorldRows> rows;
        for (const BlockCounts& counts : without_[layer]->run(begin, end, seeds, listener))
            rows.emplace_back(counts);
        sort_by_worlds(rows);
        for (std::size_t unit = 0; unit < rows.size(); ++unit)
            for (std::uint32_t world = 0; world < kBlockWorlds; ++world)
                differences[unit].values[kFirstLayer + layer][world] =
                    final_active(with[unit], world) - final_active(rows[unit], world);
    }
    differences_.add(context_.threads, differences);
}

void LayerAblation::state(Archive& archive) {
    differences_.state(context_.world, archive);
}

std::vector<Distribution> LayerAblation::result() {
    differences_.gather(context_.world);
    std::vector<Distribution> result;
    if (differences_.hops() > 0)
        for (std::size_t layer = 0; layer < without_.size(); ++layer)
            result.push_back(differences_.column(kFirstLayer + layer).front());
    return result;
}

} // namespace cascade
