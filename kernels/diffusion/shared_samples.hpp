#pragma once
// Exploring a partitioned graph: the shards of a group advance a batch of samples level by level.
//
// A crossing goes to the shard that owns the vertex it leads to, which alone knows whether the sample has been there. One
// exchange a level for all samples of the batch.
//
// The slots of a batch are cut into kLanes *lanes*, the same on all shards, and a lane is worked on as a whole: what its
// few samples have visited stays in cache meanwhile, and a list of them is ascending by slot, which packs well
// (crossing_code.hpp). Within a lane vertices are drawn at by the block, as in whole_samples.hpp: first the visits, whose
// offsets are asked for, then the draws, whose heads are, then the heads. A head of this shard is looked up at once, so
// that only what is new waits for the next level; one of another shard is sent unless it was sent lately: `SentLately`
// remembers some thousand crossings, which in dense graphs spares most of them. The other shard would find out anyway.
//
// Lanes belong to threads, so that a sample is always visited by the same one.

#include "engine/comm/all_to_all.hpp"
#include "engine/core/processor.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/crossing_code.hpp"
#include "kernels/diffusion/explore_options.hpp"
#include "kernels/diffusion/lane_sizes.hpp"
#include "kernels/diffusion/live_arcs.hpp"
#include "kernels/diffusion/visited.hpp"
#include "kernels/diffusion/work_list.hpp"

#include <array>
#include <atomic>

namespace cascade::detail {

/// Some of the keys that were put into it since it was emptied.
class SentLately {
public:
    void clear() { keys_.fill(kNone); }
    /// True when `key` is not known to have been here.
    bool put(std::uint64_t key) {
        std::uint64_t& place = keys_[static_cast<std::size_t>(key * 0x9e3779b97f4a7c15ULL >> (64 - kBits))];
        const bool fresh = place != key;
        place = key;
        return fresh;
    }

private:
    static constexpr int kBits = 11;
    static constexpr std::uint64_t kNone = ~std::uint64_t{0};
    std::array<std::uint64_t, std::size_t{1} << kBits> keys_;
};

template <class Law, class Starts, class Visitor>
class SharedSamples {
public:
    SharedSamples(Context& context, const PartitionedGraph& graph, const Law& law, const ExploreOptions& options,
                  Starts& starts, Visitor& visitor)
        : context_(context), graph_(graph), law_(law), options_(options), starts_(starts), visitor_(visitor),
          workers_(static_cast<std::size_t>(context.threads)), lanes_(kLanes) {
        CASCADE_CHECK(graph.layout.shards <= kMostShards, "{} shards", graph.layout.shards);
        for (int shard = 0; shard < graph.layout.shards; ++shard)
            codes_.emplace_back(graph.shards.count_of(shard));
        for (Lane& lane : lanes_)
            lane.out.resize(codes_.size());
    }

    /// At most 2^16 slots. Collective over the group; returns the number of vertices visited on all its shards.
    std::uint64_t run(SampleId first, std::uint32_t slots) {
        first_ = first;
        slots_ = slots;
        width_ = (slots + kLanes - 1) / kLanes;
        stopped_.assign((slots + 63) / 64, 0);
        draw_horizons();
        each_lane([&](int, std::uint32_t number) { begin(number); });
        bool some_stopped = false;
        for (depth_ = 0;; ++depth_) {
            std::array<std::uint64_t, 2> busy{waiting(), some_stopped};
            all_reduce(graph_.group_comm, std::span<std::uint64_t>(busy), Reduction::sum);
            if (busy[0] == 0)
                break;
            if (busy[1] != 0)
                all_reduce(graph_.group_comm, std::span(stopped_), Reduction::bit_or);
            const Received<char> arrived = all_to_all(graph_.group_comm, packed());
            some_stopped = advance(arrived);
        }
        std::uint64_t visited = 0;
        for (const Lane& lane : lanes_) {
            visited += lane.visited;
            context_.crossings += lane.received;
        }
        return all_reduce_sum(graph_.group_comm, visited);
    }

private:
    static constexpr std::uint32_t kLanes = std::tuple_size_v<LaneSizes>;
    static constexpr std::size_t kChunk = 4 * kDrawBlock;
    static constexpr int kMostShards = 1 << 14; ///< so that slot, shard and vertex are one key

