#pragma once
// Drawn networks of several layers, held on the machine of a test.

#include "kernels/reference/exact_spread.hpp"
#include "tests/support/forward_worlds.hpp"
#include "tests/support/reference.hpp"

namespace cascade::testing {

struct LayerShape {
    SmallGraph graph;
    Model model = Model::ic;
    std::string probability = "wc"; ///< wc, constant:P or weights
};

struct LayeredShape {
    std::vector<LayerShape> layers; ///< of as many vertices each

    std::vector<reference::ModelledGraph> reference() const {
        std::vector<reference::ModelledGraph> all;
        for (const LayerShape& layer : layers) {
            const ProbabilityLaw law = parse_probability(layer.probability);
            all.push_back({law.kind == ProbabilityKind::wc         ? with_in_degrees(layer.graph)
                           : law.kind == ProbabilityKind::constant ? with_constant(layer.graph, law.low)
                                                                   : with_weights(layer.graph),
                           layer.model});
        }
        return all;
    }
};

/// The layers as kernels take them.
class HeldLayers {
public:
    HeldLayers(const Communicator& comm, const LayeredShape& shape, Layout layout) {
        for (const LayerShape& layer : shape.layers)
            graphs_.push_back(distribute(comm, layer.graph, layout));
        for (std::size_t i = 0; i < graphs_.size(); ++i) {
            DiffusionOptions diffusion;
            diffusion.model = shape.layers[i].model;
            diffusion.probability = parse_probability(shape.layers[i].probability);
            layers_.push_back({&graphs_[i], diffusion, fmt::format("layer {}", i + 1)});
        }
    }
    HeldLayers(const HeldLayers&) = delete;
    HeldLayers& operator=(const HeldLayers&) = delete;

    const PartitionedGraph& first() const { return graphs_.front(); }
    const DiffusionOptions& diffusion() const { return layers_.front().diffusion; } ///< of the first
    std::span<const Layer> further() const { return std::span(layers_).subspan(1); }
    ForwardOptions forward_options(std::uint64_t worlds) const {
        ForwardOptions options;
        options.model = diffusion().model == Model::ic ? ForwardModel::ic : ForwardModel::lt;
        options.diffusion = diffusion();
        options.layers = further();
        options.worlds = worlds;
        return options;
    }

private:
    std::vector<PartitionedGraph> graphs_;
    std::vector<Layer> layers_;
};

/// Calls ask(context, layers) on a machine of this rank alone, one thread. Collective.
template <class F>
auto on_one_layered_rank(const LayeredShape& shape, F&& ask) {
    Context context{world().split(world().rank()), 1};
    const HeldLayers held(context.world, shape, {1, 1});
    return ask(context, held);
}

/// Calls ask(context, layers) on every machine. Collective.
template <class F>
void on_every_layered_machine(const LayeredShape& shape, F&& ask) {
    for (const Layout& layout : layouts_of(world()))
        for (const int threads : {1, 3}) {
            SCOPED_TRACE(fmt::format("layout {}, {} threads", layout.text(), threads));
            Context context = on_threads(threads);
            const HeldLayers held(world(), shape, layout);
            ask(context, held);
        }
}

inline std::vector<VertexId> exact_layer_seeds() {
    return {0, 1};
}

/// Holds a measurement against all worlds on 50 random networks of two layers, a third of them with a model of each kind:
/// `measure(shape, random seed, exact spread of seeds 0 and 1)` is its deviation in standard errors. None may be far out,
/// and together they may not lean to one side.
template <class Measure>
void expect_exact_on_layers(Measure&& measure) {
    constexpr std::uint64_t kNetworks = 50;
    double sum = 0, farthest = 0;
    for (std::uint64_t i = 0; i < kNetworks; ++i) {
        const VertexId vertices = 4 + i % 4;
        const auto drawn = [&](std::uint64_t seed) {
            SmallGraph shape = random_directed(vertices, 7, seed, true);
            for (Arc& arc : shape.arcs)
                arc.weight /= 7; // sums stay below 1
            return shape;
        };
        const auto layer = [&](std::uint64_t seed, bool thresholds) {
            const std::string probability = i % 2 == 0 ? "weights" : thresholds ? "wc" : "constant:0.35";
            return LayerShape{drawn(seed), thresholds ? Model::lt : Model::ic, probability};
        };
        const LayeredShape shape{{layer(200 + 2 * i, i % 3 == 2), layer(201 + 2 * i, i % 3 != 0)}};
        const double z = measure(shape, 1 + i, reference::exact_spread(shape.reference(), exact_layer_seeds()).total);
        EXPECT_LT(std::abs(z), 4) << "network " << i;
        sum += z;
        farthest = std::max(farthest, std::abs(z));
    }
    EXPECT_LT(std::abs(sum) / std::sqrt(static_cast<double>(kNetworks)), 4) << "they lean to one side";
    if (world().is_root())
        fmt::print("{} networks of two layers, farthest {:.2f} standard errors, sum {:+.2f}\n", kNetworks, farthest,
                   sum / std::sqrt(static_cast<double>(kNetworks)));
}

} // namespace cascade::testing
