#include "kernels/sampling/rr_sets.hpp"

#include "engine/comm/agree.hpp"
#include "kernels/diffusion/sample_walk.hpp"
#include "kernels/diffusion/wide_steps.hpp"

#include <array>
#include <bit>
#include <utility>

namespace cascade {
namespace {

constexpr std::uint64_t kPortion = std::uint64_t{1} << 20; ///< memberships a rank should hold at once

/// Collects what each thread visits, addressed to the rank that selects it. The boxes keep their memory between portions.
class MembershipVisitor {
public:
    MembershipVisitor(const Context& context, const PartitionedGraph& graph, const SeedClasses* sentinels)
        : graph_(graph), sentinels_(sentinels), single_(graph.layout.groups == 1),
          threads_(static_cast<std::size_t>(context.threads)) {
        for (Thread& thread : threads_) {
            thread.boxes.resize(single_ ? 1 : static_cast<std::size_t>(context.world.size()));
            thread.batch_begin.resize(thread.boxes.size());
        }
    }

    struct Visit {
        MembershipVisitor& all;
        std::vector<std::vector<Membership>>& boxes;

        bool operator()(std::uint32_t slot, LocalVertex v, std::uint32_t) const {
            if (all.sentinels_ != nullptr && all.sentinels_->contains(v)) {
                std::atomic_ref(all.hit_[slot / 64])
                    .fetch_or(std::uint64_t{1} << (slot % 64), std::memory_order_relaxed);
                return true;
            }
            const auto sample = static_cast<std::uint32_t>(all.first_ + slot);
            if (all.single_)
                boxes[0].push_back({sample, v}); // the shard is the selection range
            else
                all.push_to_owner(boxes, sample, v);
            return false;
        }
        bool takes_all() const { return all.sentinels_ == nullptr && all.single_; }
        std::uint64_t take(std::span<const std::uint64_t> reached, std::span<const std::uint32_t> slots) const {
            static_assert(std::endian::native == std::endian::little && sizeof(Membership) == 8);
            std::vector<Membership>& box = boxes[0];
            const std::size_t before = box.size();
            box.resize(before + reached.size());
            return name_reached(reached, slots, static_cast<std::uint32_t>(all.first_),
                                reinterpret_cast<std::uint64_t*>(box.data() + before));
        }
    };

    void begin_batch(SampleId first, std::uint32_t slots) {
        first_ = first;
        if (sentinels_ == nullptr)
            return;
        hit_.assign((slots + 63) / 64, 0);
        for (Thread& thread : threads_)
            for (std::size_t b = 0; b < thread.boxes.size(); ++b)
                thread.batch_begin[b] = thread.boxes[b].size();
    }

    auto on_thread(int t) { return Visit{*this, threads_[static_cast<std::size_t>(t)].boxes}; }

    bool seeks() const { return sentinels_ != nullptr; }
    bool is_goal(LocalVertex v) const { return sentinels_->contains(v); }

    void end_batch() {
        if (sentinels_ == nullptr)
            return;
        if (!graph_.layout.replicated())
            all_reduce(graph_.group_comm, std::span(hit_), Reduction::bit_or);
        if (graph_.shard == 0)
            for (std::uint64_t word : hit_)
                truncated_ += static_cast<std::uint64_t>(std::popcount(word));
        parallel_region(static_cast<int>(threads_.size()), [&](int t) {
            Thread& thread = threads_[static_cast<std::size_t>(t)];
            for (std::size_t b = 0; b < thread.boxes.size(); ++b)
                drop_hit(thread.boxes[b], thread.batch_begin[b]);
        });
    }

