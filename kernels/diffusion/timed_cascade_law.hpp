#pragma once
// Independent cascade in time, forward: along its live arcs, each in its own delay, a vertex makes others active.
//
// The live arcs are those of the model without time. A vertex is active at the end of the shortest way to it.

#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/timed_forward.hpp"

#include <string>

namespace cascade {

class TimedCascadeLaw {
public:
    struct Payload {
        Ticks time;
    };
    using BlockState = KeyMap<ActiveTime>;
    struct Record {
        static constexpr bool kMasks = true;
        std::uint64_t taken;   ///< active in these worlds
        std::uint64_t arrived; ///< for the first time or earlier than known, in this step
        bool empty() const { return (taken | arrived) == 0; }
    };
    static constexpr bool kTriesAgain = false;
    std::vector<std::string> levels() const { return {}; }

    /// `grid` may be null.
    TimedCascadeLaw(std::unique_ptr<const LiveArcs> arcs, std::unique_ptr<const TimeLimit> limit, const TimeGrid* grid)
        : arcs_(std::move(arcs)), limit_(std::move(limit)), grid_(grid) {}

    template <class Count>
    Settled start(const Where& where, Record& record, BlockState& times, std::uint64_t worlds, Count&&) const {
        for_each_world(worlds, [&](std::uint32_t bit) { times.touch(timed_key(where, bit)).value = {0, 0}; });
        record.taken = worlds;
        return {worlds, worlds};
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&&, BlockState& times, std::uint64_t worlds, Emit&& emit) const {
        const TimedLeaving leaving(*limit_, where);
        const RandomKey key{where.random_seed, Domain::forward};
        std::array<Ticks, kBlockWorlds> time; // of those in `known`
        std::uint64_t known = 0;
        arcs_->draw_worlds(key, where.first, where.vertex, where.id, worlds, [&](EdgeId place, std::uint64_t live) {
            for_each_world(live & ~known,
                           [&](std::uint32_t bit) { time[bit] = times.touch(timed_key(where, bit)).value.now; });
            known |= live;
            for_each_world(live, [&](std::uint32_t bit) {
                leaving.cross(bit, time[bit], target(place),
                              [&](Ticks arrives) { emit(place, std::uint64_t{1} << bit, Payload{arrives}); });
            });
        });
    }
    void receive(const Where& where, Record& record, BlockState& times, std::uint64_t worlds,
                 const Payload& payload) const {
        for_each_world(worlds, [&](std::uint32_t bit) {
            ActiveTime& known = times.touch(timed_key(where, bit)).value;
            if (payload.time >= known.next)
                return;
            known.next = payload.time;
            record.arrived |= std::uint64_t{1} << bit;
        });
    }
    std::uint64_t active(const Record& record) const { return record.taken; }
    std::uint64_t candidates(const Record& record) const { return record.arrived; }
    template <class Count>
    Settled settle(const Where& where, Record& record, BlockState& times, std::uint64_t worlds, Count&&) const {
        for_each_world(worlds, [&](std::uint32_t bit) {
            ActiveTime& known = times.touch(timed_key(where, bit)).value;
            known.now = known.next;
        });
        const std::uint64_t fresh = worlds & ~record.taken;
        record.taken |= worlds;
        return {fresh, worlds};
    }
    template <class Body>
    void kinds(const Where& where, const Record&, BlockState& times, std::uint64_t worlds, Body&& body) const {
        for_each_point(
            grid_, worlds, [&](std::uint32_t bit) { return times.touch(timed_key(where, bit)).value.now; }, body);
    }
    VertexId target(EdgeId place) const { return arcs_->neighbour(place); }
    void prefetch(EdgeId place) const { arcs_->prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { arcs_->prefetch_vertex(v); }

private:
    std::unique_ptr<const LiveArcs> arcs_;
    std::unique_ptr<const TimeLimit> limit_;
    const TimeGrid* grid_;
};

} // namespace cascade
