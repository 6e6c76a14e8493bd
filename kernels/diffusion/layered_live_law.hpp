#pragma once
// The law of live arcs on several layers: what is live in any of them is crossed. The live arcs of a layer are those that
// it has alone, drawn with its own coordinate in the key. See explore.hpp for what a law is.

#include "kernels/diffusion/layers.hpp"
#include "kernels/diffusion/live_law.hpp"

namespace cascade {

class LayeredLiveLaw {
public:
    /// Of `first` and its further layers, without number `left_out`. They must outlive the law.
    LayeredLiveLaw(const LiveArcs& first, std::optional<std::size_t> left_out) {
        add(first, left_out);
        for (const auto& arcs : first.further_layers())
            add(*arcs, left_out);
    }

    LocalVertex vertices() const { return all_.front()->vertices(); }
    /// Layer by layer, in order of i within each.
    template <class Emit>
    void leave_all(const RandomKey& key, std::span<const Leaving> leaving, Emit&& emit) const {
        for (const std::size_t layer : used_) {
            const RandomKey mine = key_of_layer(key, layer);
            all_[layer]->draw_all(mine, leaving,
                                  [&](std::size_t i, EdgeId place) { emit(i, place_in_layer(layer, place)); });
        }
    }
    VertexId target(EdgeId place) const { return all_[layer_of_place(place)]->neighbour(place_within(place)); }
    void prefetch(EdgeId place) const { all_[layer_of_place(place)]->prefetch(place_within(place)); }
    void prefetch_vertex(LocalVertex v) const {
        for (const std::size_t layer : used_)
            all_[layer]->prefetch_vertex(v);
    }

private:
    void add(const LiveArcs& arcs, std::optional<std::size_t> left_out) {
        CASCADE_CHECK(arcs.places() <= kLayerPlaceMask && all_.size() < kMostLayers, "{} arcs in layer {}",
                      arcs.places(), all_.size());
        if (left_out != all_.size())
            used_.push_back(all_.size());
        all_.push_back(&arcs);
    }

    std::vector<const LiveArcs*> all_;
    std::vector<std::size_t> used_;
};

/// Adds the live in-arcs of `layers` to those of layer 0. Needs in-lists. InputError as LiveArcs, naming the layer.
/// Collective.
inline void add_live_layers(Context& context, LiveArcs& arcs, std::span<const Layer> layers) {
    for (const Layer& layer : layers)
        naming_layer(layer, [&] {
            arcs.add_layer(std::make_unique<const LiveArcs>(context, *layer.graph, layer.diffusion, Direction::in));
        });
}

} // namespace cascade
