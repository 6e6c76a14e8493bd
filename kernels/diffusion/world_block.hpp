#pragma once
// The step loop: a block of 64 worlds of one seed set, advanced together, a bit of a word a world.
//
// Step 0 is the seeds. In step t every vertex that acts in some worlds sends crossings along its out-arcs (`leave`), the
// heads take what arrives (`receive`), and then every vertex that something arrived at is settled (`settle`), and every
// one that acted says whether it goes on acting (`turn`, for the laws that have it). All of it is judged by the states
// at the start of the step, so the order of crossings cannot matter. A vertex met by many worlds is looked up once for
// all of them; a vertex met by few costs a table in cache. World w is bit w mod 64 of its block, whoever holds the block.
//
// What crosses an arc and what becomes of it is a *law*:
//   Record                  what it remembers of a vertex in the worlds of a block; has `arrived`, the worlds in which
//                           something decisive arrived in this step, and empty()
//   Payload, BlockState     what a crossing carries, and what else it remembers of a block
//   levels()                names of the counts it keeps beside the vertices activated (a change is told by `count`)
//   start(where, record, state, worlds, count)                  the vertex is a seed
//   leave(where, record(), state, worlds, emit)                 emit(place, worlds, payload) for what is crossed
//   receive(where, record, state, worlds, payload)              at the head
//   active(record)                                              the worlds in which it was ever active
//   candidates(record), settle(where, record, state, worlds, count)     who may be, and becomes, active; -> Settled
//   turn(where, record, worlds, count)                          -> the worlds in which it acts in the next step
//   kinds(where, record, state, worlds, body)                   body(kind, some) for parts of `worlds`, of laws that tell
//                                                               kinds of active vertices apart
//   kCountsKinds            kinds are counted world by world, none being above the step of its vertex
//   trace(where, state, bit)                                    who made it active there (of laws that follow that)
//   prefetch_vertex(v), prefetch(place), target(place)
//   rows()                  of a law whose steps wide_worlds.hpp can take: its arcs, or null
//   kTriesAgain             a vertex acts in many steps: where stays_taken(), it is worth while to see whether anybody is
//                           left to hear it
// and it holds nothing that changes: one law serves all blocks.

#include "engine/graph/partitioned_graph.hpp"
#include "engine/random/philox.hpp"
#include "kernels/diffusion/admission.hpp"
#include "kernels/diffusion/lane_tally.hpp"
#include "kernels/diffusion/vertex_records.hpp"

#include <array>
#include <bit>

namespace cascade {

inline constexpr std::uint32_t kBlockWorlds = 64;

/// The place of a decision: a vertex, and what the worlds of a block share.
struct Where {
    std::uint64_t random_seed;
    SampleId first; ///< world of bit 0, a multiple of 64
    std::uint32_t step;
    LocalVertex vertex;
    VertexId id;
    std::uint32_t since =
        0; ///< of what acts: the step in which it became active, where worlds of different steps stay apart
};

/// What settling a vertex came to.
struct Settled {
    std::uint64_t fresh = 0; ///< worlds in which it became active for the first time
    std::uint64_t acts = 0;  ///< worlds in which it acts from now on, where it did not act in any before
};

/// Calls body(bit) for each bit of `worlds`, ascending.
template <class F>
void for_each_world(std::uint64_t worlds, F&& body) {
    for (; worlds != 0; worlds &= worlds - 1)
        body(static_cast<std::uint32_t>(std::countr_zero(worlds)));
}

/// What changed in each world of a block, step by step: quantity 0 is the vertices activated, q the law's level q - 1.
struct BlockCounts {
    SampleId first = 0;
    std::uint64_t worlds = 0; ///< those that were asked for
    std::size_t quantities = 1;
    std::vector<std::array<std::int64_t, kBlockWorlds>> change; ///< [step * quantities + quantity][world]
    std::vector<std::array<std::int64_t, kBlockWorlds>>
        kinds; ///< [kind][world], as many as steps: laws that count them

    std::size_t steps() const { return change.size() / quantities; }
};

template <class Law>
class WorldBlock {
public:
    using Payload = typename Law::Payload;

