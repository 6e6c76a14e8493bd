#pragma once
// The layers of a network: several graphs of the same vertices, each with a model of its own. The graph of a run is layer
// 0; these are the further ones.
//
// A vertex is active when it is in any layer. In the terms of triggering sets (Kempe, Kleinberg, Tardos, KDD'03, section
// 2): every layer draws a set of in-neighbours for v as its model says, independently of the other layers, and v follows
// when one of their union is active. With the linear threshold model in a layer this is the same as a threshold of v that
// the weights of active in-neighbours in that layer alone have to exceed.

#include "engine/graph/partitioned_graph.hpp"
#include "engine/random/philox.hpp"
#include "kernels/diffusion/model.hpp"

#include <fmt/format.h>

namespace cascade {

inline constexpr std::size_t kMostLayers = 8; ///< the first included

struct Layer {
    const PartitionedGraph* graph; ///< cut as layer 0 is
    DiffusionOptions diffusion;
    std::string name; ///< for messages: its file
};

/// Does work on a layer; what it throws says which layer it is.
template <class F>
void naming_layer(const Layer& layer, F&& work) {
    try {
        work();
    } catch (const Error& error) {
        throw Error(error.code(), fmt::format("{}: {}", layer.name, error.what()), error.agreed());
    }
}

/// The key of a layer: layer 0 draws what a graph alone does.
inline RandomKey key_of_layer(RandomKey key, std::size_t layer) {
    key.layer = static_cast<std::uint16_t>(layer);
    return key;
}

// The place of an arc among those of all layers: the number of its layer in the upper bits, and its place there.
inline constexpr int kLayerPlaceBits = 44;
inline constexpr EdgeId kLayerPlaceMask = (EdgeId{1} << kLayerPlaceBits) - 1;

inline EdgeId place_in_layer(std::size_t layer, EdgeId place) {
    return EdgeId{layer} << kLayerPlaceBits | place;
}
inline std::size_t layer_of_place(EdgeId place) {
    return place >> kLayerPlaceBits;
}
inline EdgeId place_within(EdgeId place) {
    return place & kLayerPlaceMask;
}

} // namespace cascade