    struct Lane {
        VisitedPairs seen;
        WorkList<Crossing> now;           ///< new vertices of this shard, to be visited at this level
        WorkList<Crossing> next;          ///< and at the next
        std::vector<PackedCrossings> out; ///< [shard]
        SentLately sent;
        std::uint64_t visited = 0;
        std::uint64_t received = 0; ///< from other shards
    };
    struct Leaver {
        std::uint32_t slot;
        EdgeId place;
    };
    struct alignas(64) Worker {
        std::array<Leaving, kChunk> leaving;
        std::array<std::uint32_t, kChunk> slots; ///< of `leaving`
        WorkList<Leaver> crossed;
        WorkList<Crossing> arriving; ///< of those, at this shard
        WorkList<Crossing> sorted;
        std::vector<std::uint32_t> ends; ///< [slot of the lane + 1], for sorting
    };

    template <class F>
    void each_lane(F&& body) {
        const auto threads = static_cast<std::uint32_t>(workers_.size());
        parallel_region(static_cast<int>(threads), [&](int thread) {
            for (auto number = static_cast<std::uint32_t>(thread); number < kLanes; number += threads)
                body(thread, number);
        });
    }
    std::uint32_t slot_begin(std::uint32_t number) const { return std::min(slots_, number * width_); }

    /// Once a batch, where samples have horizons of their own: items ask again and again.
    void draw_horizons() {
        if (options_.horizons_vary()) {
            horizons_.resize(slots_);
            for (std::uint32_t slot = 0; slot < slots_; ++slot)
                horizons_[slot] = options_.horizon_of(first_ + slot);
        } else {
            same_horizon_ = options_.horizon_of(first_);
        }
    }
    std::uint32_t horizon_of(std::uint32_t slot) const { return horizons_.empty() ? same_horizon_ : horizons_[slot]; }

    bool is_stopped(std::uint32_t slot) {
        return std::atomic_ref(stopped_[slot / 64]).load(std::memory_order_relaxed) >> (slot % 64) & 1;
    }

    /// Empties a lane and sends its starting vertices.
    void begin(std::uint32_t number) {
        Lane& lane = lanes_[number];
        lane.seen.clear();
        lane.now.clear();
        lane.next.clear();
        lane.sent.clear();
        lane.visited = lane.received = 0;
        for (PackedCrossings& list : lane.out)
            list.begin(slot_begin(number));
        const auto shards = static_cast<std::uint32_t>(codes_.size());
        bool by_shard = false;
        if constexpr (requires { starts_.by_shard(); })
            by_shard = starts_.by_shard();
        for (std::uint32_t slot = slot_begin(number); slot < slot_begin(number + 1); ++slot)
            if (by_shard || slot % shards == static_cast<std::uint32_t>(graph_.shard))
                starts_(first_ + slot, [&](VertexId root) {
                    if (!graph_.is_owned(root))
                        return send(lane, slot, root);
                    const LocalVertex v = graph_.to_local(root);
                    lane.next.push_if(lane.seen.insert(key_of(slot, v)), {slot, v});
                });
    }

    static std::uint64_t key_of(std::uint32_t slot, LocalVertex v) { return std::uint64_t{slot} << 32 | v; }

    /// To another shard.
    void send(Lane& lane, std::uint32_t slot, VertexId head) {
        const auto owner = static_cast<std::size_t>(graph_.owner_of(head));
        const auto v = static_cast<LocalVertex>(head - graph_.shards.begin_of(static_cast<int>(owner)));
        if (lane.sent.put(std::uint64_t{slot} << 46 | std::uint64_t{owner} << 32 | v))
            lane.out[owner].push(codes_[owner], {slot, v});
    }

