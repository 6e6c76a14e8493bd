#pragma once
// What every way of exploring is told.

#include "engine/random/philox.hpp"
#include "kernels/diffusion/hop_worth.hpp"

namespace cascade {

class GoalMap;
struct TimeLimit;

struct ExploreOptions {
    RandomKey key;
    std::uint32_t horizon = kNoHorizon; ///< vertices further than this many hops are not reached
    const HopWorth* worth = nullptr;    ///< draws each sample a horizon of its own besides; null: none
    const TimeLimit* time = nullptr;    ///< who is reached in time instead (sample_walk.hpp); null: no time passes
    double mean_size = 0;               ///< vertices a whole sample is known to reach, as a hint; 0: not known
    GoalMap* goals = nullptr;           ///< followed if it exists, and kept here if one is made; null: not kept

    std::uint32_t horizon_of(SampleId sample) const {
        return worth == nullptr ? horizon : std::min(horizon, worth->horizon(key, sample));
    }
    bool limits_hops() const {
        return horizon != kNoHorizon || (worth != nullptr && (worth->varies() || worth->limit() != kNoHorizon));
    }
    bool horizons_vary() const { return worth != nullptr && worth->varies(); }
};

} // namespace cascade
