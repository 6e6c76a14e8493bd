#pragma once
// An explorer along live arcs, of a graph alone or of its layers: which law that is, is decided once.

#include "kernels/diffusion/explore.hpp"
#include "kernels/diffusion/layered_live_law.hpp"

#include <functional>
#include <memory>

namespace cascade {

/// Explores ranges of samples of this group, along `arcs` and their further layers but for number `left_out`. What it is
/// given by reference must outlive it. The call is collective over the group.
template <class Starts, class Visitor>
std::function<void(SampleRange)> live_explorer(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                               std::optional<std::size_t> left_out, const ExploreOptions& options,
                                               Starts starts, Visitor& visitor) {
    const auto explorer_of = [&]<class Law>(std::unique_ptr<const Law> law) -> std::function<void(SampleRange)> {
        auto explorer =
            std::make_shared<Explorer<Law, Starts, Visitor>>(context, graph, *law, options, starts, visitor);
        return
            [law = std::shared_ptr<const Law>(std::move(law)), explorer](SampleRange range) { explorer->run(range); };
    };
    if (arcs.further_layers().empty() && !left_out)
        return explorer_of(std::make_unique<const LiveLaw>(arcs));
    return explorer_of(std::make_unique<const LayeredLiveLaw>(arcs, left_out));
}

} // namespace cascade
