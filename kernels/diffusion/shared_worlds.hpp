#pragma once
// Worlds on a partitioned graph: the shards of a group advance a batch of blocks step by step.
//
// A crossing goes to the shard that owns its head, with the worlds it happens in; each shard keeps the records of its own
// vertices, and its threads share a batch by block. A step takes one exchange for all worlds of the batch, or several
// where more crosses than a round may hold.

#include "engine/comm/all_to_all.hpp"
#include "engine/core/heap.hpp"
#include "engine/runtime/context.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/world_units.hpp"

#include <atomic>

namespace cascade::detail {

/// A crossing in some worlds of a block, addressed to the shard that owns its head.
template <class Payload>
struct SharedCrossing {
    std::uint32_t block; ///< of the batch
    LocalVertex vertex;
    std::uint64_t worlds;
    [[no_unique_address]] Payload payload;
};

template <class Law>
class SharedWorlds {
public:
    SharedWorlds(const Context& context, const PartitionedGraph& graph, const Law& law, const Admission& admission,
                 std::uint64_t random_seed, std::uint32_t max_steps)
        : threads_(context.threads), graph_(graph), law_(law), admission_(admission), random_seed_(random_seed),
          max_steps_(max_steps), outboxes_(static_cast<std::size_t>(context.threads)) {
        for (auto& outbox : outboxes_)
            outbox.resize(static_cast<std::size_t>(graph.layout.shards));
    }

    /// What changed in each unit over all shards, on shard 0; empty elsewhere. Collective over the group.
    std::vector<BlockCounts> run(const std::vector<WorldUnit>& units, std::span<const LocalVertex> seeds,
                                 VisitListener& listener) {
        std::vector<BlockCounts> all;
        for (std::size_t at = 0; at < units.size();) {
            const std::size_t count = std::min(batch_, units.size() - at);
            const std::uint64_t items = run_batch(std::span(units).subspan(at, count), seeds, listener);
            gather_counts(count, all);
            batch_ = std::clamp<std::size_t>(kItemsWanted * static_cast<std::size_t>(graph_.layout.shards) * count /
                                                 std::max<std::size_t>(items, 1),
                                             1, kLargestBatch);
            at += count;
        }
        return all;
    }

private:
    using Item = SharedCrossing<typename Law::Payload>;
    static constexpr std::size_t kLargestBatch = 1024;
    static constexpr std::size_t kItemsWanted = 1 << 22;  ///< a batch on a shard is sized to receive about this many
    static constexpr std::size_t kItemsInRound = 1 << 18; ///< that a shard sends, and those of one vertex more

    /// The number of items exchanged in the group. Collective over the group.
    std::uint64_t run_batch(std::span<const WorldUnit> units, std::span<const LocalVertex> seeds,
                            VisitListener& listener) {
        while (blocks_.size() < units.size())
            blocks_.emplace_back(graph_, law_, admission_, random_seed_);
        const auto visitor = [&](int thread, std::size_t b) { return UnitVisitor{listener, thread, units[b].first}; };
        for_blocks(units.size(), [&](int thread, std::size_t b) {
            blocks_[b].begin(units[b].first, units[b].worlds);
            for (const LocalVertex v : seeds)
                blocks_[b].start(v, visitor(thread, b));
            blocks_[b].started();
        });
        std::uint64_t exchanged = 0;
        for (std::uint32_t step = 0; step < max_steps_ && any_acts(units.size()); ++step) {
            for (std::size_t b = 0; b < units.size(); ++b)
                blocks_[b].begin_step();
            for (bool left = false; !left;)
                left = cross(units.size(), exchanged);
            for_blocks(units.size(), [&](int thread, std::size_t b) { blocks_[b].settle(visitor(thread, b)); });
        }
        if (units.size() == 1) // the graph is large, and so is what its vertices are about to be counted in
            give_back_free_memory();
        for_blocks(units.size(), [&](int thread, std::size_t b) {
            blocks_[b].end([&](LocalVertex v, std::uint64_t worlds, std::uint32_t kind) {
                listener.reached(thread, units[b].first, v, worlds, kind);
            });
        });
        return all_reduce_sum(graph_.group_comm, exchanged);
    }

    /// body(thread, block) for each block, always by the same thread.
    template <class F>
    void for_blocks(std::size_t count, F&& body) {
        parallel_region(threads_, [&](int thread) {
            for (auto b = static_cast<std::size_t>(thread); b < count; b += static_cast<std::size_t>(threads_))
                body(thread, b);
        });
    }

    bool any_acts(std::size_t count) {
        std::uint64_t acting = 0;
        for (std::size_t b = 0; b < count; ++b)
            acting += blocks_[b].acting();
        return all_reduce_sum(graph_.group_comm, acting) > 0;
    }

    /// One round: what leaves goes out, what arrives is received. True when all has left. Collective over the group.
    bool cross(std::size_t count, std::uint64_t& exchanged) {
        std::atomic<std::uint64_t> waiting{0};
        for_blocks(count, [&](int thread, std::size_t b) { waiting += !leave(thread, b); });
        const Received<Item> arrived = all_to_all(graph_.group_comm, merged_outbox());
        exchanged += arrived.items.size();
        parallel_region(threads_, [&](int thread) {
            for (const Item& item : arrived.items)
                if (item.block % static_cast<std::uint32_t>(threads_) == static_cast<std::uint32_t>(thread))
                    blocks_[item.block].receive(item.vertex, item.worlds, item.payload);
        });
        return all_reduce_sum(graph_.group_comm, waiting.load()) == 0;
    }

    /// What acts in a block, until a round is full; true when all has left.
    bool leave(int thread, std::size_t b) {
        auto& outbox = outboxes_[static_cast<std::size_t>(thread)];
        std::size_t room = kItemsInRound / static_cast<std::size_t>(threads_);
        for (const std::vector<Item>& box : outbox)
            room -= std::min(room, box.size());
        return blocks_[b].leave([&] { return room > 0; },
                                [&](EdgeId place, std::uint64_t worlds, const typename Law::Payload& payload) {
                                    const VertexId head = law_.target(place);
                                    const int owner = graph_.owner_of(head);
                                    outbox[static_cast<std::size_t>(owner)].push_back(
                                        {static_cast<std::uint32_t>(b),
                                         static_cast<LocalVertex>(head - graph_.shards.begin_of(owner)), worlds,
                                         payload});
                                    room -= room > 0;
                                });
    }

    std::vector<std::vector<Item>> merged_outbox() {
        std::vector<std::vector<Item>> all(static_cast<std::size_t>(graph_.layout.shards));
        for (auto& outbox : outboxes_)
            move_behind(all, outbox);
        return all;
    }

    /// Every block of a batch took the same number of steps, on every shard. Collective over the group.
    void gather_counts(std::size_t count, std::vector<BlockCounts>& all) {
        for (std::size_t b = 0; b < count; ++b) {
            BlockCounts sum = blocks_[b].counts();
            for (auto* rows : {&sum.change, &sum.kinds})
                if (!rows->empty())
                    all_reduce(graph_.group_comm, std::span(rows->front().data(), rows->size() * kBlockWorlds),
                               Reduction::sum);
            if (graph_.shard == 0)
                all.push_back(std::move(sum));
        }
    }

    int threads_;
    const PartitionedGraph& graph_;
    const Law& law_;
    const Admission& admission_;
    std::uint64_t random_seed_;
    std::uint32_t max_steps_;
    std::vector<WorldBlock<Law>> blocks_;
    std::vector<std::vector<std::vector<Item>>> outboxes_; ///< [thread][shard]
    std::size_t batch_ = 16;
};

} // namespace cascade::detail
