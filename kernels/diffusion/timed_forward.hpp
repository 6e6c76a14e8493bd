#pragma once
// Forward worlds in which time passes: what the laws of both models share.
//
// A world goes on by steps as any other, and a step is still a hop: in step h a vertex learns the earliest time at which
// it can be active over at most h hops. One that learns of an earlier time acts again, by the time it had when the step
// began; when nobody learns anything new, times are those of the world. A vertex counts as newly active in the first step
// that brings it in time, so with no deadline hops and counts are those of the model without time, world by world.
//
// At the end of a block the *kind* of a vertex in a world is the point of the grid by which it is active.

#include "kernels/diffusion/key_map.hpp"
#include "kernels/diffusion/time_grid.hpp"
#include "kernels/diffusion/time_limit.hpp"
#include "kernels/diffusion/world_block.hpp"

#include <memory>

namespace cascade {

/// When a vertex is active in a world, as known when the step began, and as known now.
struct ActiveTime {
    Ticks now = kNoDeadline;
    Ticks next = kNoDeadline;
};

inline std::uint64_t timed_key(const Where& where, std::uint32_t bit) {
    return std::uint64_t{where.vertex} << 6 | bit;
}

/// Draws when influence that leaves a vertex in a world arrives.
class TimedLeaving {
public:
    TimedLeaving(const TimeLimit& limit, const Where& where)
        : limit_(limit), where_(where), key_(ArcDelays::key_of({where.random_seed, Domain::forward})) {}

    /// emit(time) if the arc to `head` is crossed in time in world `bit` by influence that leaves at `time`.
    template <class Emit>
    void cross(std::uint32_t bit, Ticks time, VertexId head, Emit&& emit) const {
        const std::uint64_t word = limit_.delays.word(key_, where_.first + bit, where_.id, head);
        const Ticks arrives = later(time, limit_.delays.draw(word, where_.vertex, head));
        if (arrives <= limit_.deadline)
            emit(arrives);
    }

private:
    const TimeLimit& limit_;
    const Where& where_;
    const RandomKey key_;
};

/// body(point, world) for each of `worlds`; time_of(bit) is when.
template <class TimeOf, class Body>
void for_each_point(const TimeGrid* grid, std::uint64_t worlds, TimeOf&& time_of, Body&& body) {
    if (grid == nullptr)
        body(std::uint32_t{0}, worlds);
    else
        for_each_world(worlds, [&](std::uint32_t bit) { body(grid->point_of(time_of(bit)), std::uint64_t{1} << bit); });
}

} // namespace cascade
