#pragma once
// What each layer is worth: the same seeds on the same worlds without it, world by world.
//
// Without a layer a world keeps all coins and thresholds of the others, so the difference is the layer's own: the vertices
// that it alone, or it together with others, made active. The interval is that of paired observations. Differences of
// several layers do not add up: what two reach either way, neither is missed for.

#include "kernels/diffusion/hop_counts.hpp"
#include "kernels/diffusion/layered_runner.hpp"

namespace cascade {

class LayerAblation {
public:
    /// `arcs` are those of all layers.
    LayerAblation(Context& context, const PartitionedGraph& graph, const ForwardOptions& options,
                  const std::shared_ptr<const LayerArcs>& arcs);

    /// Runs the worlds [begin, end) again without each layer; `whole` are their rows with all, in any order. Collective.
    void add(SampleId begin, SampleId end, std::span<const VertexId> seeds, std::span<const WorldRows> whole);
    /// Collective; as for an archive.
    void state(Archive& archive);
    /// [layer]: vertices active in the end with it less those without, over the worlds; on rank 0. Collective.
    std::vector<Distribution> result();

private:
    Context& context_;
    ForwardOptions untraced_;                           ///< which the runners read
    std::vector<std::unique_ptr<WorldRunner>> without_; ///< [layer]
    HopCounts differences_;                             ///< column 1 + layer, one hop
};

} // namespace cascade
