#pragma once
// Following influence from where a sample starts until nothing new is reached: RR sets and forward worlds alike.
//
// What crosses an arc is a *law*: live arcs drawn at the vertex that is left (`LiveLaw`), or weights that add up against
// a threshold at the vertex that is reached (`ThresholdLaw`). A range of samples is explored by one group of the layout,
// in batches. On a replicated graph (S = 1) each thread takes samples whole, breadth first. On a partitioned one a batch
// is level-synchronous: frontier items (slot, vertex) go to the shard that owns the vertex, which alone keeps the state
// of its vertices; threads of a shard share a batch by slot. Either way every vertex is seen once a sample, with its
// distance from the start, and what is seen depends on (key, sample, graph) alone.
//
// A visitor has
//   void begin_batch(SampleId first, std::uint32_t slots)            slot i of the batch is sample first + i
//   bool visit(int thread, std::uint32_t slot, LocalVertex v, std::uint32_t depth)    true: this sample may stop
//   void end_batch()                                                 may communicate within the group
// A sample that was told to stop visits nothing more on the shard that said so, and soon nothing elsewhere; a visitor
// whose answer must not depend on the layout asks to stop only where the answer is already settled.

#include "engine/comm/all_to_all.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/visited.hpp"

#include <atomic>

namespace cascade {

inline constexpr std::uint32_t kNoHorizon = ~std::uint32_t{0};

struct ExploreOptions {
    RandomKey key;
    std::uint32_t horizon = kNoHorizon; ///< vertices further than this many hops are not reached
};

/// Influence crosses live arcs, drawn when their vertex is reached.
class LiveLaw {
public:
    struct Payload {};
    using SampleState = VisitedSet;
    using BatchState = VisitedPairs;

    explicit LiveLaw(const LiveArcs& arcs) : arcs_(arcs) {}

    /// Marks a starting vertex; true when it is new.
    template <class State>
    bool start(State& state, typename State::Key at) const {
        return state.insert(at);
    }
    /// Takes one crossing; true when the vertex is newly reached.
    template <class State>
    bool arrive(State& state, typename State::Key at, const RandomKey&, SampleId, LocalVertex, VertexId,
                Payload) const {
        return state.insert(at);
    }
    /// Calls emit(place) for every arc that is crossed out of a newly reached vertex.
    template <class Emit>
    void leave(const RandomKey& key, SampleId sample, LocalVertex v, VertexId id, Emit&& emit) const {
        arcs_.draw_places(key, sample, v, id, emit);
    }
    /// Where the arc at a place leads, and what it carries.
    VertexId target(EdgeId place) const { return arcs_.neighbour(place); }
    Payload payload(EdgeId) const { return {}; }
    void prefetch(EdgeId place) const { arcs_.prefetch(place); }
    void prefetch_vertex(LocalVertex v) const { arcs_.prefetch_vertex(v); }

private:
    const LiveArcs& arcs_;
};

namespace detail {

/// A crossing, addressed to the shard that owns the vertex it leads to.
template <class Payload>
struct FrontierItem {
    std::uint32_t slot;
    LocalVertex vertex;
    [[no_unique_address]] Payload payload;
};

inline constexpr std::uint32_t kLargestBatch = 1 << 16;
inline constexpr std::uint64_t kItemsWanted = 1 << 22; ///< a batch on a shard is sized to hold about this many

/// Replicated graphs: a thread explores samples whole, several at a time.
///
/// Following one sample is a chain of cache misses: offsets of a vertex, the drawn neighbour, its offsets. A thread
/// therefore keeps kLanes samples in flight. A turn of a lane reads the neighbours it drew last time (fetched
/// meanwhile), asks for the offsets of those that are new, draws at the next vertex of its queue and asks for the
/// neighbours found. Within a sample the order is that of a plain breadth-first search.
template <class Law, class Starts, class Visitor>
class WholeSamples {
public:
    WholeSamples(const Context& context, const Law& law, const ExploreOptions& options, Starts& starts,
                 Visitor& visitor)
        : law_(law), options_(options), starts_(starts), visitor_(visitor),
          workers_(static_cast<std::size_t>(context.threads)) {}

    void run(SampleId first, std::uint32_t slots) {
        std::atomic<std::uint32_t> next{0};
        parallel_region(static_cast<int>(workers_.size()), [&](int thread) { work(first, slots, next, thread); });
    }

private:
    static constexpr std::size_t kLanes = 16;
    static constexpr std::uint32_t kPortion = 128; ///< slots a thread takes at once

    struct Lane {
        typename Law::SampleState state;
        std::vector<LocalVertex> reached; ///< in order of distance; doubles as the queue
        std::vector<EdgeId> crossed;      ///< arcs drawn in the last turn, not yet read
        SampleId sample = 0;
        std::size_t head = 0;      ///< next of `reached` to draw at
        std::size_t level_end = 0; ///< where the vertices of the current depth end
        std::uint32_t slot = 0;
        std::uint32_t depth = 0;
        bool stop = false;
    };
    struct alignas(64) Worker {
        std::array<Lane, kLanes> lanes;
    };

