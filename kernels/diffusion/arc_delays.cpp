#include "kernels/diffusion/arc_delays.hpp"

namespace cascade {

ArcDelays::ArcDelays(Context& context, const PartitionedGraph& graph, const DelayLaw& law, Direction direction)
    : law_(law), direction_(direction), lists_(direction == Direction::in ? graph.in() : graph.out()) {
    if (law.by_arc)
        check_weights(context, graph, direction, fmt::format("--delay {}", spelling(law)), 1e9,
                      "a delay from 0 to 1e9 is needed");
}

double ArcDelays::own_scale(LocalVertex row, VertexId neighbour) const {
    EdgeId low = lists_.begin_of(row);
    for (EdgeId left = lists_.degree(row); left > 1;) {
        const EdgeId half = left / 2;
        low += lists_.neighbours[low + half] <= neighbour ? half : 0;
        left -= half;
    }
    return static_cast<double>(lists_.weights[low]);
}

} // namespace cascade
