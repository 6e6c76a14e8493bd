#include "kernels/diffusion/layered_runner.hpp"

#include "engine/core/check.hpp"
#include "kernels/diffusion/layered_law.hpp"
#include "kernels/diffusion/runner_of.hpp"

namespace cascade {

LayerArcs::LayerArcs(Context& context, const PartitionedGraph& graph, const DiffusionOptions& first,
                     std::span<const Layer> further) {
    CASCADE_CHECK(further.size() < kMostLayers, "{} further layers", further.size());
    add(context, graph, first);
    for (const Layer& layer : further)
        naming_layer(layer, [&] { add(context, *layer.graph, layer.diffusion); });
}

void LayerArcs::add(Context& context, const PartitionedGraph& graph, const DiffusionOptions& diffusion) {
    CASCADE_CHECK(graph.out().arcs() <= kLayerPlaceMask, "{} arcs in a layer", graph.out().arcs());
    if (diffusion.model == Model::lt)
        all_.emplace_back(std::make_unique<const ThresholdLaw>(context, graph, diffusion));
    else
        all_.emplace_back(std::make_unique<const LiveArcs>(context, graph, diffusion, Direction::out));
}

std::shared_ptr<const LayerArcs> make_layer_arcs(Context& context, const PartitionedGraph& graph,
                                                 const ForwardOptions& options) {
    DiffusionOptions first = options.diffusion;
    first.model = options.model == ForwardModel::lt ? Model::lt : Model::ic;
    return std::make_shared<const LayerArcs>(context, graph, first, options.layers);
}

std::unique_ptr<WorldRunner> make_layered_runner(Context& context, const PartitionedGraph& graph,
                                                 const ForwardOptions& options, std::shared_ptr<const LayerArcs> arcs,
                                                 std::optional<std::size_t> left_out) {
    return detail::make_runner<LayeredLaw>(context, graph, options, std::move(arcs), options.hop_factors, left_out);
}

} // namespace cascade