    WorldBlock(const PartitionedGraph& graph, const Law& law, const Admission& admission, std::uint64_t random_seed)
        : graph_(graph), law_(law), admission_(admission), random_seed_(random_seed), records_(graph.owned_count()) {
        counts_.quantities = 1 + law.levels().size();
        up_.resize(counts_.quantities);
        down_.resize(counts_.quantities);
    }

    /// Worlds first + bit for the bits of `worlds`; nobody is active.
    void begin(SampleId first, std::uint64_t worlds) {
        records_.begin(worlds);
        now_.clear();
        step_ = 0;
        counts_.first = first;
        counts_.worlds = worlds;
        counts_.change.clear();
        counts_.kinds.clear();
    }
    /// An owned seed; twice is once. `visit(v, worlds, step, kind)` hears of it.
    template <class Visit>
    void start(LocalVertex v, Visit&& visit) {
        if (!admission_.admits(v))
            return;
        Record& record = records_.at(v);
        if (record.empty())
            finish(v, record, law_.start(here(v), record, state_, counts_.worlds, counter()), now_, visit);
    }
    /// The seeds are complete.
    void started() { close_step(); }

    bool acting() const { return now_.size() > 0; }
    std::uint32_t step() const { return step_; }

    /// Begins the next step.
    void begin_step() {
        ++step_;
        left_ = 0;
    }
    /// send(place, worlds, payload) for the crossings of what acts, vertex by vertex while `more()`, going on where it
    /// stopped. True when all have left.
    template <class More, class Send>
    bool leave(More&& more, Send&& send) {
        constexpr std::size_t kAhead = 8;
        for (; left_ < now_.size() && more(); ++left_) {
            if (left_ + kAhead < now_.size())
                law_.prefetch_vertex(now_[left_ + kAhead].vertex);
            const Acting at = now_[left_];
            std::uint64_t worlds = at.worlds;
            if constexpr (Law::kTriesAgain)
                if (law_.stays_taken())
                    worlds &= ~saturated(at);
            if (worlds != 0)
                law_.leave(
                    here(at), [&]() -> Record& { return records_.at(at.vertex); }, state_, worlds, send);
        }
        return left_ == now_.size();
    }
    void prefetch(LocalVertex v) const { records_.prefetch(v); }
    /// A crossing arrives at an owned vertex.
    void receive(LocalVertex v, std::uint64_t worlds, const Payload& payload) {
        if (!admission_.admits(v))
            return;
        Record& record = records_.at(v);
        const bool first = record.arrived == 0;
        law_.receive(here(v), record, state_, worlds, payload);
        touched_.push_if(first && record.arrived != 0, v);
    }
    /// Ends the step. `visit(v, worlds, step, kind)` hears of every activation.
    template <class Visit>
    void settle(Visit&& visit) {
        constexpr std::size_t kAhead = 8;
        for (std::size_t i = 0; i < touched_.size(); ++i) {
            if (i + kAhead < touched_.size())
                records_.prefetch(touched_[i + kAhead]);
            const LocalVertex v = touched_[i];
            Record& record = records_.at(v);
            const Where where = here(v);
            std::uint64_t worlds = law_.candidates(record);
            if (admission_.selective())
                worlds = admission_.open(random_seed_, counts_.first, v, where.id, worlds);
            const Settled settled = law_.settle(where, record, state_, worlds, counter());
            record.arrived = 0;
            finish(v, record, settled, next_, visit);
        }
        touched_.clear();
        if constexpr (requires { law_.turn(here(0), records_.at(0), 0, counter()); }) {
            std::size_t going_on = 0;
            for (const Acting at : now_) {
                const std::uint64_t worlds = law_.turn(here(at), records_.at(at.vertex), at.worlds, counter());
                now_[going_on] = {at.vertex, at.since, worlds};
                going_on += worlds != 0;
            }
            now_.resize(going_on);
            for (const Acting& fresh : next_)
                now_.push(fresh);
        } else {
            std::swap(now_, next_);
        }
        next_.clear();
        close_step();
    }

