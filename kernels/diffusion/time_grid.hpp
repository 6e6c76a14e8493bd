#pragma once
// The points of time at which adoption is told: 0, end / steps, 2 end / steps, …, end.

#include "engine/random/draw.hpp"
#include "kernels/diffusion/delay_law.hpp"

namespace cascade {

struct TimeGrid {
    Ticks end = 0;
    std::uint32_t steps = 0;

    Ticks at(std::uint32_t point) const { return static_cast<Ticks>(static_cast<uint128>(end) * point / steps); }
    /// The first point that is not before `time`; steps + 1 where there is none.
    std::uint32_t point_of(Ticks time) const {
        if (time > end)
            return steps + 1;
        auto point = static_cast<std::uint32_t>(static_cast<uint128>(time) * steps / std::max<Ticks>(end, 1));
        while (at(point) < time)
            ++point;
        return point;
    }
};

} // namespace cascade
