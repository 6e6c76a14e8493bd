#pragma once
// A law that also follows who made whom active: the infection forest.
//
// Every crossing carries the vertex it comes from and the seed that vertex goes back to. Of those that arrive in the step
// in which a vertex becomes active (where weights add up: all that arrive in that step), its parent is the one of
// smallest canonical id: a rule that no order of arrival can change.

#include "kernels/diffusion/key_map.hpp"
#include "kernels/diffusion/world_units.hpp"

namespace cascade {

template <class Law>
class TracedLaw : public Law {
public:
    struct Payload {
        typename Law::Payload inner;
        VertexId source;
        VertexId seed;
    };
    using Record = typename Law::Record;
    struct Link {
        std::uint32_t step;
        Trace trace;
    };
    struct BlockState {
        typename Law::BlockState inner;
        KeyMap<Link> links; ///< of (vertex, world): the best of the last step in which something arrived
        void clear() {
            inner.clear();
            links.clear();
        }
    };
    using Law::Law;
    void rows() const = delete; // wide worlds do not know who made whom active

    template <class Count>
    Settled start(const Where& where, Record& record, BlockState& state, std::uint64_t worlds, Count&& count) const {
        for_each_world(worlds, [&](std::uint32_t bit) {
            state.links.touch(key_of(where, bit)).value = {0, {where.id, where.id}};
        });
        return Law::start(where, record, state.inner, worlds, count);
    }
    template <class GetRecord, class Emit>
    void leave(const Where& where, GetRecord&& record, BlockState& state, std::uint64_t worlds, Emit&& emit) const {
        Law::leave(
            where, record, state.inner, worlds,
            [&](EdgeId place, std::uint64_t some, const typename Law::Payload& inner) {
                for_each_world(some, [&](std::uint32_t bit) {
                    emit(place, std::uint64_t{1} << bit, Payload{inner, where.id, trace(where, state, bit).seed});
                });
            });
    }
    void receive(const Where& where, Record& record, BlockState& state, std::uint64_t worlds,
                 const Payload& payload) const {
        for_each_world(worlds & ~record.taken, [&](std::uint32_t bit) {
            const auto found = state.links.touch(key_of(where, bit));
            if (found.fresh || found.value.step != where.step || payload.source < found.value.trace.parent)
                found.value = {where.step, {payload.source, payload.seed}};
        });
        Law::receive(where, record, state.inner, worlds, payload.inner);
    }
    template <class Count>
    Settled settle(const Where& where, Record& record, BlockState& state, std::uint64_t worlds, Count&& count) const {
        return Law::settle(where, record, state.inner, worlds, count);
    }
    template <class F>
    void kinds(const Where& where, const Record& record, BlockState& state, std::uint64_t worlds,
               F&& body) const requires requires(const Law& law) {
        law.kinds(where, record, state.inner, worlds, body);
    }
    { Law::kinds(where, record, state.inner, worlds, body); }
    Trace trace(const Where& where, BlockState& state, std::uint32_t bit) const {
        return state.links.touch(key_of(where, bit)).value.trace;
    }

private:
    static std::uint64_t key_of(const Where& where, std::uint32_t bit) {
        return std::uint64_t{where.vertex} << 6 | bit;
    }
};

} // namespace cascade
