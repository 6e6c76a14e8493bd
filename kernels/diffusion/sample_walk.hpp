#pragma once
// The walk of reverse samples: along the live arcs of a graph or of its layers, by hops or by time. Which one, is decided
// once; visitors see no difference.

#include "kernels/diffusion/explore.hpp"
#include "kernels/diffusion/layered_live_law.hpp"
#include "kernels/diffusion/timed_shared_samples.hpp"
#include "kernels/diffusion/timed_whole_samples.hpp"

#include <functional>
#include <memory>

namespace cascade {

template <class Starts, class Visitor>
struct WalkUnder<TimedLaw, Starts, Visitor> {
    using Whole = detail::TimedWholeSamples<Starts, Visitor>;
    using Shared = detail::TimedSharedSamples<Starts, Visitor>;
};

/// Explores ranges of samples of this group, along `arcs` and their further layers but for number `left_out`; with
/// `options.time` as far as its deadline lets, whatever the hops. What it is given by reference must outlive it. The call is
/// collective over the group.
template <class Starts, class Visitor>
std::function<void(SampleRange)> sample_walk(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                                             std::optional<std::size_t> left_out, const ExploreOptions& options,
                                             Starts starts, Visitor& visitor) {
    const auto under = [&]<class Law>(std::shared_ptr<const Law> law) -> std::function<void(SampleRange)> {
        auto explorer =
            std::make_shared<Explorer<Law, Starts, Visitor>>(context, graph, *law, options, starts, visitor);
        return [law, explorer](SampleRange range) { explorer->run(range); };
    };
    const bool alone = arcs.further_layers().empty() && !left_out;
    if (options.time != nullptr) {
        CASCADE_CHECK(alone && !options.limits_hops(), "samples by time, of layers or limited by hops");
        return under(std::make_shared<const TimedLaw>(TimedLaw{graph, arcs}));
    }
    if (alone)
        return under(std::make_shared<const LiveLaw>(arcs));
    return under(std::make_shared<const LayeredLiveLaw>(arcs, left_out));
}

} // namespace cascade
