#include "kernels/diffusion/local_reach.hpp"

#include "engine/comm/all_to_all.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/arc_chances.hpp"

#include <atomic>

namespace cascade {
namespace {

/// Reaches are sums of whole numbers, so that their order does not matter.
constexpr double kOne = 1 << 24;
using Reaches = BigArray<std::uint64_t>; ///< [owned vertex], in units of 1 / kOne

struct Share {
    VertexId to;
    std::uint64_t amount;
};

/// Of each vertex what its heads are worth, which is `worth_of(head)`, times the probability of the arc.
template <class Worth>
class ReachSum {
public:
    ReachSum(Context& context, const PartitionedGraph& graph, Worth worth_of)
        : context_(context), graph_(graph), worth_of_(worth_of), sums_(graph.owned_count()) {}

    void add(const LiveArcs& arcs) {
        if (graph_.layout.replicated())
            add_here(arcs);
        else
            add_everywhere(arcs);
    }
    Reaches take() { return std::move(sums_); }

private:
    static constexpr std::size_t kGrain = 1024;
    static constexpr EdgeId kAhead = 16;                ///< arcs whose tails are asked for before they are added to
    static constexpr EdgeId kPortion = EdgeId{1} << 20; ///< arcs whose shares are sent at once

    template <class Add>
    void for_each_share(const LiveArcs& arcs, LocalVertex head, Add&& add) const {
        const double worth = worth_of_(head);
        arcs.for_each_chance(
            head, [&](EdgeId place, double chance) { add(place, static_cast<std::uint64_t>(chance * worth)); });
    }

    void add_here(const LiveArcs& arcs) {
        const bool alone = context_.threads == 1;
        parallel_for(context_.threads, arcs.vertices(), kGrain, [&](std::size_t begin, std::size_t end, int) {
            for (std::size_t v = begin; v < end; ++v)
                for_each_share(arcs, static_cast<LocalVertex>(v), [&](EdgeId place, std::uint64_t amount) {
                    if (place + kAhead < arcs.places())
                        __builtin_prefetch(sums_.data() + arcs.neighbour(place + kAhead), 1);
                    const VertexId tail = arcs.neighbour(place);
                    if (alone)
                        sums_[tail] += amount;
                    else
                        std::atomic_ref(sums_[tail]).fetch_add(amount, std::memory_order_relaxed);
                });
        });
    }

    void add_everywhere(const LiveArcs& arcs) {
        const Communicator& group = graph_.group_comm;
        std::vector<std::vector<Share>> shares(static_cast<std::size_t>(group.size()));
        LocalVertex at = 0;
        while (all_reduce_max(group, static_cast<std::uint8_t>(at < arcs.vertices())) != 0) {
            for (EdgeId put = 0; at < arcs.vertices() && put < kPortion; ++at)
                for_each_share(arcs, at, [&](EdgeId place, std::uint64_t amount) {
                    const VertexId tail = arcs.neighbour(place);
                    shares[static_cast<std::size_t>(graph_.owner_of(tail))].push_back({tail, amount});
                    ++put;
                });
            for (const Share& share : all_to_all(group, shares).items)
                sums_[graph_.to_local(share.to)] += share.amount;
            for (auto& box : shares)
                box.clear();
        }
    }

    Context& context_;
    const PartitionedGraph& graph_;
    Worth worth_of_;
    Reaches sums_;
};

template <class Worth>
Reaches sum_reaches(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, Worth worth_of) {
    ReachSum sum(context, graph, worth_of);
    sum.add(arcs);
    for (const auto& layer : arcs.further_layers())
        sum.add(*layer);
    return sum.take();
}

} // namespace

std::vector<float> local_reach(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, int steps) {
    Reaches reaches = sum_reaches(context, graph, arcs, [](LocalVertex) { return kOne; });
    if (steps > 1)
        reaches = sum_reaches(context, graph, arcs,
                              [&](LocalVertex head) { return kOne + 0.5 * static_cast<double>(reaches[head]); });
    const std::size_t first = graph.to_local(graph.selection_first());
    std::vector<float> mine(graph.selection_count());
    for (std::size_t i = 0; i < mine.size(); ++i)
        mine[i] = static_cast<float>(static_cast<double>(reaches[first + i]) / kOne);
    return mine;
}

} // namespace cascade
