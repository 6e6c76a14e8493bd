#pragma once
// Following influence from where a sample starts until nothing new is reached: RR sets.
//
// What crosses an arc is a *law*: live arcs drawn at the vertex that is left (`LiveLaw`). A range of samples is explored
// by one group of the layout, in batches. On a replicated graph (S = 1) each thread takes samples whole, many in flight
// (`WholeSamples`); on a partitioned one the shards of a group advance a batch level by level (`SharedSamples`). Either way
// every vertex is seen once a sample, with its distance from the start, and what is seen depends on (key, sample, graph)
// alone. Forward worlds, which have more models, advance in steps of their own (world_block.hpp).
//
// A law has vertices(), how many there are on this shard; leave_all, which finds the arcs crossed out of several vertices;
// target, where such an arc leads; and two prefetches. Where it has wide_arcs() and that is not null, samples on a whole graph
// take steps of eight along those (wide_steps.hpp).
//
// A visitor has
//   void begin_batch(SampleId first, std::uint32_t slots)    slot i of the batch is sample first + i
//   auto on_thread(int thread)              a callable bool(std::uint32_t slot, LocalVertex v, std::uint32_t depth):
//                                           v is reached; true when this sample may stop. Samples mix. Where it has
//                                           takes_all() and that is true, take(reached, slots) stands for many calls
//                                           without a depth that all say false: of lane << kVertexBits | vertex, the
//                                           slots by lane; it returns the lanes, a bit each.
//   void end_batch()                        may communicate within the group
//   bool seeks()                            if it has that: samples stop at goals, and do little else
//   bool is_goal(LocalVertex v)             and v is one
// A sample that was told to stop visits nothing more on the shard that said so, and soon nothing elsewhere; a visitor
// whose answer must not depend on the layout asks to stop only where the answer is already settled. Where there are goals
// and depths do not count (no limit of hops), large samples are searched towards them, and depths other than 0 are unknown.

#include "kernels/diffusion/live_law.hpp"
#include "kernels/diffusion/shared_samples.hpp"
#include "kernels/diffusion/whole_samples.hpp"

#include <optional>

namespace cascade {

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

/// Who walks samples under a law, on either kind of layout; a law with a walk of its own specialises it.
template <class Law, class Starts, class Visitor>
struct WalkUnder {
    using Whole = detail::WholeSamples<Law, Starts, Visitor>;
    using Shared = detail::SharedSamples<Law, Starts, Visitor>;
};

/// Explores samples of this group. `starts(sample, emit)` calls emit(vertex) for each starting vertex and must be a pure
/// function; where it has by_shard() and that is true, each shard is asked for every sample and emits what it owns; where
/// it has in_a_row(first, count, emit), that calls emit(i, vertex) for the samples first + i, in this order. The law must
/// outlive the explorer. Keeps its working memory from one range to the next.
template <class Law, class Starts, class Visitor>
class Explorer {
public:
    Explorer(Context& context, const PartitionedGraph& graph, const Law& law, const ExploreOptions& options,
             Starts starts, Visitor& visitor)
        : threads_(context.threads), graph_(graph), law_(law), options_(options), starts_(std::move(starts)),
          visitor_(visitor) {
        if (graph.layout.replicated())
            whole_.emplace(context, law_, options_, starts_, visitor_);
        else
            shared_.emplace(context, graph, law_, options_, starts_, visitor_);
    }
    Explorer(const Explorer&) = delete;
    Explorer& operator=(const Explorer&) = delete;

    /// Collective over the group.
    void run(SampleRange range) {
        for (SampleId at = range.begin; at < range.end;) {
            const auto slots = static_cast<std::uint32_t>(std::min<std::uint64_t>(batch_, range.end - at));
            visitor_.begin_batch(at, slots);
            if (whole_)
                run_whole(at, slots);
            else
                size_batch(slots, shared_->run(at, slots));
            visitor_.end_batch();
            at += slots;
        }
    }

private:
    static constexpr std::uint64_t kLargestBatch = 1 << 16;
    static constexpr std::uint64_t kItemsWanted =
        1 << 21; ///< a shard of a batch visits about so many, which fit lane by lane into cache

    void run_whole(SampleId first, std::uint32_t slots) {
        if constexpr (SeeksGoals<Law, Visitor>)
            if (visitor_.seeks() && !options_.limits_hops() && (goals_.exists() || is_dense(slots))) {
                if (!goals_.exists())
                    goals_.make(graph_.in(), threads_, [&](LocalVertex v) { return visitor_.is_goal(v); });
                whole_->follow_first(goals_);
            }
        whole_->run(first, slots);
        explored_ += slots;
    }
    /// Samples are large, and together as much work as a look at every arc, which is a sixteenth of a crossing: it is known
    /// of those to come, or was so of those so far.
    bool is_dense(std::uint32_t slots) const {
        constexpr double kLarge = 64;             // vertices of a whole sample
        constexpr std::uint64_t kLargeSoFar = 16; // crossings of one that may have met its goal
        const auto arcs = static_cast<double>(graph_.in().arcs());
        if (options_.mean_size >= kLarge && 16 * options_.mean_size * slots >= arcs)
            return true;
        const std::uint64_t crossings = whole_->crossings();
        return crossings >= kLargeSoFar * explored_ && 16 * static_cast<double>(crossings) >= arcs && explored_ > 0;
    }

    void size_batch(std::uint32_t slots, std::uint64_t visited) {
        const std::uint64_t most = kItemsWanted * static_cast<std::uint64_t>(graph_.layout.shards);
        batch_ = std::clamp<std::uint64_t>(most * slots / std::max<std::uint64_t>(visited, 1), 64, kLargestBatch);
    }

    int threads_;
    const PartitionedGraph& graph_;
    const Law& law_;
    const ExploreOptions options_;
    Starts starts_;
    Visitor& visitor_;
    std::optional<typename WalkUnder<Law, Starts, Visitor>::Whole> whole_;
    std::optional<typename WalkUnder<Law, Starts, Visitor>::Shared> shared_;
    GoalMap own_goals_;
    GoalMap& goals_ = options_.goals == nullptr ? own_goals_ : *options_.goals;
    std::uint64_t explored_ = 0; ///< samples, on a whole graph
    std::uint64_t batch_ = graph_.layout.replicated() ? kLargestBatch : 1024;
};

/// Explores one range. Collective over the group.
template <class Law, class Starts, class Visitor>
void explore(Context& context, const PartitionedGraph& graph, const Law& law, const ExploreOptions& options,
             SampleRange range, Starts&& starts, Visitor& visitor) {
    Explorer<Law, std::decay_t<Starts>, Visitor>(context, graph, law, options, starts, visitor).run(range);
}

} // namespace cascade