    /// Keeps the lanes of one thread busy until no slot is left.
    void work(SampleId first, std::uint32_t slots, std::atomic<std::uint32_t>& next, int thread) {
        std::array<Lane*, kLanes> busy;
        std::size_t count = 0;
        std::uint32_t at = 0;
        std::uint32_t end = 0;
        const auto begin_next = [&](Lane& lane) {
            if (at == end) {
                at = std::min(next.fetch_add(kPortion), slots);
                end = std::min(at + kPortion, slots);
                if (at == end)
                    return false;
            }
            begin(lane, first + at, at, thread);
            ++at;
            return true;
        };
        for (Lane& lane : workers_[static_cast<std::size_t>(thread)].lanes)
            if (begin_next(lane))
                busy[count++] = &lane;
        while (count > 0)
            for (std::size_t i = 0; i < count;) {
                if (turn(*busy[i], thread) || begin_next(*busy[i]))
                    ++i;
                else
                    busy[i] = busy[--count];
            }
    }

    void begin(Lane& lane, SampleId sample, std::uint32_t slot, int thread) {
        lane.state.clear();
        lane.reached.clear();
        lane.crossed.clear();
        lane.sample = sample;
        lane.slot = slot;
        lane.head = 0;
        lane.depth = 0;
        lane.stop = false;
        starts_(sample, [&](VertexId v) {
            if (!lane.stop && law_.start(lane.state, static_cast<LocalVertex>(v)))
                reach(lane, static_cast<LocalVertex>(v), 0, thread);
        });
        lane.level_end = lane.reached.size();
    }

    void reach(Lane& lane, LocalVertex v, std::uint32_t distance, int thread) {
        law_.prefetch_vertex(v);
        lane.reached.push_back(v);
        lane.stop = visitor_.visit(thread, lane.slot, v, distance);
    }

    /// One step of a sample; false when it has ended.
    bool turn(Lane& lane, int thread) {
        for (EdgeId place : lane.crossed) {
            const VertexId u = law_.target(place);
            const auto next = static_cast<LocalVertex>(u);
            if (law_.arrive(lane.state, next, options_.key, lane.sample, next, u, law_.payload(place)))
                reach(lane, next, lane.depth + 1, thread);
            if (lane.stop)
                return false;
        }
        lane.crossed.clear();
        if (lane.head == lane.level_end) {
            lane.level_end = lane.reached.size();
            ++lane.depth;
        }
        if (lane.stop || lane.head == lane.reached.size() || lane.depth == options_.horizon)
            return false;
        const LocalVertex v = lane.reached[lane.head++];
        law_.leave(options_.key, lane.sample, v, v, [&](EdgeId place) {
            law_.prefetch(place);
            lane.crossed.push_back(place);
        });
        return true;
    }

    const Law& law_;
    const ExploreOptions& options_;
    Starts& starts_;
    Visitor& visitor_;
    std::vector<Worker> workers_;
};

/// Partitioned graphs: the shards of a group advance a batch of samples level by level.
template <class Law, class Starts, class Visitor>
class SharedSamples {
public:
    using Item = FrontierItem<typename Law::Payload>;

    SharedSamples(const Context& context, const PartitionedGraph& graph, const Law& law, const ExploreOptions& options,
                  Starts& starts, Visitor& visitor)
        : graph_(graph), law_(law), options_(options), starts_(starts), visitor_(visitor),
          workers_(static_cast<std::size_t>(context.threads)) {
        for (Worker& worker : workers_)
            worker.outbox.resize(static_cast<std::size_t>(graph.layout.shards));
    }

    /// Collective over the group; returns the number of vertices visited on all its shards.
    std::uint64_t run(SampleId first, std::uint32_t slots) {
        for (Worker& worker : workers_) {
            worker.state.clear();
            worker.count = 0;
        }
        stopped_.assign((slots + 63) / 64, 0);
        const auto shards = static_cast<std::uint32_t>(graph_.layout.shards);
        for (std::uint32_t slot = static_cast<std::uint32_t>(graph_.shard); slot < slots; slot += shards)
            starts_(first + slot, [&](VertexId v) { send(workers_[0], slot, v, {}); });
        bool some_stopped = false;
        for (std::uint32_t depth = 0;; ++depth) {
            const Received<Item> arrived = all_to_all(graph_.group_comm, merged_outbox());
            std::array<std::uint64_t, 2> busy{arrived.items.size(), some_stopped};
            all_reduce(graph_.group_comm, std::span<std::uint64_t>(busy), Reduction::sum);
            if (busy[0] == 0)
                break;
            if (busy[1] != 0)
                all_reduce(graph_.group_comm, std::span(stopped_), Reduction::bit_or);
            some_stopped = advance(arrived.items, first, depth);
        }
        std::uint64_t visited = 0;
        for (const Worker& worker : workers_)
            visited += worker.count;
        return all_reduce_sum(graph_.group_comm, visited);
    }

private:
    struct alignas(64) Worker {
        typename Law::BatchState state;
        std::vector<std::vector<Item>> outbox;
        std::uint64_t count = 0;
    };

