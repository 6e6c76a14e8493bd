#pragma once
// Linear threshold in time, forward: the weight of an arc counts from the time at which it arrives, and a vertex is active
// when what has arrived reaches its threshold.
//
// Thresholds are those of the model without time, so that with no deadline the same vertices become active. In law this
// is the same as every vertex keeping one in-arc, with the probability of its weight, and being active that arc's delay
// after its tail: given all delays, what has arrived at v by time t is a function of others, and under either rule v is
// active by then with the probability of that weight, whatever else is known of the past of the others. That is how
// samples are drawn backwards.
//
// What arrives is remembered; once it could be enough, it is put in order of time, each arc with its earliest, and what the
// vertex waited for is read off. What is not before that time can make nothing earlier and is forgotten: a vertex with many
// in-neighbours puts in order what could still matter to it, and nothing while that is too little.

#include "kernels/diffusion/threshold_law.hpp"
#include "kernels/diffusion/timed_forward.hpp"

#include <algorithm>

namespace cascade {

class TimedThresholdLaw : public ThresholdLaw {
public:
    struct Payload {
        VertexId tail;
        Ticks time;
        float weight;
    };
    struct Arrival {
        VertexId tail;
        Ticks time;
        std::uint64_t weight;
    };
    /// An arrival at a vertex in a world; `before` is the place of another one there, plus one, or 0.
    struct Brought {
        Arrival arrival;
        std::size_t before;
    };
    struct Waiting {
        Ticks time = kNoDeadline; ///< when it is active, as known when the step began
        std::uint64_t need = 0;
        std::uint64_t total = 0; ///< of weights brought and not forgotten; those of an arc that came twice count twice
        std::size_t last = 0;    ///< of what was brought, plus one
    };
    struct BlockState {
        KeyMap<Waiting> waiting;
        std::vector<Brought> brought;
        std::vector<Arrival> in_order; ///< room to work in
        void clear() {
            waiting.clear();
            brought.clear();
        }
    };

    /// As ThresholdLaw, with delays of out-arcs; `grid` may be null. Collective.
    TimedThresholdLaw(Context& context, const PartitionedGraph& graph, const DiffusionOptions& options,
                      std::unique_ptr<const TimeLimit> limit, const TimeGrid* grid)
        : ThresholdLaw(context, graph, options), limit_(std::move(limit)), grid_(grid) {}

    template <class Count>
    Settled start(const Where& where, Record& record, BlockState& state, std::uint64_t worlds, Count&&) const {
        for_each_world(worlds, [&](std::uint32_t bit) { state.waiting.touch(timed_key(where, bit)).value.time = 0; });
        record.taken = worlds;
        return {worlds, worlds};
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&&, BlockState& state, std::uint64_t worlds, Emit&& emit) const {
        const TimedLeaving leaving(*limit_, where);
        for_each_world(worlds, [&](std::uint32_t bit) {
            const Ticks time = state.waiting.touch(timed_key(where, bit)).value.time;
            for (EdgeId e = out_.begin_of(where.vertex); e < out_.end_of(where.vertex); ++e)
                leaving.cross(bit, time, out_.neighbours[e], [&](Ticks arrives) {
                    emit(e, std::uint64_t{1} << bit, Payload{where.id, arrives, weight_of(e)});
                });
        });
    }
    void receive(const Where& where, Record& record, BlockState& state, std::uint64_t worlds,
                 const Payload& payload) const {
        for_each_world(worlds, [&](std::uint32_t bit) {
            const auto found = state.waiting.touch(timed_key(where, bit));
            if (found.fresh)
                found.value.need = need({where.random_seed, Domain::forward}, where, bit);
            if (payload.time >= found.value.time)
                return;
            bring(found.value, state.brought, {payload.tail, payload.time, weight_at(where, payload.weight)});
            record.arrived |= std::uint64_t{1} << bit;
        });
    }
    template <class Count>
    Settled settle(const Where& where, Record& record, BlockState& state, std::uint64_t worlds, Count&&) const {
        std::uint64_t earlier = 0;
        for_each_world(worlds, [&](std::uint32_t bit) {
            Waiting& waiting = state.waiting.touch(timed_key(where, bit)).value;
            const Ticks time = time_enough(waiting, state);
            if (time < waiting.time)
                earlier |= std::uint64_t{1} << bit;
            waiting.time = std::min(waiting.time, time);
        });
        const std::uint64_t fresh = earlier & ~record.taken;
        record.taken |= earlier;
        return {fresh, earlier};
    }
    template <class Body>
    void kinds(const Where& where, const Record&, BlockState& state, std::uint64_t worlds, Body&& body) const {
        for_each_point(
            grid_, worlds, [&](std::uint32_t bit) { return state.waiting.touch(timed_key(where, bit)).value.time; },
            body);
    }

private:
    static void bring(Waiting& waiting, std::vector<Brought>& brought, const Arrival& arrival) {
        brought.push_back({arrival, waiting.last});
        waiting.last = brought.size();
        waiting.total += std::min(arrival.weight, ~waiting.total);
    }

    /// When what was brought is enough; kNoDeadline when it is not. Forgets what is later, or said before.
    static Ticks time_enough(Waiting& waiting, BlockState& state) {
        if (waiting.total < waiting.need)
            return kNoDeadline;
        auto& in_order = state.in_order;
        in_order.clear();
        for (std::size_t at = waiting.last; at != 0; at = state.brought[at - 1].before)
            in_order.push_back(state.brought[at - 1].arrival);
        std::sort(in_order.begin(), in_order.end(), [](const Arrival& a, const Arrival& b) {
            return std::pair(a.tail, a.time) < std::pair(b.tail, b.time);
        });
        in_order.erase(std::unique(in_order.begin(), in_order.end(),
                                   [](const Arrival& a, const Arrival& b) { return a.tail == b.tail; }),
                       in_order.end());
        std::sort(in_order.begin(), in_order.end(),
                  [](const Arrival& a, const Arrival& b) { return a.time < b.time; });
        Ticks enough = kNoDeadline;
        std::uint64_t need = waiting.need;
        for (auto arrival = in_order.begin(); arrival != in_order.end() && enough == kNoDeadline; ++arrival) {
            need -= std::min(need, arrival->weight);
            if (need == 0)
                enough = arrival->time;
        }
        remember(waiting, state.brought, in_order, enough);
        return enough;
    }

    /// Of what was brought, what is in `in_order` before a time, and nothing else.
    static void remember(Waiting& waiting, std::vector<Brought>& brought, const std::vector<Arrival>& in_order,
                         Ticks before) {
        std::size_t* link = &waiting.last;
        waiting.total = 0;
        for (const Arrival& arrival : in_order) {
            if (arrival.time >= before)
                break;
            Brought& place = brought[*link - 1];
            place.arrival = arrival;
            waiting.total += std::min(arrival.weight, ~waiting.total);
            link = &place.before;
        }
        *link = 0;
    }

    std::unique_ptr<const TimeLimit> limit_;
    const TimeGrid* grid_;
};

} // namespace cascade