    /// What is to be visited or sent.
    std::uint64_t waiting() const {
        std::uint64_t sum = 0;
        for (const Lane& lane : lanes_) {
            sum += lane.next.size();
            for (const PackedCrossings& list : lane.out)
                sum += list.size();
        }
        return sum;
    }

    /// For each shard the sizes of its lanes' lists, the lists, and room to read further than their end.
    std::vector<std::vector<char>> packed() {
        std::vector<std::vector<char>> messages(codes_.size());
        for (std::size_t shard = 0; shard < messages.size(); ++shard) {
            LaneSizes sizes;
            std::size_t bytes = 0;
            for (std::uint32_t number = 0; number < kLanes; ++number)
                bytes += sizes[number] = static_cast<std::uint32_t>(lanes_[number].out[shard].size());
            if (bytes == 0)
                continue;
            std::vector<char>& message = messages[shard];
            append_lane_sizes(message, sizes);
            message.reserve(message.size() + bytes + CrossingCode::kSlack);
            for (std::uint32_t number = 0; number < kLanes; ++number) {
                PackedCrossings& list = lanes_[number].out[shard];
                message.insert(message.end(), list.data(), list.data() + list.size());
                list.begin(slot_begin(number));
            }
            message.resize(message.size() + CrossingCode::kSlack);
        }
        return messages;
    }

    /// One level. True when a sample was stopped.
    bool advance(const Received<char>& arrived) {
        begins_.resize(codes_.size() * (kLanes + 1));
        for (std::size_t shard = 0; shard < codes_.size(); ++shard) {
            const std::span<const char> message = arrived.from(static_cast<int>(shard));
            const char* at = message.data();
            const LaneSizes sizes = message.empty() ? LaneSizes{} : read_lane_sizes(at);
            const char** const begins = begins_.data() + shard * (kLanes + 1);
            begins[0] = at;
            for (std::uint32_t number = 0; number < kLanes; ++number)
                begins[number + 1] = begins[number] + sizes[number];
        }
        std::atomic<bool> stopping = false;
        each_lane([&](int thread, std::uint32_t number) {
            Lane& lane = lanes_[number];
            std::swap(lane.now, lane.next);
            lane.next.clear();
            for (std::size_t shard = 0; shard < codes_.size(); ++shard) {
                const char* const* const list = begins_.data() + shard * (kLanes + 1) + number;
                receive(lane, list[0], list[1], slot_begin(number));
            }
            if (lane.now.size() == 0)
                return;
            Worker& worker = workers_[static_cast<std::size_t>(thread)];
            sort_by_slot(worker, lane, number);
            if (has_newer_instructions() ? visit_newer(worker, lane, thread) : visit(worker, lane, thread))
                stopping.store(true, std::memory_order_relaxed);
        });
        return stopping.load();
    }

    /// By the chunk: where the state of a vertex lies is asked for before it is looked at.
    void receive(Lane& lane, const char* begin, const char* end, std::uint32_t slot) {
        std::array<Crossing, kChunk> chunk;
        std::size_t count = 0;
        const auto look = [&] {
            for (std::size_t i = 0; i < count; ++i) {
                const Crossing& crossing = chunk[i];
                const bool fresh = (depth_ == 0 || !is_stopped(crossing.slot)) &&
                                   lane.seen.insert(key_of(crossing.slot, crossing.vertex));
                lane.now.push_if(fresh, crossing);
            }
            lane.received += count;
            count = 0;
        };
        codes_[static_cast<std::size_t>(graph_.shard)].read(begin, end, slot, [&](const Crossing& crossing) {
            lane.seen.prefetch(key_of(crossing.slot, crossing.vertex));
            chunk[count++] = crossing;
            if (count == kChunk)
                look();
        });
        look();
    }