    void send(Worker& worker, std::uint32_t slot, VertexId v, typename Law::Payload payload) {
        const int owner = graph_.owner_of(v);
        worker.outbox[static_cast<std::size_t>(owner)].push_back(
            {slot, static_cast<LocalVertex>(v - graph_.shards.begin_of(owner)), payload});
    }

    std::vector<std::vector<Item>> merged_outbox() {
        std::vector<std::vector<Item>> all(static_cast<std::size_t>(graph_.layout.shards));
        for (Worker& worker : workers_)
            for (std::size_t s = 0; s < all.size(); ++s) {
                if (all[s].empty())
                    all[s].swap(worker.outbox[s]);
                else
                    all[s].insert(all[s].end(), worker.outbox[s].begin(), worker.outbox[s].end());
                worker.outbox[s].clear();
            }
        return all;
    }

    bool is_stopped(std::uint32_t slot) {
        return std::atomic_ref(stopped_[slot / 64]).load(std::memory_order_relaxed) >> (slot % 64) & 1;
    }

    /// One level: visit what is new among the arrived, send its crossings on. True when a sample was stopped.
    bool advance(const std::vector<Item>& arrived, SampleId first, std::uint32_t depth) {
        std::atomic<bool> stopping = false;
        const auto threads = static_cast<std::uint32_t>(workers_.size());
        parallel_region(static_cast<int>(threads), [&](int thread) {
            Worker& worker = workers_[static_cast<std::size_t>(thread)];
            for (const Item& item : arrived) {
                if (item.slot % threads != static_cast<std::uint32_t>(thread) || is_stopped(item.slot))
                    continue;
                const VertexId id = graph_.to_global(item.vertex);
                const std::uint64_t at = std::uint64_t{item.slot} << 32 | item.vertex;
                if (!(depth == 0 ? law_.start(worker.state, at)
                                 : law_.arrive(worker.state, at, options_.key, first + item.slot, item.vertex, id,
                                               item.payload)))
                    continue;
                ++worker.count;
                if (visitor_.visit(thread, item.slot, item.vertex, depth)) {
                    std::atomic_ref(stopped_[item.slot / 64])
                        .fetch_or(std::uint64_t{1} << (item.slot % 64), std::memory_order_relaxed);
                    stopping.store(true, std::memory_order_relaxed);
                } else if (depth < options_.horizon) {
                    law_.leave(options_.key, first + item.slot, item.vertex, id,
                               [&](EdgeId place) { send(worker, item.slot, law_.target(place), law_.payload(place)); });
                }
            }
        });
        return stopping.load();
    }

    const PartitionedGraph& graph_;
    const Law& law_;
    const ExploreOptions& options_;
    Starts& starts_;
    Visitor& visitor_;
    std::vector<Worker> workers_;
    std::vector<std::uint64_t> stopped_; ///< a bit a slot
};

} // namespace detail

/// The consecutive share of [begin, end) that falls to a group; shares are in group order.
struct SampleRange {
    SampleId begin = 0;
    SampleId end = 0;

    std::uint64_t size() const { return end - begin; }
    static SampleRange of_group(const PartitionedGraph& graph, SampleId begin, SampleId end) {
        const Partition parts = Partition::equal(end - begin, graph.layout.groups);
        return {begin + parts.begin_of(graph.group), begin + parts.end_of(graph.group)};
    }
};

/// Explores this group's samples of `range`. `starts(sample, emit)` calls emit(vertex) for each starting vertex and must
/// be a pure function. Collective over the group.
template <class Law, class Starts, class Visitor>
void explore(Context& context, const PartitionedGraph& graph, const Law& law, const ExploreOptions& options,
             SampleRange range, Starts&& starts, Visitor&& visitor) {
    if (graph.layout.replicated()) {
        detail::WholeSamples engine(context, law, options, starts, visitor);
        for (SampleId at = range.begin; at < range.end; at += detail::kLargestBatch) {
            const auto slots =
                static_cast<std::uint32_t>(std::min<std::uint64_t>(detail::kLargestBatch, range.end - at));
            visitor.begin_batch(at, slots);
            engine.run(at, slots);
            visitor.end_batch();
        }
        return;
    }
    detail::SharedSamples engine(context, graph, law, options, starts, visitor);
    std::uint64_t wanted = 1024;
    for (SampleId at = range.begin; at < range.end;) {
        const auto slots = static_cast<std::uint32_t>(std::min<std::uint64_t>(wanted, range.end - at));
        visitor.begin_batch(at, slots);
        const std::uint64_t visited = engine.run(at, slots);
        visitor.end_batch();
        at += slots;
        const std::uint64_t most = detail::kItemsWanted * static_cast<std::uint64_t>(graph.layout.shards);
        wanted =
            std::clamp<std::uint64_t>(most * slots / std::max<std::uint64_t>(visited, 1), 64, detail::kLargestBatch);
    }
}

} // namespace cascade
