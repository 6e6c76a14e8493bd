#pragma once
// Exploring a partitioned graph: the shards of a group advance a batch of samples level by level.
//
// Frontier items (slot, vertex) go to the shard that owns the vertex, which alone keeps the state of its vertices; the
// threads of a shard share a batch by slot. One exchange a level for all samples of the batch.

#include "engine/comm/all_to_all.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/explore_options.hpp"

#include <atomic>

namespace cascade::detail {

/// A crossing, addressed to the shard that owns the vertex it leads to.
template <class Payload>
struct FrontierItem {
    std::uint32_t slot;
    LocalVertex vertex;
    [[no_unique_address]] Payload payload;
};

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
        draw_horizons(first, slots);
        bool by_shard = false;
        if constexpr (requires { starts_.by_shard(); })
            by_shard = starts_.by_shard();
        const std::uint32_t step = by_shard ? 1 : static_cast<std::uint32_t>(graph_.layout.shards);
        for (std::uint32_t slot = by_shard ? 0 : static_cast<std::uint32_t>(graph_.shard); slot < slots; slot += step)
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
            move_behind(all, worker.outbox);
        return all;
    }

    /// Once a batch, where samples have horizons of their own: items ask again and again.
    void draw_horizons(SampleId first, std::uint32_t slots) {
        if (options_.horizons_vary()) {
            horizons_.resize(slots);
            for (std::uint32_t slot = 0; slot < slots; ++slot)
                horizons_[slot] = options_.horizon_of(first + slot);
        } else {
            same_horizon_ = options_.horizon_of(first);
        }
    }

    std::uint32_t horizon_of(std::uint32_t slot) const { return horizons_.empty() ? same_horizon_ : horizons_[slot]; }

    bool is_stopped(std::uint32_t slot) {
        return std::atomic_ref(stopped_[slot / 64]).load(std::memory_order_relaxed) >> (slot % 64) & 1;
    }

    /// One level: visit what is new among the arrived, send its crossings on. True when a sample was stopped.
    bool advance(const std::vector<Item>& arrived, SampleId first, std::uint32_t depth) {
        std::atomic<bool> stopping = false;
        const auto threads = static_cast<std::uint32_t>(workers_.size());
        parallel_region(static_cast<int>(threads), [&](int thread) {
            Worker& worker = workers_[static_cast<std::size_t>(thread)];
            auto&& visit = visitor_.on_thread(thread);
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
                if (visit(item.slot, item.vertex, depth)) {
                    std::atomic_ref(stopped_[item.slot / 64])
                        .fetch_or(std::uint64_t{1} << (item.slot % 64), std::memory_order_relaxed);
                    stopping.store(true, std::memory_order_relaxed);
                } else if (depth < horizon_of(item.slot)) {
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
    std::vector<std::uint64_t> stopped_;  ///< a bit a slot
    std::vector<std::uint32_t> horizons_; ///< [slot]; empty: the same for all
    std::uint32_t same_horizon_ = kNoHorizon;
};

} // namespace cascade::detail