    /// lane.now, ascending by slot.
    void sort_by_slot(Worker& worker, Lane& lane, std::uint32_t number) {
        const std::uint32_t begin = slot_begin(number);
        std::vector<std::uint32_t>& ends = worker.ends;
        ends.assign(width_ + 1, 0);
        for (const Crossing& crossing : lane.now)
            ++ends[crossing.slot - begin + 1];
        for (std::uint32_t i = 1; i <= width_; ++i)
            ends[i] += ends[i - 1];
        worker.sorted.resize(lane.now.size());
        for (const Crossing& crossing : lane.now)
            worker.sorted[ends[crossing.slot - begin]++] = crossing;
        std::swap(lane.now, worker.sorted);
    }

    /// `visit` for newer processors.
    CASCADE_NEWER_INSTRUCTIONS bool visit_newer(Worker& worker, Lane& lane, int thread) {
        return visit(worker, lane, thread);
    }
    /// Visits what waits in a lane and sends its crossings on. True when a sample was stopped.
    bool visit(Worker& worker, Lane& lane, int thread) {
        auto&& visit = visitor_.on_thread(thread);
        bool stopping = false;
        for (std::size_t at = 0; at < lane.now.size();) {
            std::size_t count = 0;
            for (; at < lane.now.size() && count < kChunk; ++at) {
                const Crossing reached = lane.now[at];
                if (is_stopped(reached.slot))
                    continue;
                ++lane.visited;
                if (visit(reached.slot, reached.vertex, depth_)) {
                    std::atomic_ref(stopped_[reached.slot / 64])
                        .fetch_or(std::uint64_t{1} << (reached.slot % 64), std::memory_order_relaxed);
                    stopping = true;
                } else if (depth_ < horizon_of(reached.slot)) {
                    law_.prefetch_vertex(reached.vertex);
                    worker.leaving[count] = {first_ + reached.slot, reached.vertex, graph_.to_global(reached.vertex)};
                    worker.slots[count++] = reached.slot;
                }
            }
            leave(worker, lane, count);
        }
        return stopping;
    }

    void leave(Worker& worker, Lane& lane, std::size_t count) {
        for (std::size_t from = 0; from < count; from += kDrawBlock)
            law_.leave_all(options_.key, std::span(worker.leaving.data() + from, std::min(kDrawBlock, count - from)),
                           [&](std::size_t i, EdgeId place) {
                               law_.prefetch(place);
                               worker.crossed.push({worker.slots[from + i], place});
                           });
        for (const Leaver& crossing : worker.crossed)
            if (const VertexId head = law_.target(crossing.place); graph_.is_owned(head)) {
                const LocalVertex v = graph_.to_local(head);
                lane.seen.prefetch(key_of(crossing.slot, v));
                worker.arriving.push({crossing.slot, v});
            } else {
                send(lane, crossing.slot, head);
            }
        worker.crossed.clear();
        for (const Crossing& crossing : worker.arriving)
            lane.next.push_if(lane.seen.insert(key_of(crossing.slot, crossing.vertex)), crossing);
        worker.arriving.clear();
    }

    Context& context_;
    const PartitionedGraph& graph_;
    const Law& law_;
    const ExploreOptions& options_;
    Starts& starts_;
    Visitor& visitor_;
    std::vector<Worker> workers_;
    std::vector<Lane> lanes_;
    std::vector<CrossingCode> codes_; ///< [shard]
    std::vector<const char*> begins_; ///< [shard * (kLanes + 1) + lane]: of the lists in what arrived
    // of the batch
    SampleId first_ = 0;
    std::uint32_t slots_ = 0;
    std::uint32_t width_ = 0; ///< slots a lane
    std::uint32_t depth_ = 0;
    std::vector<std::uint64_t> stopped_;  ///< a bit a slot
    std::vector<std::uint32_t> horizons_; ///< [slot]; empty: the same for all
    std::uint32_t same_horizon_ = kNoHorizon;
};

} // namespace cascade::detail
