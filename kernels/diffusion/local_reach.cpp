#include "kernels/diffusion/local_reach.hpp"

#include "engine/comm/all_to_all.hpp"
#include "engine/runtime/parallel.hpp"
#include "kernels/diffusion/arc_chances.hpp"

#include <algorithm>
#include <atomic>

namespace cascade {
namespace {

/// Reaches are sums of whole numbers, so that their order does not matter.
constexpr double kOne = 1 << 24;
using Reaches = BigArray<std::uint64_t>; ///< [owned vertex], in units of 1 / kOne

/// Sums stay below 2^63, and signed numbers are converted in one step.
double to_double(std::uint64_t sum) {
    return static_cast<double>(static_cast<std::int64_t>(sum));
}

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
    static constexpr std::size_t kNear = 1 << 20;       ///< bytes of sums that need not be asked for
    static constexpr EdgeId kAhead = 16;                ///< arcs whose tails are asked for before they are added to
    static constexpr EdgeId kPortion = EdgeId{1} << 20; ///< arcs whose shares are sent at once

    /// Calls f(begin, end, amount) for the arcs of a head, of which each brings its tail so much.
    template <class F>
    void for_each_share(const LiveArcs& arcs, LocalVertex head, F&& f) const {
        arcs.for_each_chance(head, [&, worth = worth_of_(head)](EdgeId begin, EdgeId end, double chance) {
            f(begin, end, static_cast<std::uint64_t>(static_cast<std::int64_t>(chance * worth)));
        });
    }

    void add_here(const LiveArcs& arcs) {
        if (context_.threads == 1)
            add_to(arcs, [](std::uint64_t& sum, std::uint64_t amount) { sum += amount; });
        else
            add_to(arcs, [](std::uint64_t& sum, std::uint64_t amount) {
                std::atomic_ref(sum).fetch_add(amount, std::memory_order_relaxed);
            });
    }

    template <class Add>
    void add_to(const LiveArcs& arcs, Add add) {
        parallel_for(context_.threads, arcs.vertices(), kGrain, [&](std::size_t begin, std::size_t end, int) {
            std::uint64_t* const sums = sums_.data();
            const EdgeId last = arcs.places() - 1;
            const bool far = sums_.bytes() > kNear;
            for (std::size_t v = begin; v < end; ++v)
                for_each_share(arcs, static_cast<LocalVertex>(v), [&](EdgeId place, EdgeId stop, std::uint64_t amount) {
                    for (; place < stop; ++place) {
                        if (far)
                            __builtin_prefetch(sums + arcs.neighbour(std::min(place + kAhead, last)), 1);
                        add(sums[arcs.neighbour(place)], amount);
                    }
                });
        });
    }

    void add_everywhere(const LiveArcs& arcs) {
        const Communicator& group = graph_.group_comm;
        std::vector<std::vector<Share>> shares(static_cast<std::size_t>(group.size()));
        LocalVertex at = 0;
        while (all_reduce_max(group, static_cast<std::uint8_t>(at < arcs.vertices())) != 0) {
            for (EdgeId put = 0; at < arcs.vertices() && put < kPortion; ++at)
                for_each_share(arcs, at, [&](EdgeId place, EdgeId stop, std::uint64_t amount) {
                    put += stop - place;
                    for (; place < stop; ++place) {
                        const VertexId tail = arcs.neighbour(place);
                        shares[static_cast<std::size_t>(graph_.owner_of(tail))].push_back({tail, amount});
                    }
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

BigArray<float> local_reach(Context& context, const PartitionedGraph& graph, const LiveArcs& arcs, int steps) {
    Reaches reaches = sum_reaches(context, graph, arcs, [](LocalVertex) { return kOne; });
    if (steps > 1)
        reaches =
            sum_reaches(context, graph, arcs, [&](LocalVertex head) { return kOne + 0.5 * to_double(reaches[head]); });
    const std::size_t first = graph.to_local(graph.selection_first());
    BigArray<float> mine(graph.selection_count());
    for (std::size_t i = 0; i < mine.size(); ++i)
        mine[i] = static_cast<float>(to_double(reaches[first + i]) / kOne);
    return mine;
}

} // namespace cascade
