#pragma once
// Several layers, one world after the other, as the definitions say it: every layer keeps its own model, a vertex is
// active once any layer makes it so. With a generator of its own (std::mt19937_64); O(arcs of the vertices that act) a step.

#include "kernels/reference/forward_worlds.hpp"

namespace cascade::reference {

struct GraphLayer {
    Graph graph;             ///< all layers have as many vertices
    bool thresholds = false; ///< linear threshold; else independent cascade
};

/// Where vertices were reached in one world: over the lowest layer of those that did in the same step, from the lowest way
/// of those that passed it on there then. Ways: 0 a seed, 1 + a layer.
struct LayerReach {
    std::vector<double> over;                ///< [layer]
    std::vector<std::vector<double>> passed; ///< [way][layer]
};

class LayeredWorlds {
public:
    /// Of `rule` counts what does not belong to a model: hop_factors (of cascade layers), acceptance, weights, worth, max_hops.
    LayeredWorlds(std::vector<GraphLayer> layers, ForwardRule rule);

    StepWorld next(std::span<const VertexId> seeds);
    /// Of the last world.
    const LayerReach& reach() const { return reach_; }

private:
    struct Heard {
        bool enough = false;
        std::size_t way = ~std::size_t{0};
    };
    double uniform() { return static_cast<double>(words_() >> 11) * 0x1p-53; }
    bool enough(std::size_t layer, const Arc& arc, unsigned step);
    void activate(VertexId v, std::size_t way, unsigned step);

    std::vector<GraphLayer> layers_;
    ForwardRule rule_;
    std::vector<std::vector<std::vector<Arc>>> out_; ///< [layer][tail]
    std::vector<std::vector<double>> total_;         ///< [layer][head] of in-weights
    std::mt19937_64 words_{20030824};

    // of the world at hand
    std::vector<bool> active_;
    std::vector<std::size_t> way_;
    std::vector<std::vector<double>> pressure_, wants_; ///< [layer][head]; wants below 0: not drawn
    std::vector<VertexId> touched_, fresh_;
    StepWorld world_;
    LayerReach reach_;
};

} // namespace cascade::reference
