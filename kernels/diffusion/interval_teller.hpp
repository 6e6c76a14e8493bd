#pragma once
// How sure a run is already, told while it goes on by an event `interval`; for a forward run, each time its worlds have
// doubled.
//
// Its counts lie with many ranks until they are gathered, so a run that told at every rest would pay for it; with
// doublings it is some twenty times in all. When that is depends on how long portions take and decides nothing.

#include "engine/runtime/context.hpp"
#include "kernels/diffusion/distribution.hpp"

namespace cascade {

class IntervalTeller {
public:
    /// Whether `worlds` are twice what they were when this was last true. The same on every rank that asks alike.
    bool is_due(std::uint64_t worlds) {
        if (worlds < 2 * told_)
            return false;
        told_ = worlds;
        return true;
    }

private:
    std::uint64_t told_ = 0;
};

/// A mean over `worlds` with its 95 % interval, as an event. Not collective; rank 0's is heard.
inline void tell_interval(const Context& context, const std::string& of, std::uint64_t worlds, double mean, double low,
                          double high) {
    context.event("interval", {{"of", of}, {"worlds", worlds}, {"mean", mean}, {"low", low}, {"high", high}});
}

/// The same of a count over worlds.
inline void tell_interval(const Context& context, const std::string& of, std::uint64_t worlds,
                          const Distribution& count) {
    const double mean = count.mean();
    tell_interval(context, of, worlds, mean, mean - count.half_width(), mean + count.half_width());
}

} // namespace cascade