    /// Hands over everything collected since the last call; returns how much this rank received. Collective over `world`.
    std::uint64_t deliver(const Communicator& world, const KeepMemberships& keep) {
        std::vector<std::span<const Membership>> parts;
        Received<Membership> arrived;
        if (single_) {
            for (Thread& thread : threads_)
                parts.push_back(thread.boxes[0]);
        } else {
            arrived = all_to_all(world, merged_boxes());
            parts.push_back(arrived.items);
        }
        std::uint64_t count = 0;
        for (const auto& part : parts)
            count += part.size();
        agree(world, [&] { keep(parts); });
        for (Thread& thread : threads_)
            for (auto& box : thread.boxes)
                box.clear();
        return count;
    }

    /// Samples of this group that were truncated since the last call; on its first shard.
    std::uint64_t take_truncated() { return std::exchange(truncated_, 0); }

private:
    struct alignas(64) Thread {
        std::vector<std::vector<Membership>> boxes; ///< [rank], or one
        std::vector<std::size_t> batch_begin;       ///< where the current batch begins in each
    };

    void push_to_owner(std::vector<std::vector<Membership>>& boxes, std::uint32_t sample, LocalVertex v) const {
        const VertexId id = graph_.to_global(v);
        const int part = graph_.selection.owner_of(id);
        const int rank = part % graph_.layout.groups * graph_.layout.shards + part / graph_.layout.groups;
        boxes[static_cast<std::size_t>(rank)].push_back(
            {sample, static_cast<LocalVertex>(id - graph_.selection.begin_of(part))});
    }

    void drop_hit(std::vector<Membership>& box, std::size_t begin) const {
        const auto is_hit = [&](const Membership& item) {
            const std::uint64_t slot = item.sample - first_;
            return (hit_[slot / 64] >> (slot % 64) & 1) != 0;
        };
        box.erase(std::remove_if(box.begin() + static_cast<std::ptrdiff_t>(begin), box.end(), is_hit), box.end());
    }

    std::vector<std::vector<Membership>> merged_boxes() {
        std::vector<std::vector<Membership>> all(threads_[0].boxes.size());
        for (Thread& thread : threads_)
            move_behind(all, thread.boxes);
        return all;
    }

    const PartitionedGraph& graph_;
    const SeedClasses* sentinels_;
    bool single_;
    SampleId first_ = 0;
    std::vector<Thread> threads_;
    std::vector<std::uint64_t> hit_; ///< a bit a slot
    std::uint64_t truncated_ = 0;
};

} // namespace

RrSetCounts collect_rr_sets(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs,
                            const SampleOptions& options, SampleId begin, SampleId end, const KeepMemberships& keep,
                            const SeedClasses* sentinels, const AfterPortion& after) {
    CASCADE_CHECK(end < (SampleId{1} << 32), "{} samples in one pool", end);
    const RootLaw alike(graph.vertex_count());
    const RootStarts starts{options.roots == nullptr ? alike : *options.roots, options.key};
    MembershipVisitor visitor(context, graph, sentinels);
    const auto ranks = static_cast<std::uint64_t>(context.world.size());
    const auto explore = sample_walk(context, graph, arcs, options.left_out, options, starts, visitor);
    RrSetCounts total;
    std::uint64_t samples = 64 * ranks; // the first portion is blind: one sample may hold the graph
    for (SampleId at = begin; at < end;) {
        const SampleId stop = std::min(end, at + samples);
        const SampleRange mine = SampleRange::of_group(graph, at, stop);
        if (graph.layout.replicated())
            agree(context.world, [&] { explore(mine); });
        else
            explore(mine);
        std::array<std::uint64_t, 2> found = {visitor.deliver(context.world, keep), visitor.take_truncated()};
        all_reduce(context.world, std::span<std::uint64_t>(found), Reduction::sum);
        total.memberships += found[0];
        total.truncated += found[1];
        const std::uint64_t fitting = kPortion * ranks * (stop - at) / std::max<std::uint64_t>(found[0], 1);
        samples = std::clamp<std::uint64_t>(fitting, 64 * ranks, samples * 16);
        context.samples_drawn += stop - at;
        at = stop;
        context.progress("sampling", at, end);
        if (after)
            after(at, total);
    }
    return total;
}

} // namespace cascade
