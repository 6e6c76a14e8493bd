#pragma once
// Who is reached in time: delays, and until when.

#include "kernels/diffusion/arc_delays.hpp"

namespace cascade {

struct TimeLimit {
    ArcDelays delays; ///< of the lists that are walked
    Ticks deadline = kNoDeadline;
};

} // namespace cascade