    /// Complete once the block has ended.
    const BlockCounts& counts() const { return counts_; }
    /// The block is done: `reached(v, worlds, kind)` hears of every vertex that was ever active, and all is forgotten but
    /// the counts.
    template <class Reached>
    void end(Reached&& reached) {
        now_.give_back_above(kRoomKept); // before `reached` asks for memory of its own
        next_.give_back_above(kRoomKept);
        touched_.give_back_above(kRoomKept);
        if constexpr (kCountsKinds) {
            counts_.kinds.resize(counts_.steps());
            for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
                kinds_[kind].move_to(counts_.kinds[kind], 1);
            kinds_.clear();
        }
        records_.drain([&](LocalVertex v, const Record& record) {
            if (law_.active(record) != 0)
                for_each_kind(v, record, law_.active(record),
                              [&](std::uint32_t kind, std::uint64_t worlds) { reached(v, worlds, kind); });
        });
        state_.clear();
    }

private:
    using Record = typename Law::Record;
    static constexpr bool kCountsKinds = requires { Law::kCountsKinds; };
    static constexpr std::size_t kRoomKept = std::size_t{1} << 20; ///< bytes of a list, from block to block
    struct Acting {
        LocalVertex vertex;
        std::uint32_t since;
        std::uint64_t worlds;
    };

    Where here(LocalVertex v) const { return {random_seed_, counts_.first, step_, v, graph_.to_global(v)}; }
    Where here(const Acting& at) const {
        Where where = here(at.vertex);
        where.since = at.since;
        return where;
    }
    auto counter() {
        return [this](std::size_t level, std::uint64_t worlds, std::int64_t by) {
            (by > 0 ? up_ : down_)[1 + level].add(worlds);
        };
    }
    void close_step() {
        for (std::size_t quantity = 0; quantity < counts_.quantities; ++quantity) {
            auto& row = counts_.change.emplace_back();
            up_[quantity].move_to(row, 1);
            down_[quantity].move_to(row, -1);
        }
    }
    /// Worlds in which nobody is left to take what the vertex sends: it need not be drawn. Known where the graph is whole.
    std::uint64_t saturated(const Acting& at) const {
        const AdjacencyLists& out = graph_.out();
        std::uint64_t worlds = graph_.layout.replicated() ? at.worlds : 0;
        for (EdgeId e = out.begin_of(at.vertex); e < out.end_of(at.vertex) && worlds != 0; ++e) {
            const Record* head = records_.find(static_cast<LocalVertex>(out.neighbours[e]));
            worlds &= head == nullptr ? 0 : head->taken;
        }
        return worlds;
    }
    template <class F>
    void for_each_kind(LocalVertex v, const Record& record, std::uint64_t worlds, F&& body) {
        if constexpr (requires { law_.kinds(here(v), record, state_, worlds, body); })
            law_.kinds(here(v), record, state_, worlds, body);
        else
            body(std::uint32_t{0}, worlds);
    }
    template <class Visit>
    void finish(LocalVertex v, const Record& record, const Settled& settled, WorkList<Acting>& list, Visit& visit) {
        if (settled.fresh != 0) {
            up_[0].add(settled.fresh);
            for_each_kind(v, record, settled.fresh, [&](std::uint32_t kind, std::uint64_t worlds) {
                if constexpr (kCountsKinds) {
                    if (kind >= kinds_.size())
                        kinds_.resize(kind + 1);
                    kinds_[kind].add(worlds);
                }
                visit(v, worlds, step_, kind);
            });
            if constexpr (requires { law_.trace(here(v), state_, 0); })
                for_each_world(settled.fresh, [&](std::uint32_t bit) {
                    visit(v, counts_.first + bit, step_, law_.trace(here(v), state_, bit));
                });
        }
        if (settled.acts != 0)
            list.push({v, step_, settled.acts});
    }

    const PartitionedGraph& graph_;
    const Law& law_;
    const Admission& admission_;
    std::uint64_t random_seed_;
    VertexRecords<Record> records_;
    typename Law::BlockState state_;
    std::uint32_t step_ = 0;
    std::size_t left_ = 0; ///< of now_, in this step
    WorkList<Acting> now_;
    WorkList<Acting> next_;
    WorkList<LocalVertex> touched_;
    BlockCounts counts_;
    std::vector<LaneTally> up_, down_; ///< of the step under way, [quantity]
    std::vector<LaneTally> kinds_;     ///< of the block, [kind]
};

} // namespace cascade
