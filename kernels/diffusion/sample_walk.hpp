#pragma once
// The walk of reverse samples, by hops or by time: which one, the options say. Visitors see no difference.

#include "kernels/diffusion/explore.hpp"
#include "kernels/diffusion/timed_shared_samples.hpp"
#include "kernels/diffusion/timed_whole_samples.hpp"

namespace cascade {

template <class Starts, class Visitor>
struct WalkUnder<TimedLaw, Starts, Visitor> {
    using Whole = detail::TimedWholeSamples<Starts, Visitor>;
    using Shared = detail::TimedSharedSamples<Starts, Visitor>;
};

/// Explores samples of this group over live in-arcs; with `options.time` as far as its deadline lets, and then whatever
/// the hops. The arcs must outlive it.
template <class Starts, class Visitor>
class SampleWalk {
public:
    SampleWalk(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, const ExploreOptions& options,
               Starts starts, Visitor& visitor)
        : by_hops_(arcs), by_time_{graph, arcs} {
        if (options.time == nullptr) {
            hops_.emplace(context, graph, by_hops_, options, std::move(starts), visitor);
            return;
        }
        CASCADE_CHECK(!options.limits_hops(), "samples limited by hops and by time");
        times_.emplace(context, graph, by_time_, options, std::move(starts), visitor);
    }
    SampleWalk(const SampleWalk&) = delete;
    SampleWalk& operator=(const SampleWalk&) = delete;

    /// Collective over the group.
    void run(SampleRange range) {
        if (times_)
            times_->run(range);
        else
            hops_->run(range);
    }

private:
    const LiveLaw by_hops_;
    const TimedLaw by_time_;
    std::optional<Explorer<LiveLaw, Starts, Visitor>> hops_;
    std::optional<Explorer<TimedLaw, Starts, Visitor>> times_;
};

} // namespace cascade
